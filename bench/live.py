"""T7: from an event in the store to its text on the screen."""

from __future__ import annotations

import random
import time

from .deck import deck
from .process import cpu_seconds
from .store import LIVE, project_copy
from .verdict import Effort, Verdict, at_most, middle, p95
from .writer import Writer

GAP = 0.35
"""Seconds between two events, at least: nothing else is to be painted when the next one comes."""


def t7(effort: Effort) -> Verdict:
    """Events one by one into a large store."""
    chance, found, lost, size = random.Random(3), [], 0, []
    with project_copy("large", running=1) as project, deck(project, awaited=LIVE[-4:]) as program:
        program.wait_awaited()
        program.quiet(0.5, at_most=4)
        writer, spent = Writer(project / ".agents" / "state.db"), cpu_seconds(program.pid)
        for _ in range(effort.events):
            time.sleep(GAP + chance.random() * GAP)
            program.look()
            text, before, began = f"mark-{chance.randrange(10**8):08}", program.bytes, time.monotonic()
            writer.write(LIVE, [text])
            seen = program.when(lambda screen, text=text: screen.shows(text))  # type: ignore[misc]  # a default in a lambda
            lost += seen is None
            found += [] if seen is None else [seen - began]
            size.append(program.bytes - before)
        each = (cpu_seconds(program.pid) - spent) / effort.events
        writer.close()
    checks = at_most("p95", p95(found) * 1e3, 50, "ms"), at_most("lost", lost, 0)
    middles = f"p50 {middle(found) * 1e3:.1f} ms, {middle(size):.0f} B and {each * 1e3:.1f} ms CPU an event"
    return Verdict("T7", checks, f"n={effort.events}; {middles}")
