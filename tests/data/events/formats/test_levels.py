"""Operations with nested levels, as the reporting API, setlist programs and whole progress states tell of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reports import Clock, event_files, project, reporter
from told_lines import read

from wave_tui.data import report
from wave_tui.data.events.fold_state import FoldedRun, FoldedStep, FoldedSubtask
from wave_tui.data.events.formats import levels
from wave_tui.data.events.formats.recognise import reader_of, recognise

_AT = "2024-01-15T10:32:15Z"


def folded(*records: dict[str, Any]) -> FoldedRun:
    """The one run of which these records tell."""
    (run,) = read([json.dumps(record).encode() for record in records]).values()
    return run


def told_by(root: Path) -> FoldedRun:
    """The one run that was reported to a project."""
    (file,) = event_files(root)
    (run,) = read(file.read_bytes().splitlines()).values()
    return run


def notes(place: FoldedRun | FoldedStep | FoldedSubtask) -> dict[str, str]:
    """What is odd about it."""
    return {note.subject: note.text for note in place.notes}


def setlist_event(level: str, level_id: object, **given: Any) -> dict[str, Any]:
    """A setlist event with the fields that are always there."""
    return {
        "operation_id": "op-1",
        "setlist_id": "abc123",
        "setlist_name": "My Setlist",
        "level": level,
        "level_id": level_id,
        "current": 0,
        "total": 0,
        "percentage": 0.0,
        "status": "running",
        "message": "",
        "metrics": {},
        "error": None,
        "error_details": None,
        **given,
    }


def test_what_the_api_writes_is_read_as_it_was_meant(tmp_path: Path) -> None:
    root, clock = project(tmp_path), Clock()
    with report.operation("setlist", "My Setlist", id="op", total=10, reporter=reporter(root, clock)) as job:
        with job.level("song", "s1", "audio1.wav", total=5, bpm=120) as song:
            clock.time += 8
            with song.level("action", name="Load", total=150, unit="event") as action:
                clock.time += 4
                action.update(127, "detecting")
                action.metric("memory", "128 MB")
                clock.time += 3
                action.artifact(root / "out.wav")
            song.metric("cpu", 45)
        clock.time += 1
    run = told_by(root)
    assert (run.id, run.format, run.pipeline, run.input, run.state) == (
        "op",
        "levels",
        "setlist",
        "My Setlist",
        "completed",
    )
    assert (run.steps_done, run.steps_total, run.progress) == (1, 10, None)
    assert run.how == "1 of 10, what is at work counts in part"
    assert run.started == clock.time - 16
    assert run.ended == clock.time
    song_step = run.steps["s1"]
    assert (song_step.kind, song_step.remark, song_step.state) == ("song", "audio1.wav", "completed")
    assert (song_step.current, song_step.total, song_step.duration) == (1, 5, 15.0)
    assert song_step.metrics == {"bpm": "120", "cpu": "45"}
    assert list(song_step.artifacts) == ["out.wav"]
    load = song_step.subtasks["Load"]
    assert (load.kind, load.current, load.total, load.unit, load.message) == ("action", 127, 150, "event", "detecting")
    assert load.metrics == {"memory": "128 MB"}
    assert run.notes == [] == song_step.notes == load.notes


def test_an_operation_has_as_many_steps_as_it_says_before_any_is_over(tmp_path: Path) -> None:
    root = project(tmp_path)
    job = report.operation("setlist", total=4, reporter=reporter(root))
    job.level("song", "s1")
    assert told_by(root).steps_total == 4


def test_a_counter_of_its_own_is_not_how_many_steps_an_operation_has(tmp_path: Path) -> None:
    root = project(tmp_path)
    job = report.operation("import", total=10_000, unit="row", reporter=reporter(root))
    job.level("phase", "load").complete()
    job.update(10_000)
    run = told_by(root)
    assert (run.steps_total, run.progress, run.how) == (0, 100.0, "10000 of 10000 row")


def test_levels_go_to_any_depth(tmp_path: Path) -> None:
    root = project(tmp_path)
    level: report.Level = report.operation("deep", reporter=reporter(root))
    for depth in range(12):
        level = level.level("part", f"p{depth}")
    level.root.complete()
    place: FoldedStep | FoldedSubtask = told_by(root).steps["p0"]
    for depth in range(1, 12):
        place = place.subtasks[f"p{depth}"]
    assert (place.id, place.state) == ("p11", "completed")


def test_the_expected_end_is_the_records_time_and_what_remains() -> None:
    record = {"operation_id": "o", "operation_type": "t", "event": "progress", "path": ["a"], "timestamp": _AT}
    run = folded({**record, "status": "running", "current": 1, "total": 4, "estimated_remaining_seconds": 90})
    assert run.seen is not None
    assert run.steps["a"].eta == run.seen + 90
    assert (run.state, run.steps["a"].state) == ("running", "running")


def test_a_failure_keeps_its_error_with_its_place(tmp_path: Path) -> None:
    root = project(tmp_path)
    job = report.operation("x", reporter=reporter(root))
    with job.level("file", "f") as file, file.level("page", "p5") as page:
        page.fail(ValueError("torn"), phase="processing", file="a.pdf", page=5, tool="ocr")
    job.complete()
    torn = told_by(root).steps["f"].subtasks["p5"]
    assert (torn.state, torn.error) == ("failed", "ValueError: torn")
    assert torn.context is not None
    assert (torn.context.kind, torn.context.message, torn.context.phase, torn.context.file, torn.context.page) == (
        "ValueError", "torn", "processing", "a.pdf", 5,
    )  # fmt: skip
    assert torn.context.details == {"tool": "ocr"}


def test_another_try_of_a_step_is_its_next_attempt(tmp_path: Path) -> None:
    root, clock = project(tmp_path), Clock()
    job = report.operation("x", reporter=reporter(root, clock))
    for number in (1, 2):
        clock.time += 1
        step = job.level("step", "fetch", attempt=number)
        clock.time += 1
        step.complete() if number == 2 else step.fail("no network")
    job.complete()
    fetch = told_by(root).steps["fetch"]
    assert [(one.number, one.state) for one in fetch.attempts] == [(1, "failed"), (2, "completed")]
    assert fetch.state == "completed"


def test_progress_that_comes_after_the_end_does_not_revive_anything() -> None:
    record = {"operation_id": "o", "operation_type": "t", "timestamp": _AT}
    end = {**record, "event": "operation_ended", "path": [], "status": "completed"}
    late = {**record, "timestamp": "2024-01-15T10:40:00Z", "event": "progress", "status": "running", "current": 3}
    run = folded(end, {**late, "path": []}, {**late, "path": ["a"]})
    assert (run.state, run.steps["a"].state) == ("completed", "running")


def test_a_cancel_that_is_seen_is_told_before_it_is_carried_out(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("x", reporter=reporter(root)) as job:
        Path(f"{event_files(root)[0]}.cancel").touch()
        assert job.cancelled()
        before = told_by(root)
    assert (before.state, before.action) == ("running", "cancel seen, coming to an end")
    assert told_by(root).state == "cancelled"


def test_setlist_events_make_setlist_song_action_and_block() -> None:
    run = folded(
        setlist_event("setlist", "abc123", current=3, total=10, percentage=30.0, started_at="2024-01-15T10:30:00Z"),
        setlist_event("song", "song-001", song_name="audio1.wav", current=1, total=5, percentage=20.0),
        setlist_event(
            "action", 2, song_name="audio1.wav", action_name="DetectOnsets → detect_onsets", current=127, total=150,
            percentage=84.67, elapsed_seconds=105, estimated_remaining_seconds=30, started_at="2024-01-15T10:30:08Z",
            metrics={"CPU": "45%", "Memory": "128 MB", "Events Found": 127, "Processing Rate": "1.2 events/sec"},
        ),
        setlist_event(
            "block", "block-002", song_name="audio1.wav", action_name="DetectOnsets → detect_onsets",
            block_name="DetectOnsets1", block_type="DetectOnsets",
        ),
    )  # fmt: skip
    assert (run.input, run.progress, run.how, run.steps_done, run.steps_total) == (
        "My Setlist", 30.0, "3 of 10 songs", 3, 10,
    )  # fmt: skip
    song = run.steps["audio1.wav"]
    assert (song.kind, song.current, song.total, song.metrics["id"]) == ("song", 1, 5, "song-001")
    action = song.subtasks["DetectOnsets → detect_onsets"]
    assert (action.current, action.total, action.progress) == (127, 150, 84.67)
    assert action.metrics["Processing Rate"] == "1.2 events/sec"
    assert action.metrics["id"] == "2"
    assert action.subtasks["DetectOnsets1"].metrics["block type"] == "DetectOnsets"


def test_a_setlist_that_ends_is_over() -> None:
    run = folded(
        setlist_event("song", "s", song_name="a", status="running"),
        setlist_event(
            "song", "s", song_name="a", status="failed", error="silent", error_details={"type": "AudioError"}
        ),
        setlist_event("setlist", "abc123", status="failed", error="1 song failed"),
    )
    assert (run.state, run.error, run.steps["a"].state, run.steps["a"].error) == (
        "failed", "1 song failed", "failed", "silent",
    )  # fmt: skip


def level(id: str, kind: str, status: str, **given: Any) -> dict[str, Any]:
    """A progress level with all its fields."""
    return {
        "level_id": id, "level_type": kind, "name": id.title(), "status": status, "current": 1, "total": 2,
        "percentage": 50.0, "message": "", "started_at": "2024-01-15T10:30:05Z", "completed_at": None, "error": None,
        "children": {}, "metadata": {}, **given,
    }  # fmt: skip


def state(**given: Any) -> dict[str, Any]:
    """A whole progress state."""
    block = level("block-001", "block", "completed", completed_at="2024-01-15T10:30:08Z", metadata={"rate": 44100})
    action = level("1", "action", "running", message="LoadAudio → set_file_path", children={"block-001": block})
    return {
        "operation_id": "abc",
        "operation_type": "setlist_processing",
        "status": "running",
        "overall": level("abc", "setlist", "running", current=3, total=10, percentage=30.0, message="Song 3"),
        "levels": {"song-001": level("song-001", "song", "running", children={"1": action})},
        "started_at": "2024-01-15T10:30:00Z",
        "completed_at": None,
        "error": None,
        "metrics": {"cpu": 45, "io": {"read": 7}},
        **given,
    }


def test_a_whole_progress_state_is_a_run_with_all_its_levels() -> None:
    run = folded(state())
    assert (run.id, run.pipeline, run.state, run.input) == ("abc", "setlist_processing", "running", "Abc")
    assert (run.progress, run.action, run.facts) == (30.0, "Song 3", {"cpu": "45", "io read": "7"})
    song = run.steps["song-001"]
    assert (song.kind, song.remark, song.state, song.total) == ("song", "Song-001", "running", 2)
    action = song.subtasks["1"]
    assert (action.kind, action.message) == ("action", "LoadAudio → set_file_path")
    block = action.subtasks["block-001"]
    assert (block.state, block.metrics) == ("completed", {"rate": "44100"})
    assert block.ended is not None and block.started == block.ended - 3
    assert run.notes == [] == song.notes == action.notes == block.notes


def test_the_states_of_a_progress_state_follow_each_other() -> None:
    done = level("song-001", "song", "completed", current=2, percentage=100.0, completed_at="2024-01-15T10:32:00Z")
    later = state(status="completed", levels={"song-001": done}, completed_at="2024-01-15T10:32:00Z")
    run = folded(state(), later)
    assert (run.state, run.steps["song-001"].state, run.notes) == ("completed", "completed", [])


def test_levels_that_are_no_objects_are_noted_and_the_others_kept() -> None:
    run = folded(state(levels={"a": 5, "b": level("b", "song", "running", current="many", children=[1])}))
    assert notes(run) == {"level a": "is 5, no object"}
    assert notes(run.steps["b"]) == {"current": "is 'many', no number, and left out", "level list": "is [1], no object"}


@pytest.mark.parametrize(
    ("given", "subject", "text"),
    [
        ({"percentage": 120}, "percentage", "is 120, not from 0 to 100"),
        ({"percentage": 30, "current": 3, "total": 5}, "percentage", "is 30 where 3 of 5 is 60.0"),
        ({"current": 6, "total": 5}, "current", "is 6 of 5"),
        ({"current": -1}, "current", "is -1, not 0 or more"),
        ({"total": -1}, "total", "is -1, not 0 or more"),
        ({"status": "wobbling"}, "status", "is wobbling, none of pending, running"),
        ({"started_at": _AT, "completed_at": "2024-01-15T10:00:00Z"}, "completed_at", "is before started_at"),
        ({"started_at": "soon"}, "started_at", "is soon, no time from 2000 to 2100"),
        ({"elapsed_seconds": -3}, "elapsed_seconds", "is -3, not 0 or more"),
        ({"current": "7"}, "current", "is the text '7', no number"),
    ],
)
def test_a_broken_rule_is_noted_and_the_value_kept(given: dict[str, Any], subject: str, text: str) -> None:
    record = {"operation_id": "o", "operation_type": "t", "timestamp": _AT, "path": ["a"], "status": "running", **given}
    run = folded(record)
    found = {**notes(run), **notes(run.steps["a"])}
    assert found[subject].startswith(text)


def test_the_least_that_a_program_can_write_is_understood() -> None:
    run = folded(
        {"operation_id": "backup", "status": "running"},
        {"operation_id": "backup", "level": "file", "level_id": "a.tar", "current": 3, "total": 9},
        {"operation_id": "backup", "status": "completed"},
    )
    assert (run.state, run.steps["a.tar"].kind, run.steps["a.tar"].current) == ("completed", "file", 3)


def test_ids_do_not_cut_addresses() -> None:
    run = folded({"operation_id": "o", "status": "running", "path": ["src/a.py", "x@y", ""]})
    assert list(run.steps) == ["src:a.py"]
    assert list(run.steps["src:a.py"].subtasks["x:y"].subtasks) == ["?"]


def test_events_tell_level_counter_and_message() -> None:
    record = {"operation_id": "o", "event": "progress", "path": ["s", "a"], "level": "action", "name": "Load"}
    line = json.dumps({**record, "current": 3, "total": 9, "unit": "row", "message": "reading"}).encode()
    kind = recognise(json.loads(line))
    assert kind is levels
    told = levels.told(reader_of("levels").read(line)[0], "")
    assert (told.step, told.subtask, told.message, told.state) == (
        "s", ("a",), "action Load: 3/9 row reading", "step_progress",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"event": "level_started", "total": 9}, "running"),
        ({"event": "progress", "current": 3}, "step_progress"),
        ({"event": "progress", "message": "reading"}, "step_progress"),
        ({"current": 3, "total": 9}, "step_progress"),
        ({"total": 9}, "running"),
        ({"event": "progress", "current": 3, "status": "failed"}, "failed"),
    ],
)
def test_a_level_that_moves_on_does_not_begin_again_in_its_events(said: dict[str, object], state: str) -> None:
    record = {"operation_id": "o", "level": "song", "level_id": "s", "status": "running", **said}
    told = levels.told(reader_of("levels").read(json.dumps(record).encode())[0], "")
    assert told.state == state


def test_a_level_without_a_name_is_told_by_its_id() -> None:
    record = {"operation_id": "o", "level": "file", "level_id": "a.tar", "status": "running", "current": 3, "total": 9}
    told = levels.told(reader_of("levels").read(json.dumps(record).encode())[0], "")
    assert told.message == "file a.tar: 3/9"


def test_a_counter_of_next_to_nothing_states_no_progress() -> None:
    run = folded({"operation_id": "o", "status": "running", "path": ["s"], "current": 1, "total": 5e-324})
    assert run.steps["s"].progress is None
