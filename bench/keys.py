"""T12, T13: from a key to the change on the screen, and the bytes it takes."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, repeat

from .deck import deck
from .store import kept_project
from .terminal import LARGE, USUAL, Program, Size
from .verdict import Check, Effort, Verdict, at_most, middle, p95

STILL = 0.06
"""Seconds without output after which a key's effect is over."""
RUNS, EVENTS = (), ("4", "g")
"""What is typed first: nothing for the list of runs, or into the events, at the top."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """For every press: seconds to the first change, seconds from there to the last, bytes. Some changed nothing."""

    first: tuple[float, ...]
    settling: tuple[float, ...]
    bytes: tuple[int, ...]
    unchanged: int


def t12(effort: Effort) -> Verdict:
    """Keys on the largest store at two sizes, and on the smallest."""
    checks, details = [], []
    for size in (USUAL, LARGE):
        down, page = (pressed("huge", RUNS, key, size, effort.keys) for key in ("down", "pagedown"))
        words = f"{size[0]}x{size[1]}"
        checks += [
            at_most(f"{words} down p95", p95(down.first) * 1e3, 16.7, "ms"),
            at_most("page p95", p95(page.first) * 1e3, 25, "ms"),
        ]
        details.append(f"p50 {middle(down.first) * 1e3:.1f} and {middle(page.first) * 1e3:.1f} ms")
    huge, small = (pressed(preset, RUNS, "down up", USUAL, effort.keys) for preset in ("huge", "small"))
    checks.append(at_most("huge / small", middle(huge.first) / middle(small.first), 1.15))
    return Verdict("T12", tuple(checks), f"runs list, n={effort.keys} each; {'; '.join(details)}")


def t13(effort: Effort) -> Verdict:
    """Bytes of a step and of a page, and how soon the screen is at rest.

    In the runs keys come one after another; what is inside the run at which the hand then rests is measured apart.
    """
    frame, checks = _frame(), []
    for name, way in (("events", EVENTS), ("runs", RUNS)):
        down, page = (pressed("huge", way, key, USUAL, effort.keys) for key in ("down", "pagedown"))
        checks += _of_list(name, down, page, frame)
    whole, size = _opened(max(10, effort.keys // 10))
    opened = f"a single step with all of its run {size:.0f} B, whole after {whole * 1e3:.0f} ms"
    return Verdict("T13", tuple(checks), f"n={effort.keys} each; a full frame {frame} B; {opened}")


def _of_list(name: str, down: Pressed, page: Pressed, frame: int) -> list[Check]:
    return [
        at_most(f"{name} down", middle(down.bytes), 1500, "B"),
        at_most("page", middle(page.bytes) / frame, 1.1, "frames"),
        at_most("settled p95", p95([*down.settling, *page.settling]) * 1e3, 20, "ms"),
    ]


@cache
def pressed(preset: str, way: tuple[str, ...], keys: str, size: Size, count: int) -> Pressed:
    """Press keys in turn (names with spaces between, eight of each) after typing ``way``; wait for each to be done."""
    with deck(kept_project(preset), size=size) as program:
        program.wait_awaited()
        program.quiet(0.5, at_most=4)
        for key in way:
            program.press(key)
            program.quiet(0.3, at_most=2)
        names = chain.from_iterable(chain.from_iterable(repeat(key, 8) for key in keys.split()) for _ in repeat(None))
        chance = random.Random(5)
        return _summed([press_one(program, key, chance) for key in islice(names, count)])


def press_one(program: Program, key: str, chance: random.Random) -> tuple[float, float, int] | None:
    """Seconds to the first change, seconds from there to the last, bytes; None when nothing changed."""
    program.quiet(STILL, at_most=1)
    time.sleep(chance.random() * 0.03)
    program.look()
    program.screen.dirty.clear()
    bytes_before = program.bytes
    began = program.press(key)
    first = program.when(lambda screen: bool(screen.dirty), 0.7)
    if first is None:
        return None
    program.quiet(STILL, at_most=1)
    return first - began, program.last - first, program.bytes - bytes_before


def _opened(count: int) -> tuple[float, float]:
    """Seconds from a single step in the runs until all of its run is shown, and bytes of that, in the middle."""
    seconds, sizes = [], []
    with deck(kept_project("huge")) as program:
        program.wait_awaited()
        for _ in range(count):
            program.quiet(0.5, at_most=4)
            before, began = program.bytes, program.press("down")
            program.quiet(0.3, at_most=2)
            seconds.append(program.last - began)
            sizes.append(program.bytes - before)
    return middle(seconds), middle(sizes)


def _summed(found: Sequence[tuple[float, float, int] | None]) -> Pressed:
    seen = [one for one in found if one is not None]
    first, settling, size = zip(*seen, strict=True) if seen else ((), (), ())
    return Pressed(first, settling, size, len(found) - len(seen))


def _frame() -> int:
    """Bytes of everything painted once, as at the start."""
    with deck(kept_project("huge")) as program:
        program.wait_awaited()
        program.quiet(0.5, at_most=4)
        return max(program.frame_sizes)
