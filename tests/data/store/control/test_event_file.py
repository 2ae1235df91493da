"""The event file of a run holds whole lines in the shape of Wave's event stream."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
import told_runs as told
from recording import Scene
from uid import needs_root

from wave_tui.data.store.control import wording
from wave_tui.data.store.control.ndjson import EventFile

LINE = b'{"state":"running"}\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "events" / "run.ndjson"


BEGUN = {
    "step_id": "parse",
    "state": "running",
    "message": "Starting reader persona in w/parse",
    "persona": "reader",
    "current_action": "Initializing",
    "model": "m",
    "adapter": "a",
    "workspace_path": "w/parse",
    "estimated_time_ms": 0,
}
PROGRESS = {
    "step_id": "parse",
    "state": "step_progress",
    "message": "b.log",
    "persona": "reader",
    "tokens_used": 7,
    "current_action": "reading",
    "progress": 40,
    "subtask_current": 2,
    "subtask_total": 5,
    "estimated_eta": 12,
    "files_processed": 2,
    "estimated_time_ms": 12400,
}


def test_a_line_has_the_keys_of_wave_and_those_of_the_progress_model(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["parse"])
    recorder.step_running("parse", persona="reader", model="m", adapter="a", folder="w/parse")
    recorder.progress("parse", 40, "reading", tokens=7, subtask=2, subtasks=5, files=2, eta=12.4, message="b.log")
    time = {"timestamp": "2026-11-20T04:50:00.000000Z", "pipeline_id": recorder.run}
    where = f"workspace root: .agents/workspaces/{recorder.run}/"
    assert scene.lines(recorder.run) == [
        {**time, "state": "started", "message": 'input="x" steps=1', "total_steps": 1, "estimated_time_ms": 0},
        {**time, "state": "started", "message": where, "estimated_time_ms": 0},
        time | BEGUN,
        time | PROGRESS,
    ]


def test_tools_ways_out_and_results_are_where_wave_has_them(scene: Scene) -> None:
    recorder = scene.starts(root="/srv/shop")
    told.demo_retry(scene, recorder, "no score")
    lines = scene.lines(recorder.run)
    tool = next(line for line in lines if line["state"] == "stream_activity")
    assert (tool["tool_name"], tool["tool_target"], "message" in tool) == ("Read", "/project/main.go", False)
    path = f"/srv/shop/.agents/workspaces/{recorder.run}/draft/.agents/output/d.json"
    assert lines[-1]["outcomes"] == {
        "pushed": False,
        "pull_requests": [],
        "issues": [],
        "deployments": [],
        "deliverables": [{"type": "file", "name": "draft", "path": path, "description": "json", "step_id": "draft"}],
    }
    failed = scene.starts()
    told.demo_cmd_fail(scene, failed)
    hints = scene.lines(failed.run)[-1]["recovery_hints"]
    assert hints[0] == {
        "label": "Resume from failed step",
        "command": f"wave-tui retry {failed.run} --from-step build",
        "type": "resume",
    }


def test_zero_is_a_progress_and_unknown_is_absent(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["one"])
    recorder.step_running("one", wording.command("make"))
    recorder.progress("one", 0)
    recorder.progress("one", action="waiting")
    first, second = scene.lines(recorder.run)[-2:]
    assert first["progress"] == 0 and "progress" not in second


def test_every_run_has_its_own_file_that_its_group_may_read(scene: Scene) -> None:
    recorder = scene.starts()
    before = os.umask(0o022)
    try:
        told.demo_iterate(scene, recorder)
    finally:
        os.umask(before)
    names = {file.name for file in scene.events.iterdir()}
    assert names == {f"{recorder.run}.ndjson", *(f"demo-child-{index}.ndjson" for index in range(3))}
    assert {stat.S_IMODE(file.stat().st_mode) for file in scene.events.iterdir()} == {0o640}


def test_a_line_that_a_dead_writer_began_is_closed_first(file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b'{"state":"runn')
    assert EventFile(file, tmp_path).append(LINE)
    assert file.read_bytes() == b'{"state":"runn\n' + LINE


def test_a_file_that_was_removed_is_made_again(file: Path, tmp_path: Path) -> None:
    events = EventFile(file, tmp_path)
    events.append(LINE)
    file.unlink()
    events.append(LINE)
    assert file.read_bytes() == LINE


def test_a_link_in_the_place_of_the_file_is_not_followed(file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    (tmp_path / "secret").write_text("")
    file.symlink_to(tmp_path / "secret")
    events = EventFile(file, tmp_path)
    assert not events.append(LINE)
    assert (tmp_path / "secret").read_text() == ""
    assert "1 events wait" in events.problem


def test_lines_wait_up_to_a_limit_and_the_rest_is_counted(file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    file.mkdir()
    events = EventFile(file, tmp_path)
    big = b"{" + b"x" * (1024 * 1024) + b"}\n"
    for _ in range(6):
        events.append(big)
    assert "3 events wait, 3 are in the store alone" in events.problem
    file.rmdir()
    assert events.append() and events.problem == ""
    assert file.read_bytes() == big * 3


@needs_root
def test_u4_what_root_writes_belongs_to_whom_the_store_belongs(file: Path, tmp_path: Path) -> None:
    store = tmp_path / "state.db"
    store.touch()
    os.chown(store, 2000, 2001)
    EventFile(file, store).append(LINE)
    found = file.stat()
    assert (found.st_uid, found.st_gid) == (2000, 2001)


def test_text_of_any_kind_stays_one_line(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["one"])
    recorder.step_message("one", "warning", 'two\nlines, "quotes", \x1b[31mred, ü, \udcff and \u2028')
    raw = (scene.events / f"{recorder.run}.ndjson").read_bytes().splitlines()[-1]
    assert json.loads(raw)["message"] == 'two\nlines, "quotes", \x1b[31mred, ü, ? and \u2028'
