"""How much of a run is behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..models import Run, Step
from ..states import is_live, is_terminal

_SUCCESS = frozenset({"completed", "completed_empty", "succeeded"})
ALMOST = 99.0


def overall(run: Run, steps: Sequence[Step] = (), rework_only: Collection[str] = ()) -> float | None:
    """Progress of a run in percent, 0 to 100, or None when nothing is known of its steps.

    Formula: completed steps / all steps * 100 (progress data model 000, "Calculations"), where a step that is
    running counts with its own progress / 100 when it states one from 0 to 100, and otherwise with nothing.
    Skipped steps and rework-only steps that never started are no part of the run. A step that may fail counts
    as done once it is over. 100 is kept for a run that is over: while it lives the value stops at 99.

    Steps that all have a weight count by it. What a run that no store knows states of itself, from 0 to 100, goes
    before all this: who reports it knows what is still to come. So does how many steps it says it has, which may
    be more than began so far, and how many of them it counts as over.
    """
    if run.state in _SUCCESS:
        return 100.0
    share = _stated(run)
    if share is None:
        share = _share(run, [step for step in steps if _counts(step, rework_only)])
    if share is None or is_terminal(run.state):
        return share
    return min(share, ALMOST)


def _stated(run: Run) -> float | None:
    known = run.progress is not None and 0 <= run.progress <= 100 and "store" not in run.sources
    return run.progress if known else None


def _share(run: Run, steps: Sequence[Step]) -> float | None:
    if steps:
        weights = [step.weight for step in steps if step.weight is not None and step.weight > 0]
        if len(weights) < len(steps):
            return _counted(run, steps)
        return 100.0 * sum(weight * _done(step) for weight, step in zip(weights, steps, strict=True)) / sum(weights)
    if run.steps_done is None or not run.steps_total or not 0 <= run.steps_done <= run.steps_total:
        return None
    return 100.0 * run.steps_done / run.steps_total


def _counted(run: Run, steps: Sequence[Step]) -> float:
    done, total = sum(_done(step) for step in steps if not is_live(step.state)), len(steps)
    if "store" not in run.sources:
        done, total = max(done, run.steps_done or 0), max(total, run.steps_total or 0)
    at_work = sum(_done(step) for step in steps if is_live(step.state))
    return 100.0 * min(done + at_work, total) / total


def _counts(step: Step, rework_only: Collection[str]) -> bool:
    idle_rework = step.id in rework_only and step.started is None
    return step.state != "skipped" and not idle_rework


def _done(step: Step) -> float:
    if step.state in _SUCCESS or (step.optional and is_terminal(step.state)):
        return 1.0
    if is_live(step.state) and step.progress is not None and 0 <= step.progress <= 100:
        return step.progress / 100
    return 0.0
