"""T8: from a line in an event file to its text on the screen."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .deck import deck
from .process import cpu_seconds
from .producer import RUN, Producer
from .store import project_copy
from .terminal import Program
from .verdict import Effort, Verdict, at_most, middle, p95

GAP = 0.35
"""Seconds between two lines, at least: nothing else is to be painted when the next one comes."""


@dataclass(slots=True)
class Seen:
    """What became of lines: seconds until they were shown, bytes of it, and how many never were."""

    seconds: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    lost: int = 0


def t8(effort: Effort) -> Verdict:
    """Lines one by one into the event file of the newest run, beside a large store."""
    with _streaming() as (producer, program):
        spent = cpu_seconds(program.pid)
        new = _follow(program, effort.events, 7, lambda number, text: producer.say(text))
        each = (cpu_seconds(program.pid) - spent) / effort.events
        known = _follow(program, effort.events // 4, 8, lambda number, text: producer.reach(number % 90, text))
    checks = (
        at_most("p95", p95(new.seconds + known.seconds) * 1e3, 50, "ms"),
        at_most("lost", new.lost + known.lost, 0),
        at_most("in place", middle(known.bytes), 600, "B"),
    )
    middles = f"p50 {middle(new.seconds) * 1e3:.1f} ms, {middle(new.bytes):.0f} B and {each * 1e3:.1f} ms CPU an event"
    return Verdict("T8", checks, f"n={effort.events} + {effort.events // 4} in place; {middles}")


@contextmanager
def _streaming() -> Iterator[tuple[Producer, Program]]:
    """A run on its way and a deck that shows it."""
    with project_copy("large") as project:
        producer = Producer(project)
        producer.begin()
        with deck(project, awaited=RUN[-4:]) as program:
            program.wait_awaited()
            program.quiet(1.0, at_most=6)
            yield producer, program
        producer.close()


def _follow(program: Program, count: int, seed: int, write: Callable[[int, str], None]) -> Seen:
    """Write texts of their own one by one, each at a moment drawn by lot, and wait until it is shown."""
    chance, seen = random.Random(seed), Seen()
    for number in range(count):
        time.sleep(GAP + chance.random() * GAP)
        program.look()
        text, before, began = f"mark-{chance.randrange(10**8):08}", program.bytes, time.monotonic()
        write(number, text)
        shown = program.when(lambda screen, text=text: screen.shows(text))  # type: ignore[misc]  # a default in a lambda
        seen.lost += shown is None
        seen.seconds += [] if shown is None else [shown - began]
        seen.bytes.append(program.bytes - before)
    return seen
