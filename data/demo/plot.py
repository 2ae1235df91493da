"""When the steps of a run of the past began and ended, decided before any of it is written down."""

from __future__ import annotations

import time
from dataclasses import dataclass
from random import Random

from .shapes import Shape, StepShape, shape

_AT_ONCE = 2
_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to a run besides its work: ``fail`` at a step, ``cancel`` or ``lose`` when a part of it is over."""

    kind: str = ""
    step: str = ""
    part: float = 0.5


GOOD = Fate()


@dataclass(frozen=True, slots=True)
class Part:
    """One step that began; ``end`` words: done, failed or open; ``retried`` is when its first try failed."""

    step: StepShape
    begin: float
    over: float
    end: str = "done"
    retried: float | None = None
    children: tuple[Plot, ...] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """A run of the past; ``state`` completed, failed, cancelled, or running when it was lost."""

    run: str
    shape: Shape
    subject: str
    begin: float
    over: float
    state: str
    parts: tuple[Part, ...]


def plot(name: str, subject: str, begin: float, rng: Random, fate: Fate = GOOD, first: str = "") -> Plot:
    """The run of a pipeline that begins at a moment in unix seconds, from the step ``first`` on."""
    known = shape(name)
    names = [step.id for step in known.steps]
    steps = known.steps[names.index(first) :] if first else known.steps
    parts: dict[str, Part] = {}
    for step in steps:
        needed = [parts[name].over for name in step.needs if name in parts]
        parts[step.id] = _part(step, max(needed, default=begin + 0.2) + rng.uniform(0.05, 0.3), rng)
    return _cut(Plot(_run_id(name, begin, rng), known, subject, begin, 0, "completed", tuple(parts.values())), fate)


def _part(step: StepShape, begin: float, rng: Random) -> Part:
    if step.items:
        return _iterated(step, begin, rng)
    over = begin + step.seconds * rng.uniform(0.9, 1.25)
    if step.max_attempts > 1:
        return Part(step, begin, over + _PAUSE + step.seconds, retried=over)
    return Part(step, begin, over)


def _iterated(step: StepShape, begin: float, rng: Random) -> Part:
    made: list[Plot] = []
    for index, item in enumerate(step.items):
        free = begin if index < _AT_ONCE else sorted(child.over for child in made)[index - _AT_ONCE]
        made.append(plot(step.subject, item, free + 0.1, rng))
    return Part(step, begin, max(child.over for child in made) + 0.1, children=tuple(made))


def _cut(whole: Plot, fate: Fate) -> Plot:
    """The plot up to where its fate ends it."""
    last = max(part.over for part in whole.parts)
    if not fate.kind:
        return _ended(whole, last, "completed", whole.parts)
    if fate.kind == "fail":
        broken = next(part for part in whole.parts if part.step.id == fate.step)
        return _ended(whole, broken.over, "failed", _up_to(whole, broken.over, broken.step.id))
    at = whole.begin + (last - whole.begin) * fate.part
    return _ended(whole, at, "cancelled" if fate.kind == "cancel" else "running", _up_to(whole, at, ""))


def _up_to(whole: Plot, at: float, broken: str) -> tuple[Part, ...]:
    kept = []
    for part in whole.parts:
        if part.step.id == broken:
            kept.append(Part(part.step, part.begin, at, "failed", part.retried))
        elif part.over <= at:
            kept.append(part)
        elif part.begin < at:
            kept.append(Part(part.step, part.begin, at, "open"))
    return tuple(kept)


def _ended(whole: Plot, over: float, state: str, parts: tuple[Part, ...]) -> Plot:
    return Plot(whole.run, whole.shape, whole.subject, whole.begin, over, state, parts)


def _run_id(pipeline: str, at: float, rng: Random) -> str:
    return f"{pipeline}-{time.strftime('%Y%m%d-%H%M%S', time.localtime(at))}-{rng.randrange(16**16):016x}"
