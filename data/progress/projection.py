"""When the steps that are not over will probably start and end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..models import PipelineHistory, Step
from ..states import is_live
from .baseline import Baseline, baseline
from .graph import dependencies, elapsed, unfinished


@dataclass(frozen=True, slots=True)
class Projection:
    """The expected rest of one unfinished step, in unix seconds.

    ``start`` is when it begins (of a running step: when it began), ``wait`` the seconds from now until then.
    ``p50`` and ``p90`` are its expected ends, None when its own history or that of a step before it has too
    few samples. ``late`` is set when its current try already took longer than 9 of 10 earlier ones.
    """

    step: str
    start: float | None
    wait: float | None
    p50: float | None
    p90: float | None
    n: int
    late: bool = False


def project(
    steps: Sequence[Step], history: PipelineHistory | None, now: float, rework_only: Collection[str] = ()
) -> tuple[Projection, ...]:
    """The projected rest of a run, one entry for each unfinished step, each after what it needs.

    A step begins when the last step that it needs has ended, so parallel steps do not add up; free slots are
    taken for granted. What a running step still needs is its quantile minus the time already spent, never
    less than 0. Without a history no end is known. The p90 of a chain is the chain of p90s, which
    is on the careful side.
    """
    needs = dependencies(steps)
    past = history or PipelineHistory("")
    made: dict[str, Projection] = {}
    for step in unfinished(steps, needs, rework_only):
        before = [made[name] for name in needs[step.id] if name in made]
        made[step.id] = _project(step, before, baseline(past.step(step.id)), now)
    return tuple(made.values())


def _project(step: Step, before: Sequence[Projection], usual: Baseline, now: float) -> Projection:
    spent = elapsed(step, now)
    waiting = () if is_live(step.state) else before
    early, careful = _latest([each.p50 for each in waiting], now), _latest([each.p90 for each in waiting], now)
    start = step.started if is_live(step.state) and step.started is not None else early
    late = usual.trusted and usual.p90 is not None and spent > usual.p90
    return Projection(
        step=step.id,
        start=start,
        wait=None if start is None else max(0.0, start - now),
        p50=_end(early, usual.median if usual.trusted else None, spent),
        p90=_end(careful, usual.p90 if usual.trusted else None, spent),
        n=usual.n,
        late=late,
    )


def _latest(ends: Sequence[float | None], now: float) -> float | None:
    known = [end for end in ends if end is not None]
    return max([now, *known]) if len(known) == len(ends) else None


def _end(start: float | None, usual: float | None, spent: float) -> float | None:
    return None if start is None or usual is None else start + max(0.0, usual - spent)
