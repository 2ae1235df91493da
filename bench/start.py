"""T1, T2, T4: the first paint of real data, and what it costs until all is still."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .deck import deck, floor
from .process import load
from .store import kept_project
from .terminal import Program
from .told import told_project
from .verdict import Effort, Verdict, at_most, middle

FRAME_BYTES = 45_000


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds to the awaited text, processor seconds spent until then."""

    wall: float
    cpu: float


def t1(effort: Effort) -> Verdict:
    """First paint of the newest run on a large store, alone and beside event files, against the floor."""
    checks, details = [], []
    for words, project in (("", kept_project("large")), ("beside event files ", told_project("large"))):
        ours, theirs = alternate(lambda project=project: deck(project), floor, effort.starts)  # type: ignore[misc]  # a default
        wall, cpu = (middle([getattr(one, name) for one in ours]) for name in ("wall", "cpu"))
        wall_floor, cpu_floor = (middle([getattr(one, name) for one in theirs]) for name in ("wall", "cpu"))
        checks += [
            at_most(f"{words}wall", wall / wall_floor, 1.30, "× S"),
            at_most("CPU", cpu / cpu_floor, 1.30, "× S"),
        ]
        details.append(f"wall {wall * 1e3:.0f} of {wall_floor * 1e3:.0f}, CPU {cpu * 1e3:.0f} of {cpu_floor * 1e3:.0f}")
    return Verdict("T1", tuple(checks), f"n={effort.starts} alternating; {' and '.join(details)} ms; {load()}")


def t2(effort: Effort) -> Verdict:
    """A start does not depend on how much there is."""
    huge, small = kept_project("huge"), kept_project("small")
    many, few = alternate(lambda: deck(huge), lambda: deck(small), effort.starts)
    cpu, least = middle([one.cpu for one in many]), middle([one.cpu for one in few])
    detail = f"n={effort.starts} alternating; {cpu * 1e3:.0f} of {least * 1e3:.0f} ms"
    return Verdict("T2", (at_most("CPU huge / small", cpu / least, 1.10),), detail)


def t4(effort: Effort) -> Verdict:
    """Bytes until nothing more is written."""
    project, found, count = kept_project("large"), [], max(1, effort.starts // 3)
    for _ in range(count):
        with deck(project) as program:
            program.wait_awaited()
            program.quiet(1.0)
            found.append(program.bytes)
    return Verdict("T4", (at_most("bytes", middle(found), FRAME_BYTES, "B"),), f"n={count} at 120x40")


def alternate(one: Callable[[], Program], other: Callable[[], Program], count: int) -> tuple[list[Start], list[Start]]:
    """Start two programs in turn, after one start of each that is not counted."""
    measured = [(start(one), start(other)) for _ in range(count + 1)][1:]
    return [first for first, _ in measured], [second for _, second in measured]


def start(make: Callable[[], Program]) -> Start:
    """Start a program, wait for what it should show, and end it."""
    with make() as program:
        wall = program.wait_awaited()
        program.quiet(0.3, at_most=3)
        return Start(wall, program.awaited_cpu)
