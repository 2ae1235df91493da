"""Runs of event files on the command line: read to their ends before each answer, and followed as they grow."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from console import ask, call, start
from event_files import event_project, write_events

from wave_tui.data.project import Project


def record(state: str, **more: object) -> dict[str, object]:
    return {"timestamp": datetime.now(UTC).isoformat(), "pipeline_id": "nightly-1", "state": state, **more}


def begun(root: Path) -> Project:
    project = event_project(root)
    write_events(project, "a.ndjson", [record("started"), record("running", step_id="compile")])
    return project


def test_what_was_written_a_moment_ago_is_in_the_answer(tmp_path: Path) -> None:
    project = begun(tmp_path)
    assert [(run["run_id"], run["current_step"]) for run in ask(tmp_path, "runs")["runs"]] == [("nightly-1", "compile")]
    write_events(project, "a.ndjson", [record("failed", step_id="compile", message="no space left")])
    assert ask(tmp_path, "show", "nightly")["steps"][0]["error"] == "no space left"
    assert [event["state"] for event in ask(tmp_path, "events", "nightly-1", "--level", "error")["events"]] == [
        "failed"
    ]


def test_a_run_of_a_file_is_followed_until_it_is_over(tmp_path: Path) -> None:
    project = begun(tmp_path)
    with start(tmp_path, "events", "nightly-1", "--follow", "--json") as process:
        assert process.stdout
        told = [json.loads(process.stdout.readline())["event"] for _ in range(2)]
        write_events(project, "a.ndjson", [record("completed", step_id="compile")])
        told.append(json.loads(process.stdout.readline())["event"])
        write_events(project, "a.ndjson", [record("completed")])
        told += [json.loads(line)["event"] for line in process.stdout]
        assert process.wait(10) == 0
    assert told == ["started", "running", "completed", "completed"]


def test_a_run_of_a_file_that_is_at_work_is_cancelled_where_it_was_started(tmp_path: Path) -> None:
    begun(tmp_path)
    refused = call(tmp_path, "cancel", "nightly-1")
    assert (refused.exit_code, refused.stdout) == (4, "")
    assert "it is known from its wave file alone; cancel it where it was started" in refused.stderr


def test_a_lost_run_of_a_file_is_cancelled_at_once(tmp_path: Path) -> None:
    project = event_project(tmp_path)
    write_events(project, "a.ndjson", [record("started", timestamp="2026-01-01T00:00:00Z")])
    assert call(tmp_path, "cancel", "nightly-1").stdout == "nightly-1 is cancelled\n"
    assert ask(tmp_path, "show", "nightly-1")["run"]["status"] == "cancelled"


def test_a_run_of_a_file_is_not_retried_though_there_is_no_store(tmp_path: Path) -> None:
    project = begun(tmp_path)
    write_events(project, "a.ndjson", [record("failed")])
    for options in ((), ("--dry-run",)):
        refused = call(tmp_path, "retry", "nightly-1", *options)
        assert refused.exit_code == 4 and "which no engine can run again" in refused.stderr
