"""What a line of a CI log states, as the CI/CD data model describes it."""

from __future__ import annotations

from typing import Any

import pytest
from told_lines import facts_of, line, noted, read, run_of, step_of, told_of

RUN = "run-20251020-143045-k8m3q2"
_T = 1_760_970_645.0
PLACE = {"source_file": "scripts/local-ci/run.sh", "line_number": 123, "function_name": "run_step_test_unit"}


def entry(step: str = "lint", seconds: int = 0, level: str = "info", said: str = "working", **fields: object) -> bytes:
    """A log entry so many seconds after the first one."""
    stamp = f"2025-10-20T14:{30 + (45 + seconds) // 60}:{(45 + seconds) % 60:02d}Z"
    head = {"timestamp": stamp, "level": level, "message": said, "run_id": RUN, "step_name": step}
    return line(**head, **(PLACE | fields))


def suite(**fields: object) -> dict[str, Any]:
    """A test execution that went well."""
    whole = {"test_type": "unit", "attempt_number": 1, "status": "passed", "duration": 45, "failure_count": 0}
    times = {"started_at": _T, "completed_at": _T + 45}
    return {**whole, **times, "run_in_parallel": True, "fallback_to_serial": False, **fields}


def whole(**fields: object) -> dict[str, Any]:
    """A run that went well."""
    steps = ["init", "lint", "build", "complete"]
    head = {"start_time": _T, "end_time": _T + 178, "duration": 178, "exit_code": 0, "profile": "dev"}
    return {"run_id": RUN, **head, "triggered_by": "TUI", "steps_completed": steps, **fields}


def test_entries_of_a_step_show_it_at_work_and_one_with_a_duration_ends_it() -> None:
    run = run_of(entry(), entry(seconds=5, said="still"), entry("build", 10), entry(seconds=20, duration_ms=20_000))
    lint, build = run.steps.values()
    assert (lint.state, lint.started, lint.ended, lint.duration) == ("completed", _T, _T + 20, 20)
    assert (build.state, build.started, build.action) == ("running", _T + 10, "working")
    assert (run.id, run.state, run.pipeline, run.started) == (RUN, "running", "ci", _T)
    assert not noted(run) and not noted(lint) and not noted(build)


def test_an_error_with_a_duration_ends_its_step_as_failed() -> None:
    message = "Unit tests failed: 3 test suites failed"
    step = step_of(entry(), entry(seconds=90, level="error", said=message, duration_ms=90_000))
    assert (step.state, step.error, step.duration, step.attempts[0].state) == ("failed", message, 90, "failed")


def test_an_entry_after_its_step_ended_does_not_begin_it_again() -> None:
    step = step_of(entry(), entry(seconds=5, duration_ms=5000), entry(seconds=9, said="by the way"))
    assert (step.state, step.ended, len(step.attempts)) == ("completed", _T + 5, 1) and not noted(step)


def test_a_warning_is_the_remark_of_its_step() -> None:
    assert step_of(entry(level="warn", said="slow disk")).remark == "slow disk"


@pytest.mark.parametrize(("level", "state"), [("info", "completed"), ("error", "failed")])
def test_the_last_step_ends_the_run(level: str, state: str) -> None:
    run = run_of(entry("init"), entry("complete", 9, level, "the end"))
    assert (run.state, run.ended, run.steps["complete"].state) == (state, _T + 9, state)


def test_an_entry_says_where_in_the_sources_it_comes_from() -> None:
    told = told_of(entry(level="warn", duration_ms=1500))
    assert (told.place, told.function, told.level) == ("scripts/local-ci/run.sh:123", "run_step_test_unit", "warn")
    assert (told.step, told.message, told.duration, told.time) == ("lint", "working", 1.5, _T)


def test_a_pipeline_run_states_its_result() -> None:
    run = run_of(line(**whole()))
    assert (run.state, run.exit_code, run.started, run.ended) == ("completed", 0, _T, _T + 178)
    assert run.facts == {"profile": "dev", "triggered by": "TUI"}
    assert [(step.id, step.state) for step in run.steps.values()] == [
        ("init", "completed"), ("lint", "completed"), ("build", "completed"), ("complete", "completed")
    ]  # fmt: skip
    assert not noted(run)


def test_a_pipeline_run_may_stand_inside_an_entry() -> None:
    run = run_of(entry("complete", 9, pipeline_run=whole(exit_code=2)))
    assert (run.state, run.exit_code, run.error) == ("failed", 2, "exit code 2: tests failed")


def test_a_step_that_is_only_listed_as_completed_did_not_last_until_the_run_was_over() -> None:
    run = run_of(entry("init"), entry(seconds=9, duration_ms=4_000), line(**whole()))
    assert (run.steps["init"].state, run.steps["init"].started, run.steps["init"].ended) == ("completed", _T, None)
    assert (run.steps["lint"].ended, run.steps["build"].state) == (_T + 9, "completed")


def test_a_run_without_an_exit_code_goes_on() -> None:
    unfinished = whole(exit_code=None, end_time=None, duration=None, steps_completed=["init"])
    run = run_of(line(**unfinished))
    assert (run.state, run.ended, run.steps_done) == ("running", None, 1) and not noted(run)


@pytest.mark.parametrize(
    ("fields", "mode"),
    [
        ({}, "parallel"),
        ({"run_in_parallel": False}, "serial"),
        ({"run_in_parallel": False, "fallback_to_serial": True}, "fallback"),
    ],
)
def test_a_test_execution_says_how_it_ran(fields: dict[str, bool], mode: str) -> None:
    step = step_of(entry("test-unit", 45, **suite(**fields)))
    (attempt,) = step.attempts
    assert (attempt.number, attempt.state, attempt.mode, attempt.failures) == (1, "completed", mode, 0)
    assert (attempt.started, attempt.ended, attempt.duration, step.state) == (_T, _T + 45, 45, "completed")
    assert not noted(step)


def test_a_second_try_follows_a_failed_one() -> None:
    first = suite(test_type="e2e", status="failed", failure_count=3)
    second = suite(test_type="e2e", attempt_number=2, started_at=_T + 50, completed_at=_T + 110, duration=60)
    step = step_of(entry("test-e2e", 45, "error", "3 suites failed", **first), entry("test-e2e", 110, **second))
    assert [(one.number, one.state, one.failures, one.error) for one in step.attempts] == [
        (1, "failed", 3, "3 suites failed"), (2, "completed", 0, "")
    ]  # fmt: skip
    assert (step.state, step.error, step.started, step.ended) == ("completed", "", _T, _T + 110)
    assert not noted(step)


def test_a_test_execution_by_itself_belongs_to_the_run_before_it() -> None:
    runs = read([entry("init"), line(**suite())])
    assert list(runs) == [RUN] and runs[RUN].steps["test-unit"].state == "completed"
    assert list(read([line(**suite())], "ci-20251020_143045")) == ["ci-20251020_143045"]


def test_a_test_execution_without_a_status_is_running() -> None:
    begun = suite(status="", duration=None, completed_at=None, failure_count=None, fallback_to_serial=None)
    step = step_of(entry("test-unit", 0, test_execution=begun))
    assert (step.state, step.attempts[0].mode) == ("running", "parallel") and not noted(step)


def test_a_skipped_test_execution_is_a_skipped_step() -> None:
    assert step_of(entry("test-unit", 45, **suite(status="skipped"))).state == "skipped"


@pytest.mark.parametrize(
    ("fields", "subject", "text"),
    [
        ({"level": "fatal"}, "level", "is 'fatal', none of info, warn, error"),
        ({"line_number": 0}, "line_number", "is 0, lines count from 1"),
        ({"duration_ms": -1}, "duration_ms", "is -1.0, which cannot be negative"),
        ({"source_file": ""}, "source_file", "is missing"),
        ({"timestamp": "soon"}, "timestamp", "is 'soon', no time between 2000 and 2100"),
        ({"run_id": "seven"}, "run_id", "is 'seven', not of the form run-YYYYMMDD-HHMMSS-xxxxxx"),
    ],
)
def test_a_rule_that_an_entry_breaks_is_noted(fields: dict[str, object], subject: str, text: str) -> None:
    head = {"timestamp": "2025-10-20T14:30:45Z", "level": "info", "message": "m", "run_id": RUN, "step_name": "lint"}
    assert noted(step_of(line(**(head | PLACE | fields)))) == {subject: text}


@pytest.mark.parametrize(
    ("fields", "subject", "text"),
    [
        ({"test_type": "load"}, "test_type", "is 'load', none of unit, integration, e2e"),
        ({"status": "flaky"}, "status", "is 'flaky', none of passed, failed, skipped"),
        ({"attempt_number": 3}, "attempt_number", "is 3, not from 1 to 2"),
        ({"failure_count": 2}, "failure_count", "is 2, though the tests passed"),
        ({"failure_count": -2}, "failure_count", "is -2, which cannot be negative"),
        ({"fallback_to_serial": True}, "fallback_to_serial", "is true, though the tests ran in parallel"),
        ({"duration": 99}, "duration", "is 99 s, though 45 s lie between its times"),
        ({"completed_at": _T - 5}, "duration", "ended 5 s before it started"),
        ({"run_in_parallel": None}, "run_in_parallel", "is missing"),
    ],
)
def test_a_rule_that_a_test_execution_breaks_is_noted(fields: dict[str, object], subject: str, text: str) -> None:
    assert noted(step_of(entry("test", **suite(**fields)))) == {subject: text}


@pytest.mark.parametrize(
    ("fields", "subject", "text"),
    [
        ({"exit_code": 9}, "exit_code", "is 9, not from 0 to 5"),
        ({"profile": "prod"}, "profile", "is 'prod', none of dev, ui, full"),
        ({"triggered_by": "cron"}, "triggered_by", "is 'cron', none of TUI, CLI"),
        ({"duration": 7}, "duration", "is 7 s, though 178 s lie between its times"),
        ({"duration": -7}, "duration", "is -7.0, which cannot be negative"),
        ({"end_time": None}, "end_time", "is missing"),
        ({"start_time": None}, "start_time", "is missing"),
    ],
)
def test_a_rule_that_a_run_breaks_is_noted(fields: dict[str, object], subject: str, text: str) -> None:
    assert noted(run_of(line(**whole(**fields)))) == {subject: text}


def test_a_run_and_a_test_are_told_in_words() -> None:
    assert told_of(line(**whole(exit_code=5))).message == "ended with exit code 5"
    told = told_of(line(**suite(status="failed", failure_count=2)))
    assert (told.message, told.state, told.attempt) == ("unit tests, attempt 1: failed", "failed", 1)
    assert told.facts == {"test type": "unit", "mode": "parallel", "failures": "2"}


def test_an_entry_states_nothing_about_steps_when_it_names_none() -> None:
    (run, *notes) = facts_of(entry(""))
    assert not notes or {note.subject for note in notes if hasattr(note, "subject")} == {"step_name"}
