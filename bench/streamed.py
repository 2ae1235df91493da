"""T8: from a line in an event file to its text on the screen."""

from __future__ import annotations

import random
import time

from .deck import deck
from .process import cpu_seconds
from .producer import RUN, Producer
from .store import project_copy
from .verdict import Effort, Verdict, at_most, middle, p95

GAP = 0.35
"""Seconds between two lines, at least: nothing else is to be painted when the next one comes."""


def t8(effort: Effort) -> Verdict:
    """Lines one by one into the event file of the newest run, beside a large store."""
    chance, found, lost, size = random.Random(8), [], 0, []
    with project_copy("large") as project:
        producer = Producer(project)
        producer.begin()
        with deck(project, awaited=RUN[-4:]) as program:
            program.wait_awaited()
            program.quiet(1.0, at_most=6)
            spent = cpu_seconds(program.pid)
            for _ in range(effort.events):
                time.sleep(GAP + chance.random() * GAP)
                program.look()
                text, before, began = f"mark-{chance.randrange(10**8):08}", program.bytes, time.monotonic()
                producer.say(text)
                seen = program.when(lambda screen, text=text: screen.shows(text))  # type: ignore[misc]  # a default in a lambda
                lost += seen is None
                found += [] if seen is None else [seen - began]
                size.append(program.bytes - before)
            each = (cpu_seconds(program.pid) - spent) / effort.events
        producer.close()
    checks = at_most("p95", p95(found) * 1e3, 50, "ms"), at_most("lost", lost, 0)
    middles = f"p50 {middle(found) * 1e3:.1f} ms, {middle(size):.0f} B and {each * 1e3:.1f} ms CPU an event"
    return Verdict("T8", checks, f"n={effort.events}; {middles}")
