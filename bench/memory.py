"""T11: what stays in memory."""

from __future__ import annotations

from .deck import deck, floor
from .flood import flood
from .process import memory
from .store import kept_project
from .terminal import Program
from .verdict import Effort, Verdict, at_most

RATE = 20_000


def t11(effort: Effort) -> Verdict:
    """Resident memory after a start, and what a million events leave behind."""
    least = _resident(floor())
    small, huge = _resident(deck(kept_project("small"))), _resident(deck(kept_project("huge")))
    growth = flood("small", RATE, effort.million, batch=100).grown
    checks = (
        at_most("each event of a million", growth / effort.million, 10, "B"),
        at_most("huge / small", huge / small, 1.15),
        at_most("huge", huge / least, 2, "× S"),
    )
    sizes = f"S {least / 1e6:.0f}, small {small / 1e6:.0f}, huge {huge / 1e6:.0f} MB"
    return Verdict("T11", checks, f"{effort.million} events at {RATE}/s; {sizes}")


def _resident(program: Program) -> int:
    with program:
        program.wait_awaited()
        program.quiet(1.0)
        return memory(program.pid)
