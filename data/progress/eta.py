"""How long a run will still take, as a range with what it rests on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from ..models import PipelineHistory, Run, Step
from ..states import is_live, is_terminal
from .baseline import ENOUGH, sane
from .graph import dependencies, unfinished
from .projection import Projection, project

_FEW = 2

Quality = Literal["history", "rough", "none"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds until the end of a run: ``low`` is the p50, ``high`` the p90, both None when nothing can be said.

    ``n`` is the smallest number of samples used. ``late`` is set when every step that is running now already took
    longer than 9 of 10 earlier runs of it: the numbers are then a lower bound.
    """

    low: float | None = None
    high: float | None = None
    n: int = 0
    quality: Quality = "none"
    late: bool = False


def estimate(
    run: Run, steps: Sequence[Step], history: PipelineHistory | None, now: float, rework_only: Collection[str] = ()
) -> Estimate:
    """The remaining time of a run in seconds.

    With 5 or more samples of every unfinished step: the longest path through the unfinished steps at their
    p50 and at their p90. With 2 to 4: average duration of the finished steps times the remaining steps
    (progress data model 000, "Calculations"), one number labelled rough; before a step has finished, the
    average of the history takes its place. With less, no number. A run that is over or lost has no estimate.
    Steps that a reported run says it has and that did not begin are unfinished too; only the average knows them.
    """
    rest = () if is_terminal(run.state) or run.state == "lost" else project(steps, history, now, rework_only)
    if not rest:
        return Estimate()
    n = min(each.n for each in rest)
    unseen = max(0, (run.steps_total or 0) - len(steps)) if "store" not in run.sources else 0
    if n >= ENOUGH and not unseen:
        live = {step.id for step in steps if is_live(step.state)}
        return _range(rest, n, now, [each.late for each in rest if each.step in live])
    return _rough(steps, history, n, rework_only, unseen) if history and n >= _FEW else Estimate(n=n)


def _range(rest: Sequence[Projection], n: int, now: float, late: Sequence[bool]) -> Estimate:
    low = max((each.p50 - now for each in rest if each.p50 is not None), default=None)
    high = max((each.p90 - now for each in rest if each.p90 is not None), default=None)
    return Estimate(low, high, n, "history", bool(late) and all(late))


def _rough(
    steps: Sequence[Step], history: PipelineHistory, n: int, rework_only: Collection[str], unseen: int
) -> Estimate:
    remaining = unfinished(steps, dependencies(steps), rework_only)
    finished = sane([step.duration for step in steps if is_terminal(step.state) and step.duration is not None])
    known = finished or sane([seconds for step in remaining for seconds in history.step(step.id).durations])
    seconds = sum(known) / len(known) * (len(remaining) + unseen)
    return Estimate(seconds, seconds, n, "rough")
