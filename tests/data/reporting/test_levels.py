"""Operations with levels to any depth, as lines of their event file."""

from __future__ import annotations

from pathlib import Path

import pytest
from reports import Clock, event_files, events, lines, of, project, reporter

from wave_tui.data import report


def test_an_operation_and_its_levels_say_when_they_begin_and_end(tmp_path: Path) -> None:
    root = project(tmp_path)
    with (
        report.operation("nightly", "Night", total=1, unit="song", reporter=reporter(root)) as night,
        night.level("song", "s1", "audio.wav", bpm=120) as song,
        song.level("action", name="Load"),
    ):
        pass
    found = lines(root)
    assert [(line["event"], line["path"], line["status"]) for line in found if line["event"] != "progress"] == [
        ("operation_started", [], "running"),
        ("level_started", ["s1"], "running"),
        ("level_started", ["s1", "Load"], "running"),
        ("level_ended", ["s1", "Load"], "completed"),
        ("level_ended", ["s1"], "completed"),
        ("operation_ended", [], "completed"),
    ]
    assert {line["operation_id"] for line in found} == {night.run}
    assert {line["format"] for line in found} == {"levels/1"}
    assert found[1]["level"] == "song"
    assert found[1]["metadata"] == {"bpm": 120}


def test_a_file_is_named_by_its_operation(tmp_path: Path) -> None:
    root = project(tmp_path)
    for run in ("plain", "a/b", "a_b", "../up"):
        report.operation("x", id=run, reporter=reporter(root)).complete()
    assert len(event_files(root)) == 4
    assert event_files(root)[0].parent == root / ".wave" / "events"
    assert {line["operation_id"] for line in lines(root)} == {"plain", "a/b", "a_b", "../up"}


def test_a_level_without_an_id_is_known_by_its_name_where_no_other_has_it(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("x", reporter=reporter(root)) as job:
        for name in ("Load", "Load", ""):
            job.level("action", name=name).complete()
        job.level("action", 7, name="Load").complete()
    begun = [line for line in lines(root) if line["event"] == "level_started"]
    assert [(line["level_id"], line["name"]) for line in begun] == [
        ("Load", "Load"),
        ("action-2", "Load"),
        ("action-3", "action-3"),
        ("7", "Load"),
    ]


def test_counters_give_a_percentage_and_the_time_that_is_left(tmp_path: Path) -> None:
    root, clock = project(tmp_path), Clock()
    with report.operation("import", total=100, reporter=reporter(root, clock)) as job:
        clock.time += 20
        job.update(25, "row 25")
        line = lines(root)[-1]
    assert (line["current"], line["total"], line["percentage"], line["message"]) == (25, 100, 25.0, "row 25")
    assert line["elapsed_seconds"] == 20.0
    assert line["estimated_remaining_seconds"] == pytest.approx(60.0)


def test_a_percentage_without_a_counter_gives_the_time_that_is_left(tmp_path: Path) -> None:
    root, clock = project(tmp_path), Clock()
    job = report.operation("import", reporter=reporter(root, clock))
    clock.time += 10
    job.update(percentage=25)
    assert lines(root)[-1]["estimated_remaining_seconds"] == 30.0
    job.complete()


def test_levels_that_end_are_counted_unless_the_program_counts(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("a", total=3, reporter=reporter(root)) as counted:
        for _ in range(2):
            counted.level("song").complete()
    with report.operation("b", total=3, reporter=reporter(root)) as counting:
        counting.update(0)
        counting.level("song").complete()
    ended = {line["operation_type"]: line for line in lines(root) if line["event"] == "operation_ended"}
    assert (ended["a"]["current"], ended["b"]["current"]) == (2, 0)


def test_a_try_that_failed_is_not_counted_and_a_level_that_failed_is(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("a", total=2, reporter=reporter(root)) as job:
        job.level("song", "s", attempt=1).fail("torn")
        job.level("song", "s", attempt=2).complete()
        job.level("song", "t").fail("torn")
    assert (lines(root)[-1]["current"], lines(root)[-1]["total"]) == (2, 2)


def test_an_exception_ends_its_levels_as_failed_with_its_message(tmp_path: Path) -> None:
    root = project(tmp_path)
    with (
        pytest.raises(ValueError, match="no such song"),
        report.operation("nightly", reporter=reporter(root)) as night,
        night.level("song", "s1"),
    ):
        raise ValueError("no such song")
    ended = lines(root)[-2:]
    assert [line["status"] for line in ended] == ["failed", "failed"]
    assert {line["error"] for line in ended} == {"ValueError: no such song"}
    assert ended[0]["error_details"]["type"] == "ValueError"
    assert "test_levels.py" in ended[0]["error_details"]["traceback"]


def test_a_failure_keeps_where_it_was(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("nightly", reporter=reporter(root)) as night:
        with night.level("file", "f") as file:
            file.fail("torn page", file="statement.pdf", page=5)
        assert file.status == "failed"
    failed, ended = lines(root)[-2:]
    assert failed["error"] == "torn page"
    assert failed["error_details"] == {"message": "torn page", "file": "statement.pdf", "page": 5}
    assert ended["status"] == "completed"


@pytest.mark.parametrize(
    ("error", "status"),
    [(SystemExit(0), "completed"), (SystemExit(3), "failed"), (KeyboardInterrupt(), "cancelled")],
)
def test_what_ends_a_program_ends_its_operation(tmp_path: Path, error: BaseException, status: str) -> None:
    root = project(tmp_path)
    with pytest.raises(type(error)), report.operation("x", reporter=reporter(root)):
        raise error
    assert lines(root)[-1]["status"] == status


def test_levels_left_open_end_with_the_level_above(tmp_path: Path) -> None:
    root = project(tmp_path)
    job = report.operation("x", reporter=reporter(root))
    job.level("a", "a").level("b", "b")
    job.fail("no more")
    assert [(line["path"], line["status"]) for line in lines(root)[-3:]] == [
        (["a", "b"], "cancelled"),
        (["a"], "cancelled"),
        ([], "failed"),
    ]


def test_metrics_and_artifacts_are_written_once_with_the_next_line(tmp_path: Path) -> None:
    root, clock = project(tmp_path), Clock()
    made = root / "out" / "song.wav"
    made.parent.mkdir()
    made.write_bytes(b"12345")
    with report.operation("x", reporter=reporter(root, clock)) as job:
        job.metric("memory", "128 MB")
        job.metric("events", 127)
        job.artifact(made, kind="audio")
        clock.time += 3
        job.update(1)
        job.update(2)
    found = lines(root)
    assert found[1]["metrics"] == {"memory": "128 MB"}
    assert found[2]["metrics"] == {"events": 127}
    assert found[2]["artifacts"] == [{"path": "out/song.wav", "name": "song.wav", "type": "audio", "size": 5}]
    assert not {"metrics", "artifacts"} & set(found[-1])


def test_a_level_can_be_reported_in_single_calls(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("setlist", reporter=reporter(root)) as job:
        job.report("song", "s1", "running", 0, 4, "decoding", key="C")
        job.report("song", "s1", "completed", 4)
        job.report("song", "s2", "failed", message="no audio")
        job.report("song", "s3", "skipped", message="muted")
    assert [line["status"] for line in lines(root) if line["event"] == "level_ended"] == [
        "completed",
        "failed",
        "skipped",
    ]
    assert of(lines(root), "s2")[-1]["error"] == "no audio"
    assert of(lines(root), "s1")[-1]["current"] == 4


def test_functions_speak_for_the_current_level_and_do_nothing_without_one(tmp_path: Path) -> None:
    root = project(tmp_path)
    report.update(1, "nobody listens")
    report.fail("nobody listens")
    assert not report.cancelled()
    report.start("import", reporter=reporter(root))
    report.set_total(9, "row")
    with report.level("file", "f"):
        report.update(3, "reading")
        report.metric("rows", 3)
    report.advance(8, "all read")
    report.done()
    assert report.current_level().root.file is None
    found = lines(root)
    assert of(found, "f")[-1]["metrics"] == {"rows": 3}
    assert (found[-1]["current"], found[-1]["message"], found[-1]["status"]) == (9, "all read", "completed")


def test_an_operation_within_another_is_its_child(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("outer", reporter=reporter(root)) as outer, outer.level("step", "s1"):
        report.operation("inner", reporter=reporter(root)).complete()
    inner = next(line for line in lines(root) if line["operation_type"] == "inner")
    assert (inner["parent"], inner["parent_step"]) == (outer.run, "s1")


def test_an_operation_in_a_step_belongs_to_the_engines_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(tmp_path)
    monkeypatch.setenv("WAVE_RUN_ID", "release-1")
    monkeypatch.setenv("WAVE_STEP_ID", "build")
    report.operation("inner", reporter=reporter(root)).complete()
    assert (lines(root)[0]["parent"], lines(root)[0]["parent_step"]) == ("release-1", "build")


def test_what_comes_after_the_end_is_ignored(tmp_path: Path) -> None:
    root = project(tmp_path)
    job = report.operation("x", reporter=reporter(root))
    job.complete()
    job.update(5)
    job.fail("too late")
    assert events(lines(root)) == ["operation_started", "operation_ended"]
