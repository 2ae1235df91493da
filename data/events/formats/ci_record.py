"""One line of a CI log (CI/CD data model 004): an entry, a pipeline run, a test execution, or an entry around one."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Whole = Annotated[int, Meta(ge=-(2**53), le=2**53)]
Number = Annotated[float, Meta(ge=-1e15, le=1e15)]


class CiRecord(Struct, gc=False):
    """All fields of the three; a run or a test may also stand inside an entry under its own name."""

    run_id: str = ""
    timestamp: str | float = ""
    level: str = ""
    message: str = ""
    source_file: str = ""
    line_number: Whole | None = None
    function_name: str = ""
    step_name: str = ""
    duration_ms: Number | None = None
    start_time: str | float | None = None
    end_time: str | float | None = None
    duration: Number | None = None
    exit_code: Whole | None = None
    profile: str = ""
    triggered_by: str = ""
    steps_completed: tuple[str, ...] = ()
    test_type: str = ""
    attempt_number: Whole | None = None
    status: str = ""
    failure_count: Whole | None = None
    started_at: str | float | None = None
    completed_at: str | float | None = None
    run_in_parallel: bool | None = None
    fallback_to_serial: bool | None = None
    pipeline_run: CiRecord | None = None
    test_execution: CiRecord | None = None

    def __post_init__(self) -> None:
        """Refuses an object that has nothing of all this. Raises ValueError."""
        said = self.run_id or self.message or self.level or self.test_type or self.steps_completed
        if not (said or self.pipeline_run or self.test_execution or self.start_time or self.exit_code is not None):
            raise ValueError("has no field of a CI log")


def is_entry(record: CiRecord) -> bool:
    """True for a log entry."""
    return bool(record.level or record.message)


def test_in(record: CiRecord) -> CiRecord | None:
    """The test execution that the line tells."""
    return record.test_execution or (record if record.test_type else None)


def run_in(record: CiRecord) -> CiRecord | None:
    """The pipeline run that the line tells."""
    found = record.pipeline_run or record
    tells = found.exit_code is not None or found.start_time is not None or found.steps_completed
    return found if tells or found.profile or found.triggered_by else None
