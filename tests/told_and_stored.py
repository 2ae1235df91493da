"""What event files tell of a run, held against what the store holds of it."""

from __future__ import annotations

from wave_tui.data.events.fold_state import FoldedAttempt, FoldedRun, FoldedStep
from wave_tui.data.models import Attempt, RunDetail, Step

_EXACT = 0.05
_ALIKE = {"succeeded": "completed"}


def assert_same_run(folded: FoldedRun, detail: RunDetail) -> None:
    """What a file told of a run is what the store holds of it."""
    run = detail.run
    assert (folded.state, folded.input, folded.error) == (run.state, run.input, run.error)
    assert folded.pipeline in (run.pipeline, run.id)
    assert max(folded.steps_total or 0, len(folded.steps)) == run.steps_total or run.state == "failed"
    assert sum(step.tokens or 0 for step in folded.steps.values()) == run.tokens
    assert _near(folded.started, run.started, 1.5) and _near(folded.ended, run.ended, 1.5)
    assert list(folded.steps) == [step.id for step in detail.steps]
    for step in detail.steps:
        assert_same_step(folded.steps[step.id], step)
    told = {(one.step, one.label, one.value) for one in folded.outcomes}
    assert run.parent or told == {(one.step, one.label, one.value) for one in detail.outcomes}


def assert_same_step(folded: FoldedStep, step: Step) -> None:
    """The same of a step and its tries."""
    assert (folded.state, folded.kind, folded.persona, folded.model, folded.adapter) == (
        step.state,
        step.kind,
        step.persona,
        step.model,
        step.adapter,
    )
    assert (folded.tokens, folded.max_attempts) == (step.tokens, step.max_attempts)
    assert bool(folded.remark) == bool(step.remark)  # a store may word it otherwise, in a row that is no event
    assert folded.error == step.error
    assert ((folded.passed, folded.passed + folded.failed) if folded.passed else None) == step.contract
    assert _near(folded.started, step.started, 1.5) and _near(folded.ended, step.ended, 1.5)
    assert len(folded.attempts) == len(step.attempts)
    for attempt, stored in zip(folded.attempts, step.attempts, strict=True):
        _same_attempt(attempt, stored)


def _same_attempt(folded: FoldedAttempt, stored: Attempt) -> None:
    assert (folded.number, folded.state) == (stored.number, _ALIKE.get(stored.state, stored.state))
    assert folded.tokens == stored.tokens
    took = folded.duration
    if took is None and folded.started is not None and folded.ended is not None:
        took = folded.ended - folded.started
    whole = stored.duration is not None and stored.duration.is_integer()
    assert _near(took, stored.duration, 1 if whole else _EXACT)


def _near(left: float | None, right: float | None, tolerance: float) -> bool:
    if left is None or right is None:
        return left is right
    return abs(left - right) <= tolerance
