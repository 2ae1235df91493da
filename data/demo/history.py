"""What happened in the demo project during the last two days."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

from ..sqlite import sqlite3
from ..store.control.rows import Lineage
from .past import Past
from .plot import GOOD, Fate, Plot, plot
from .shapes import INPUTS
from .telling import Moment, Told

RUNS = 45
SPAN = 2 * 24 * 3600.0
_LAST = 240.0

_FATES = {
    2: Fate("fail", "check"),
    5: Fate("fail", "test-slugs"),
    7: Fate("fail", "check"),
    8: Fate("cancel", part=0.4),
    12: Fate("fail", "check"),
    15: Fate("fail", "lint"),
    21: Fate("cancel", part=0.6),
    27: Fate("fail", "check"),
    30: Fate("fail", "test-slugs"),
    26: Fate("lose", part=0.5),
    33: Fate("cancel", part=0.5),
    37: Fate("fail", "check"),
}
_RESUMED = {5: "test-slugs", 7: "check", 30: "test-slugs"}


def write_history(connection: sqlite3.Connection, folder: Path, now: float, rng: Random) -> None:
    """Write the runs of the last two days, all over by ``now`` (unix seconds) but for one that was lost.

    Some failed, some were cancelled, three were retried; everything goes into the open transaction.
    """
    past = Past(connection, folder)
    try:
        moments = [moment for told in _runs(past, now, rng) for moment in told.moments()]
        for moment in sorted(moments, key=_time):
            past.time = moment.at
            moment.happen()
    finally:
        past.close()


def _time(moment: Moment) -> float:
    return moment.at


def _runs(past: Past, now: float, rng: Random) -> Iterator[Told]:
    names = tuple(INPUTS)
    gap = (SPAN - _LAST) / RUNS
    for place in range(RUNS):
        name = names[place % len(names)]
        start = now - SPAN + place * gap + rng.uniform(0, gap / 3)
        made = plot(name, rng.choice(INPUTS[name]), start, rng, _FATES.get(place, GOOD))
        yield Told(past, made, rng, Lineage())
        if place in _RESUMED:
            yield _retry(past, made, _RESUMED[place], rng)


def _retry(past: Past, origin: Plot, step: str, rng: Random) -> Told:
    again = plot(origin.shape.name, origin.subject, origin.over + rng.uniform(60, 600), rng, first=step)
    return Told(past, again, rng, Lineage(parent=origin.run, step=step, kind="resume"))
