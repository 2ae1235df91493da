"""The CI/CD data model (004), entity by entity: log and deployment state, read back as JSON and from the deck."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from console import ask
from deployment_files import EARLIER, FAILURE, FILE, GOOD, SUCCESS
from event_files import as_lines, event_project
from seed_screens import screen_of

RUN_ID = "run-20251020-143045-k8m3q2"
BEGAN = 1_760_970_645
"""2025-10-20 14:30:45 UTC, the time in the run's id; the data model's own numbers are a year older."""
NOW = BEGAN + 400.0
STEPS = ["init", "env-check", "lint", "test-unit", "test-integration", "test-e2e", "build", "cleanup", "complete"]
RUN = {
    "run_id": RUN_ID,
    "start_time": BEGAN,
    "end_time": BEGAN + 178,
    "duration": 178,
    "exit_code": 0,
    "profile": "dev",
    "triggered_by": "TUI",
    "steps_completed": STEPS,
}
INFO = {
    "timestamp": "2025-10-20T14:30:45Z",
    "level": "info",
    "message": "Running unit tests",
    "run_id": RUN_ID,
    "source_file": "scripts/local-ci/run.sh",
    "line_number": 123,
    "function_name": "run_step_test_unit",
    "step_name": "test-unit",
}
ERROR = INFO | {
    "timestamp": "2025-10-20T14:32:15Z",
    "level": "error",
    "message": "Unit tests failed: 3 test suites failed",
    "line_number": 127,
    "duration_ms": 90_000,
}
UNIT = {
    "test_type": "unit",
    "attempt_number": 1,
    "status": "passed",
    "duration": 45,
    "failure_count": 0,
    "started_at": BEGAN,
    "completed_at": BEGAN + 45,
    "run_in_parallel": True,
    "fallback_to_serial": False,
}
E2E = UNIT | {
    "test_type": "e2e",
    "attempt_number": 2,
    "duration": 60,
    "started_at": BEGAN + 105,
    "completed_at": BEGAN + 165,
}
SERIAL = UNIT | {
    "test_type": "integration",
    "attempt_number": 2,
    "duration": 55,
    "started_at": BEGAN + 55,
    "completed_at": BEGAN + 110,
    "run_in_parallel": False,
    "fallback_to_serial": True,
}
FAILED_FIRST = {
    "attempt_number": 1,
    "status": "failed",
    "failure_count": 2,
    "duration": 40,
    "started_at": BEGAN,
    "completed_at": BEGAN + 40,
}
MEANINGS = {
    0: "success",
    1: "lint failed",
    2: "tests failed",
    3: "build failed",
    4: "environment not ready",
    5: "timeout after 300 s",
}


class Works:
    """A project whose CI writes its log and whose deployments are recorded."""

    def __init__(self, root: Path) -> None:
        self.root = root
        event_project(root)
        self.log = root / "logs" / "ci-20251020_143045.log"
        self.state = root / ".github" / "deployment-state.json"
        for path in (self.log, self.state):
            path.parent.mkdir()

    def write(self, *records: Mapping[str, object]) -> None:
        """Append lines to the log."""
        with self.log.open("ab") as file:
            file.write(as_lines(records))

    def show(self, *records: Mapping[str, object]) -> Any:
        """The run as the command line tells it, after these lines were written."""
        self.write(*records)
        return ask(self.root, "show", RUN_ID)

    def step(self, name: str, *records: Mapping[str, object]) -> Any:
        return next(step for step in self.show(*records)["steps"] if step["step_id"] == name)

    def deploy(self, **current: object) -> Any:
        """Replace the state file; the current deployment as the command line tells it."""
        deployment = {name: value for name, value in (SUCCESS | current).items() if value is not None}
        new = self.state.with_suffix(".new")
        new.write_text(json.dumps(FILE | {"currentDeployment": deployment}))
        os.replace(new, self.state)
        return ask(self.root, "show", deployment["deployment_id"])


@pytest.fixture
def works(tmp_path: Path) -> Works:
    return Works(tmp_path)


def entry(record: Mapping[str, object], **fields: object) -> dict[str, object]:
    """A log entry that carries a test execution or a run."""
    return INFO | dict(record) | fields


def suite(record: Mapping[str, object], **fields: object) -> dict[str, object]:
    """The entry of a finished test execution."""
    return entry(record, **{"message": "suite finished", "step_name": f"test-{record['test_type']}", **fields})


# 1. Pipeline Run


def test_a_run_is_shown_with_every_field(works: Works) -> None:
    shown = works.show(INFO, RUN)
    run = shown["run"]
    expected = {
        "run_id": RUN_ID,
        "pipeline_name": "ci",
        "status": "completed",
        "started_at": "2025-10-20T14:30:45Z",
        "completed_at": "2025-10-20T14:33:43Z",
        "duration": "2m58s",
        "exit_code": 0,
        "progress": 100,
        "sources": ["ci"],
    }
    assert {name: run.get(name) for name in expected} == expected
    assert run["facts"]["profile"] == "dev"
    assert run["facts"]["triggered by"] == "TUI"
    assert [step["step_id"] for step in shown["steps"]] == STEPS
    assert {step["state"] for step in shown["steps"]} == {"completed"}


@pytest.mark.parametrize("profile", ["dev", "ui", "full"])
@pytest.mark.parametrize("triggered", ["TUI", "CLI"])
def test_profile_and_trigger_are_told(works: Works, profile: str, triggered: str) -> None:
    run = works.show(RUN | {"profile": profile, "triggered_by": triggered})["run"]
    assert (run["facts"]["profile"], run["facts"]["triggered by"]) == (profile, triggered)
    assert "notes" not in run


@pytest.mark.parametrize(("code", "meaning"), list(MEANINGS.items()))
def test_each_exit_code_is_told_with_its_meaning(works: Works, code: int, meaning: str) -> None:
    run = works.show(RUN | {"exit_code": code})["run"]
    assert (run["status"], run["exit_code"]) == ("failed" if code else "completed", code)
    assert run.get("error_message", "") == (f"exit code {code}: {meaning}" if code else "")


def test_a_run_grows_from_its_first_step_to_its_last(works: Works) -> None:
    first = works.show(INFO | {"step_name": "init", "message": "starting"})["run"]
    assert first["stored_status"] == "running"
    works.show(INFO | {"step_name": "init", "duration_ms": 0, "message": "ready"})
    last = works.show(INFO | {"step_name": "complete", "message": "done", "timestamp": "2025-10-20T14:33:43Z"})
    assert last["run"]["status"] == "completed"
    assert [step["step_id"] for step in last["steps"]] == ["init", "complete"]


# 2. Deployment State Record


def test_a_deployment_is_a_run_with_every_field(works: Works) -> None:
    shown = works.deploy()
    run = shown["run"]
    assert (run["run_id"], run["status"], run["started_at"]) == (
        SUCCESS["deployment_id"], "completed", "2025-10-20T14:30:45Z")  # fmt: skip
    assert run["input"] == SUCCESS["commit_sha"]
    assert run["facts"]["commit"] == SUCCESS["commit_sha"]
    assert run["facts"]["attempts"] == "1 of 3"
    assert run["facts"]["last known good"] == f"{GOOD['deployment_id']} {GOOD['commit_sha']}"
    assert "notes" not in run


def test_a_failed_deployment_tells_its_error_and_its_tries(works: Works) -> None:
    shown = works.deploy(**FAILURE)
    assert shown["run"]["status"] == "failed"
    assert shown["run"]["error_message"] == FAILURE["error_message"]
    [push] = shown["steps"]
    assert (push["state"], push["max_attempts"]) == ("failed", 3)
    assert [attempt["attempt"] for attempt in push["attempts"]] == [3]


def test_a_deployment_goes_from_try_to_try_to_its_end(works: Works) -> None:
    assert works.deploy(status=None)["run"]["stored_status"] == "running"
    works.deploy(status=None, git_operations_attempts=2)
    shown = works.deploy(git_operations_attempts=2)
    [push] = shown["steps"]
    assert [(attempt["attempt"], attempt["state"]) for attempt in push["attempts"]] == [(1, "failed"), (2, "completed")]
    assert [event["state"] for event in shown["events"]] == ["running", "running", "completed"]
    assert "notes" not in shown["run"] and "notes" not in push


def test_a_deployment_that_was_rolled_back_says_so(works: Works) -> None:
    good = {"lastKnownGood": {name: EARLIER[name] for name in GOOD}}
    works.deploy()
    works.state.write_text(json.dumps(FILE | good | {"currentDeployment": SUCCESS | {"status": "rolled_back"}}))
    run = ask(works.root, "show", SUCCESS["deployment_id"])["run"]
    assert (run["status"], run["facts"]["status"]) == ("failed", "rolled_back")
    assert run["error_message"] == f"rolled back to {EARLIER['deployment_id']} ({EARLIER['commit_sha']})"
    assert "notes" not in run


def test_the_state_file_is_told_whole(works: Works) -> None:
    works.deploy()
    found = ask(works.root, "deployments")
    assert (found["currentDeployment"], found["lastKnownGood"], found["history"]) == (SUCCESS, GOOD, [EARLIER])
    assert "notes" not in found


@pytest.mark.parametrize(
    ("field", "value"),
    [("deployment_id", "v7"), ("commit_sha", "5c04b60"), ("status", "done"), ("git_operations_attempts", 4),
     ("error_message", "boom")],
)  # fmt: skip
def test_a_broken_rule_of_a_deployment_is_told(works: Works, field: str, value: object) -> None:
    works.deploy(**{field: value})
    notes = ask(works.root, "deployments")["currentDeployment"]["notes"]
    assert [note for note in notes if field in str(note)] != []


# 3. Log Entry


def test_an_entry_is_an_event_with_every_field(works: Works) -> None:
    first, second = works.show(INFO, ERROR)["events"]
    expected = {
        "run_id": RUN_ID,
        "timestamp": "2025-10-20T14:30:45Z",
        "level": "info",
        "message": "Running unit tests",
        "step_id": "test-unit",
        "source_file": "scripts/local-ci/run.sh",
        "line_number": 123,
        "function_name": "run_step_test_unit",
    }
    assert {name: first.get(name) for name in expected} == expected
    assert "duration_ms" not in first
    assert (second["level"], second["duration_ms"], second["line_number"]) == ("error", 90_000, 127)
    assert first["id"] < second["id"]


def test_an_error_with_a_duration_fails_its_step(works: Works) -> None:
    step = works.step("test-unit", INFO, ERROR)
    assert (step["state"], step["error"], step["duration"]) == ("failed", ERROR["message"], "1m30s")


@pytest.mark.parametrize("level", ["info", "warn", "error"])
def test_each_level_is_told_and_can_be_asked_for(works: Works, level: str) -> None:
    works.write(*(INFO | {"level": each, "message": each} for each in ("info", "warn", "error")))
    found = [event["message"] for event in ask(works.root, "events", RUN_ID, "--level", level)["events"]]
    assert level in found


# 4. Test Execution


def test_a_suite_that_ran_in_parallel_is_a_try_with_every_field(works: Works) -> None:
    step = works.step("test-unit", suite(UNIT))
    [attempt] = step["attempts"]
    assert attempt == {
        "attempt": 1,
        "state": "completed",
        "started_at": "2025-10-20T14:30:45Z",
        "completed_at": "2025-10-20T14:31:30Z",
        "duration": "45s",
        "mode": "parallel",
        "failure_count": 0,
    }
    assert step["state"] == "completed"


def test_a_suite_that_passed_at_the_second_try_keeps_both(works: Works) -> None:
    first = suite(E2E | FAILED_FIRST, level="error", message="2 suites failed")
    attempts = works.step("test-e2e", first, suite(E2E))["attempts"]
    assert [(one["attempt"], one["state"], one["failure_count"]) for one in attempts] == [
        (1, "failed", 2),
        (2, "completed", 0),
    ]


def test_a_suite_that_fell_back_to_serial_says_so(works: Works) -> None:
    attempts = works.step("test-integration", suite(SERIAL | FAILED_FIRST), suite(SERIAL))["attempts"]
    assert attempts[-1]["mode"] == "fallback"


def test_a_skipped_suite_is_skipped(works: Works) -> None:
    assert works.step("test-unit", suite(UNIT | {"status": "skipped"}))["state"] == "skipped"


def test_a_run_has_many_entries_and_suites(works: Works) -> None:
    shown = works.show(INFO, suite(UNIT), suite(SERIAL), suite(E2E), RUN)
    assert len(shown["events"]) == 5
    assert [step["step_id"] for step in shown["steps"] if step.get("attempts")]


# The deck


async def test_the_deck_shows_a_run_of_ci_with_tries_places_and_exit_code(works: Works) -> None:
    first = suite(E2E | FAILED_FIRST, level="error", message="2 suites failed")
    works.write(INFO, ERROR, first, suite(E2E), RUN | {"exit_code": 2})
    shown = await screen_of(works.root, RUN_ID, "4", now=NOW)
    for word in ("ci", "test-unit", "test-e2e", "FAIL"):
        assert word in shown, word
    assert "run.sh:123" in shown
    assert "tests failed" in await screen_of(works.root, RUN_ID, "6", now=NOW)


async def test_the_deck_shows_how_a_suite_ran(works: Works) -> None:
    works.write(suite(SERIAL | FAILED_FIRST), suite(SERIAL))
    shown = await screen_of(works.root, f"{RUN_ID}/test-integration", "enter", now=NOW)
    assert "A2 serial fallback" in shown


async def test_the_deck_shows_a_deployment_with_its_push_and_its_error(works: Works) -> None:
    works.deploy(**FAILURE)
    shown = await screen_of(works.root, FAILURE["deployment_id"], now=NOW)
    for word in ("deployment", "push", "A3 ", "remote rejected push", FAILURE["commit_sha"][:12]):
        assert word in shown, word


async def test_the_deck_shows_what_is_deployed_and_where_to_roll_back_to(works: Works) -> None:
    works.deploy(**FAILURE)
    shown = await screen_of(works.root, FAILURE["deployment_id"], "8", "z", now=NOW)
    for word in ("7a8b9c0", "3/3 tries", "remote rejected push", "last good   5c04b60", "3e4f5a6", "deploy-1729433400"):
        assert word in shown, word
