"""T5, T6: what the deck costs while nobody touches it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol

from .deck import deck, floor
from .process import children, cpu_seconds, wakeups
from .store import kept_project, live, project_copy
from .terminal import Program
from .told import told_project
from .verdict import Effort, Verdict, at_most

SETTLED, TIDIED = 3.0, 15.0
"""Seconds after the first paint from which on a program counts as idle; an ingester tidies its database before."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Per second: processor seconds, wake-ups, bytes, frames."""

    cpu: float
    wakeups: float
    bytes: float
    frames: float


class Watched(Protocol):
    """A process, and what it wrote to a terminal so far."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def bytes(self) -> int:
        """What it wrote."""

    @property
    def frames(self) -> int:
        """How many updates that were."""


@dataclass(frozen=True, slots=True)
class Helper:
    """A process without a terminal."""

    pid: int
    bytes: int = 0
    frames: int = 0


def t5(effort: Effort) -> Verdict:
    """Nothing runs: nothing is written and next to nothing is done, by the deck and by its reader of event files."""
    with ExitStack() as stack:
        programs = [deck(kept_project("large")), deck(told_project("large")), floor()]
        shown = [stack.enter_context(program) for program in programs]
        settle(shown, TIDIED)
        (reader,) = children(shown[1].pid)
        ours, told, least, reading = idle([*shown, Helper(reader)], effort.seconds)
    checks = []
    for words, found in (("", ours), ("beside event files ", told), ("their reader ", reading)):
        checks += [
            at_most(f"{words}written", found.bytes, 0, "B/s"),
            at_most("CPU", found.cpu / least.cpu, 3, "× S"),
            at_most("wake-ups", found.wakeups, 40, "/s"),
        ]
    return Verdict("T5", tuple(checks), f"n=1 of {effort.seconds:.0f} s; S {least.cpu:.2%} and {least.wakeups:.0f}/s")


def t6(effort: Effort) -> Verdict:
    """Runs run and say nothing: only their clocks move."""
    checks = []
    for count in (1, 4, 8):
        with project_copy("medium", running=count) as project, deck(project, awaited=live(count - 1)[-4:]) as program:
            settle([program], SETTLED)
            found = idle([program], effort.seconds)[0]
        checks.append(at_most(f"{count} running", found.bytes, 300 * count, "B/s"))
        checks.append(at_most("paints", found.frames, 1.05, "/s"))
    return Verdict("T6", tuple(checks), f"n=1 of {effort.seconds:.0f} s each; CPU {found.cpu:.2%} with 8")


def settle(programs: Iterable[Program], seconds: float) -> None:
    """Wait until programs are shown, and so long afterwards."""
    for program in programs:
        program.wait_awaited()
    time.sleep(seconds)


def idle(programs: list[Watched], seconds: float) -> list[Idle]:
    """Watch programs side by side."""
    before, began = [_counts(program) for program in programs], time.monotonic()
    time.sleep(seconds)
    took = time.monotonic() - began
    after = [_counts(program) for program in programs]
    pairs = zip(before, after, strict=True)
    return [Idle(*((b - a) / took for a, b in zip(one, two, strict=True))) for one, two in pairs]


def _counts(program: Watched) -> tuple[float, float, float, float]:
    return cpu_seconds(program.pid), wakeups(program.pid), program.bytes, program.frames
