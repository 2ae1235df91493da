"""The log of a CI run (CI/CD data model 004): one JSON object a line, correlated by the id of the run."""

from __future__ import annotations

from collections.abc import Mapping

from ..facts import Fact, Told
from .ci_record import CiRecord, is_entry, run_in, test_in
from .ci_rules import broken
from .ci_run import entry_run, run_facts
from .ci_steps import entry_step, mode_of, test_facts, test_step
from .fields import brief
from .moments import moment

NAME = "ci"
WHOLE = False
RECORD = CiRecord
_RUN_MARKS = ("exit_code", "steps_completed", "triggered_by", "pipeline_run")


def belongs(record: Mapping[str, object]) -> bool:
    """True for a log entry, a pipeline run or a test execution."""
    if "run_id" in record and (("level" in record and "message" in record) or any(key in record for key in _RUN_MARKS)):
        return True
    return "test_type" in record and "attempt_number" in record


def run_of(record: CiRecord, file: str) -> str:
    """The correlation id; a test execution by itself has none."""
    inner = record.pipeline_run or record.test_execution
    return record.run_id or (inner.run_id if inner else "")


def facts(record: CiRecord, file: str) -> tuple[Fact, ...]:
    """What the line states."""
    time = moment(record.timestamp)
    test, run = test_in(record), run_in(record)
    found: list[Fact] = []
    if is_entry(record) and (run is None or run.exit_code is None):
        found.append(entry_run(record, time))
    if test is not None:
        found += test_facts(record, test, time)
    elif record.step_name and is_entry(record):
        found.append(entry_step(record, time))
    if run is not None:
        found += run_facts(record, run, time)
    return (*found, *broken(record, _step(record)))


def told(record: CiRecord, file: str) -> Told:
    """The line as one of the event pane; where in the sources it comes from has a column of its own."""
    test, run = test_in(record), run_in(record)
    time = moment(record.timestamp) or moment((test or run or record).completed_at) or moment((run or record).end_time)
    took = record.duration_ms / 1000 if record.duration_ms is not None else (test or run or record).duration
    return Told(
        time=time if time is not None else moment((run or record).start_time),
        state=_state(record, test, run),
        step=_step(record),
        attempt=test.attempt_number if test else None,
        message=record.message or _summary(test, run),
        level=record.level,
        place=_place(record),
        function=record.function_name,
        duration=took,
        facts=_facts(test, run),
        notes=tuple((note.subject, note.text) for note in broken(record, "")),
    )


def _step(record: CiRecord) -> str:
    test = test_in(record)
    return test_step(record, test) if test else record.step_name


def _state(record: CiRecord, test: CiRecord | None, run: CiRecord | None) -> str:
    if test is not None and test.status:
        return test.status
    if run is not None and run.exit_code is not None:
        return "completed" if run.exit_code == 0 else "failed"
    if record.duration_ms is not None:
        return "failed" if record.level == "error" else "completed"
    return record.level or "running"


def _place(record: CiRecord) -> str:
    line = "" if record.line_number is None else f":{record.line_number}"
    return f"{record.source_file}{line}" if record.source_file else ""


def _summary(test: CiRecord | None, run: CiRecord | None) -> str:
    if test is not None:
        return f"{test.test_type} tests, attempt {test.attempt_number}: {test.status or 'running'}"
    if run is not None and run.exit_code is not None:
        return f"ended with exit code {run.exit_code}"
    return "pipeline run" if run is not None else ""


def _facts(test: CiRecord | None, run: CiRecord | None) -> dict[str, str]:
    found: dict[str, object] = {}
    if test is not None:
        found |= {"test type": test.test_type, "mode": mode_of(test), "failures": test.failure_count}
    if run is not None:
        found |= {"exit code": run.exit_code, "profile": run.profile, "triggered by": run.triggered_by}
        found |= {"steps completed": ", ".join(run.steps_completed)}
    return {name: brief(value, limit=2_000) for name, value in found.items() if value not in (None, "")}
