"""Which rules of the CI/CD data model (004) a line breaks; the values stay as they are stated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...progress.exit_codes import MEANINGS
from ..facts import NoteFact
from .ci_record import CiRecord, is_entry, run_in, test_in
from .ci_steps import MOST_ATTEMPTS
from .fields import brief
from .moments import moment

_RUN_ID = re.compile(r"run-\d{8}-\d{6}-[A-Za-z0-9]{6}")
_LEVELS = ("info", "warn", "error")
_PROFILES = ("dev", "ui", "full")
_TRIGGERS = ("TUI", "CLI")
_TESTS = ("unit", "integration", "e2e")
_STATUSES = ("passed", "failed", "skipped")
_ENTRY = ("timestamp", "level", "message", "run_id", "source_file", "line_number", "function_name", "step_name")
_RUN = ("run_id", "start_time", "profile", "triggered_by")
_TEST = ("attempt_number", "started_at", "run_in_parallel")
_FINISHED_TEST = ("duration", "failure_count", "completed_at", "fallback_to_serial")
_TIMES = ("timestamp", "start_time", "end_time", "started_at", "completed_at")


def broken(record: CiRecord, step: str) -> tuple[NoteFact, ...]:
    """A note for each rule that the line breaks."""
    test, run = test_in(record), run_in(record)
    found = [*_times(record)]
    if is_entry(record):
        found += [*_missing(record, _ENTRY), *_entry(record)]
    if test is not None:
        found += [*_missing(test, _TEST), *_test(test)]
    if run is not None:
        found += [*_missing(run, _RUN if run is record else _RUN[1:]), *_run(run)]
    run_id = record.run_id or (run.run_id if run else "")
    if run_id and not _RUN_ID.fullmatch(run_id):
        found.append(("run_id", f"is {brief(run_id)!r}, not of the form run-YYYYMMDD-HHMMSS-xxxxxx"))
    return tuple(NoteFact(subject, text, step) for subject, text in dict(found).items())


def _missing(record: CiRecord, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from ((name, "is missing") for name in names if getattr(record, name) in (None, ""))


def _times(record: CiRecord) -> Iterator[tuple[str, str]]:
    for part in (record, record.test_execution, record.pipeline_run):
        for name in _TIMES if part is not None else ():
            stated = getattr(part, name)
            if stated not in (None, "") and moment(stated) is None:
                yield name, f"is {brief(stated)!r}, no time between 2000 and 2100"


def _entry(record: CiRecord) -> Iterator[tuple[str, str]]:
    yield from _one_of("level", record.level, _LEVELS)
    if record.line_number is not None and record.line_number < 1:
        yield "line_number", f"is {record.line_number}, lines count from 1"
    if record.duration_ms is not None and record.duration_ms < 0:
        yield "duration_ms", f"is {brief(record.duration_ms)}, which cannot be negative"


def _test(test: CiRecord) -> Iterator[tuple[str, str]]:
    yield from _one_of("test_type", test.test_type, _TESTS)
    yield from _one_of("status", test.status, _STATUSES)
    if test.status:
        yield from _missing(test, _FINISHED_TEST)
    if test.attempt_number is not None and not 1 <= test.attempt_number <= MOST_ATTEMPTS:
        yield "attempt_number", f"is {test.attempt_number}, not from 1 to {MOST_ATTEMPTS}"
    if test.failure_count is not None and test.failure_count < 0:
        yield "failure_count", f"is {test.failure_count}, which cannot be negative"
    elif test.status == "passed" and test.failure_count:
        yield "failure_count", f"is {test.failure_count}, though the tests passed"
    if test.run_in_parallel and test.fallback_to_serial:
        yield "fallback_to_serial", "is true, though the tests ran in parallel"
    yield from _took("duration", test.duration, test.started_at, test.completed_at)


def _run(run: CiRecord) -> Iterator[tuple[str, str]]:
    yield from _one_of("profile", run.profile, _PROFILES)
    yield from _one_of("triggered_by", run.triggered_by, _TRIGGERS)
    if run.exit_code is not None:
        yield from _missing(run, ("end_time", "duration"))
        if run.exit_code not in MEANINGS:
            yield "exit_code", f"is {run.exit_code}, not from 0 to 5"
    yield from _took("duration", run.duration, run.start_time, run.end_time)


def _one_of(name: str, value: str, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if value and value not in known:
        yield name, f"is {brief(value)!r}, none of {', '.join(known)}"


def _took(
    name: str, stated: float | None, start: str | float | None, end: str | float | None
) -> Iterator[tuple[str, str]]:
    """A duration is what lies between its two times, to the second."""
    if stated is not None and stated < 0:
        yield name, f"is {brief(stated)}, which cannot be negative"
        return
    began, ended = moment(start), moment(end)
    if began is None or ended is None:
        return
    if ended < began:
        yield name, f"ended {began - ended:g} s before it started"
    elif stated is not None and abs(ended - began - stated) > 1:
        yield name, f"is {stated:g} s, though {ended - began:g} s lie between its times"
