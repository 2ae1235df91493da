"""What a line of a CI log states about its step: entries tell that it works or is over, test executions its tries."""

from __future__ import annotations

from ..facts import StepFact
from .ci_record import CiRecord
from .ci_run import LAST_STEP
from .moments import moment

MOST_ATTEMPTS = 2
_STATES = {"passed": "completed", "failed": "failed", "skipped": "skipped"}


def entry_step(record: CiRecord, time: float | None) -> StepFact:
    """A log entry: one with a duration ends its step."""
    bad = record.level == "error"
    over = record.duration_ms is not None or record.step_name == LAST_STEP
    took = record.duration_ms / 1000 if record.duration_ms is not None and record.duration_ms >= 0 else None
    return StepFact(
        step=record.step_name,
        time=time,
        state=("failed" if bad else "completed") if over else "",
        kind="ci",
        started=time - took if time is not None and took is not None else None,
        ended=time if over else None,
        duration=took,
        alive=True,
        action="" if over else record.message,
        error=record.message if bad else "",
        remark=record.message if record.level == "warn" else "",
    )


def test_facts(record: CiRecord, test: CiRecord, time: float | None) -> tuple[StepFact, ...]:
    """A test execution: its try begins, and ends when it has a status."""
    begun, ended = moment(test.started_at), moment(test.completed_at)
    now = time if time is not None else ended if ended is not None else begun
    begin = StepFact(
        step=test_step(record, test),
        time=now,
        state="running",
        kind="test",
        started=begun,
        attempt=test.attempt_number,
        max_attempts=MOST_ATTEMPTS,
        mode=mode_of(test),
        action=record.message,
    )
    return (begin, _end(record, test, begin, ended)) if test.status in _STATES else (begin,)


def test_step(record: CiRecord, test: CiRecord) -> str:
    """The step of a test execution: the entry's, else the one named after its type."""
    return record.step_name or test.step_name or f"test-{test.test_type}"


def mode_of(test: CiRecord) -> str:
    """How the suite ran, "" when the record does not say."""
    if test.fallback_to_serial:
        return "fallback"
    return {True: "parallel", False: "serial"}[test.run_in_parallel] if test.run_in_parallel is not None else ""


def _end(record: CiRecord, test: CiRecord, begin: StepFact, ended: float | None) -> StepFact:
    failed = test.status == "failed"
    count = test.failure_count
    said = record.message if record.level == "error" else f"{count} tests failed" if count else "failed"
    return StepFact(
        step=begin.step,
        time=begin.time,
        state=_STATES[test.status],
        attempt=test.attempt_number,
        ended=ended,
        duration=test.duration if test.duration is not None and test.duration >= 0 else None,
        failures=count,
        failure_class="test_failure" if failed else "",
        error=said if failed else "",
    )
