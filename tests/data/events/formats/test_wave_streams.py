"""The event streams of a real Wave say the same of its runs as the store that it wrote beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from told_lines import STREAMS, read

from wave_tui.data.events.fold_state import FoldedAttempt, FoldedRun, FoldedStep
from wave_tui.data.models import Attempt, RunDetail, Step
from wave_tui.data.store.reader import StoreReader
from wave_tui.data.views import Query

FILES = sorted(path.name for path in STREAMS.glob("*.ndjson"))
_EXACT = 0.05
_ALIKE = {"succeeded": "completed"}


def test_there_are_eleven_streams() -> None:
    assert len(FILES) == 11


@pytest.mark.parametrize("name", FILES)
def test_a_stream_and_the_store_agree_about_every_run(name: str, fixture_project: Path) -> None:
    reader = StoreReader(fixture_project / ".agents" / "state.db")
    told = read(_lines(name))
    assert told
    for run, folded in told.items():
        detail = reader.read(Query(run=run)).detail
        assert detail is not None
        _same_run(folded, detail)
    reader.close()


@pytest.mark.parametrize("name", FILES)
def test_no_event_of_a_real_stream_is_odd(name: str) -> None:
    for run in read(_lines(name)).values():
        assert run.notes == [] and [note for step in run.steps.values() for note in step.notes] == []


def _lines(name: str) -> list[bytes]:
    return (STREAMS / name).read_bytes().splitlines()


def _same_run(folded: FoldedRun, detail: RunDetail) -> None:
    run = detail.run
    assert (folded.state, folded.pipeline, folded.input, folded.error) == (
        run.state,
        run.pipeline,
        run.input,
        run.error,
    )
    assert folded.steps_total == run.steps_total or run.state == "failed"
    assert sum(step.tokens or 0 for step in folded.steps.values()) == run.tokens
    assert _near(folded.started, run.started, 1.5) and _near(folded.ended, run.ended, 1.5)
    assert list(folded.steps) == [step.id for step in detail.steps]
    for step in detail.steps:
        _same_step(folded.steps[step.id], step)
    told = {(one.step, one.label, one.value) for one in folded.outcomes}
    assert run.parent or told == {(one.step, one.label, one.value) for one in detail.outcomes}


def _same_step(folded: FoldedStep, step: Step) -> None:
    assert (folded.state, folded.kind, folded.persona, folded.model, folded.adapter) == (
        step.state,
        step.kind,
        step.persona,
        step.model,
        step.adapter,
    )
    assert (folded.tokens, folded.max_attempts, folded.remark) == (step.tokens, step.max_attempts, step.remark)
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
