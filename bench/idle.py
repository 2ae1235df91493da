"""T5, T6: what the deck costs while nobody touches it."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass

from .deck import deck, floor
from .process import cpu_seconds, wakeups
from .store import kept_project, live, project_copy
from .terminal import Program
from .verdict import Effort, Verdict, at_most

SETTLED = 3.0
"""Seconds after the first paint from which on a program counts as idle."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Per second: processor seconds, wake-ups, bytes, frames."""

    cpu: float
    wakeups: float
    bytes: float
    frames: float


def t5(effort: Effort) -> Verdict:
    """Nothing runs: nothing is written and next to nothing is done."""
    with ExitStack() as stack:
        ours, theirs = stack.enter_context(deck(kept_project("large"))), stack.enter_context(floor())
        found, least = idle([ours, theirs], effort.seconds)
    checks = (
        at_most("written", found.bytes, 0, "B/s"),
        at_most("CPU", found.cpu / least.cpu, 3, "× S"),
        at_most("wake-ups", found.wakeups, 40, "/s"),
    )
    return Verdict(
        "T5", checks, f"n=1 of {effort.seconds:.0f} s; CPU {found.cpu:.2%}, S {least.cpu:.2%} and {least.wakeups:.0f}/s"
    )


def t6(effort: Effort) -> Verdict:
    """Runs run and say nothing: only their clocks move."""
    checks = []
    for count in (1, 4, 8):
        with project_copy("medium", running=count) as project, deck(project, awaited=live(count - 1)[-4:]) as program:
            found = idle([program], effort.seconds)[0]
        checks.append(at_most(f"{count} running", found.bytes, 300 * count, "B/s"))
        checks.append(at_most("paints", found.frames, 1.05, "/s"))
    return Verdict("T6", tuple(checks), f"n=1 of {effort.seconds:.0f} s each; CPU {found.cpu:.2%} with 8")


def idle(programs: list[Program], seconds: float) -> list[Idle]:
    """Watch programs side by side after they have settled."""
    for program in programs:
        program.wait_awaited()
    time.sleep(SETTLED)
    before, began = [_counts(program) for program in programs], time.monotonic()
    time.sleep(seconds)
    took = time.monotonic() - began
    after = [_counts(program) for program in programs]
    pairs = zip(before, after, strict=True)
    return [Idle(*((b - a) / took for a, b in zip(one, two, strict=True))) for one, two in pairs]


def _counts(program: Program) -> tuple[float, float, float, float]:
    return cpu_seconds(program.pid), wakeups(program.pid), program.bytes, program.frames
