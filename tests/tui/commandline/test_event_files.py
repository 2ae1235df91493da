"""Runs of event files on the command line: read to their ends before each answer, and followed as they grow."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from console import ask, start
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
