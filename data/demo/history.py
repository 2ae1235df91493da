"""What happened in the demo project during the last two days."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from .script import GOOD, Fate, Origin, Script, write_script
from .shapes import INPUTS

RUNS = 40
SPAN = 2 * 24 * 3600.0
_LAST = 240.0

_FATES = {
    3: Fate("retry", "journeys"),
    5: Fate("fail", "implement"),
    8: Fate("stop", part=0.4),
    11: Fate("retry", "code"),
    14: Fate("retry", "fix"),
    15: Fate("fail", "docs"),
    17: Fate("cancel", part=0.6),
    20: Fate("retry", "implement"),
    23: Fate("fail", "unit"),
    26: Fate("lose", part=0.5),
    29: Fate("fail", "verify"),
    33: Fate("fail", "journeys"),
    36: Fate("retry", "code"),
    37: Fate("fail", "links"),
}
_RESUMED = {5: "implement", 33: "journeys"}


def write_history(now: float, rng: Random) -> Iterator[Script]:
    """The runs of the last two days, oldest first, all over by now; some failed, and two were resumed."""
    names = tuple(INPUTS)
    gap = (SPAN - _LAST) / RUNS
    for place in range(RUNS):
        name = names[place % len(names)]
        start = now - SPAN + place * gap + rng.uniform(0, gap / 3)
        fate = _FATES.get(place, GOOD)
        script = write_script(pipeline=name, subject=rng.choice(INPUTS[name]), start=start, rng=rng, fate=fate)
        yield script
        if place in _RESUMED:
            yield _resume(script, name, _RESUMED[place], rng)


def _resume(script: Script, name: str, step: str, rng: Random) -> Script:
    origin = Origin(script.run, step, "resume", script.workspace)
    start = script.end + rng.uniform(60, 600)
    return write_script(pipeline=name, subject=script.subject, start=start, rng=rng, origin=origin)
