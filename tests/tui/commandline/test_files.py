"""``wave-tui bad`` and ``wave-tui deployments``."""

from __future__ import annotations

import json
from pathlib import Path

from console import ask, call

GOOD = {"deployment_id": "deploy-1729433445", "commit_sha": "5c04b60a" * 5, "timestamp": "2025-10-20T14:30:45Z"}
STATE = {
    "currentDeployment": {
        "deployment_id": "deploy-1729433500",
        "timestamp": "2025-10-20T14:31:40Z",
        "commit_sha": "7a8b9c0d" * 5,
        "status": "failure",
        "git_operations_attempts": 3,
        "error_message": "remote rejected push",
    },
    "lastKnownGood": GOOD,
    "history": [],
}


def project(tmp_path: Path) -> Path:
    """A project with a bad line and a deployment state."""
    (tmp_path / ".wave" / "events").mkdir(parents=True)
    good = '{"timestamp":"2026-11-20T04:35:23Z","pipeline_id":"r-1","state":"started"}'
    (tmp_path / ".wave" / "events" / "r.ndjson").write_text(f"{good}\nnot json\n")
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "deployment-state.json").write_text(json.dumps(STATE))
    return tmp_path


def test_bad_lines_say_where_they_are_and_why(tmp_path: Path) -> None:
    found = ask(project(tmp_path), "bad")
    (line,) = found["bad_lines"]
    assert (found["has_more"], line["offset"], line["text"]) == (False, 75, "not json")
    assert line["file"].endswith("r.ndjson") and line["reason"] and line["seen_at"]
    assert "not json" in call(tmp_path, "bad").stdout


def test_more_bad_lines_than_wanted_are_announced(tmp_path: Path) -> None:
    with (project(tmp_path) / ".wave" / "events" / "r.ndjson").open("a") as file:
        file.write("nor this\n")
    found = ask(tmp_path, "bad", "--limit", "1")
    assert ([line["text"] for line in found["bad_lines"]], found["has_more"]) == (["nor this"], True)
    assert "there are more" in call(tmp_path, "bad", "--limit", "1").stdout


def test_without_bad_lines_that_is_said(tmp_path: Path) -> None:
    (tmp_path / ".wave").mkdir()
    assert call(tmp_path, "bad").stdout == "no bad records\n"


def test_deployments_name_the_commit_to_roll_back_to(tmp_path: Path) -> None:
    found = ask(project(tmp_path), "deployments")
    assert found["lastKnownGood"]["commit_sha"] == GOOD["commit_sha"]
    assert found["currentDeployment"]["status"] == "failure"
    assert found["currentDeployment"]["git_operations_attempts"] == 3
    shown = call(tmp_path, "deployments").stdout
    assert "last good" in shown and "remote rejected push" in shown


def test_without_a_state_file_there_are_none(tmp_path: Path) -> None:
    (tmp_path / ".wave").mkdir()
    result = call(tmp_path, "deployments")
    assert result.exit_code == 3
    assert "deployment-state.json" in result.stderr
