"""Lines of event files become blocks, runs and bad lines of the sidecar."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from event_files import as_lines, asked, event_project, folded, kept_lines, take_in, write_events

from wave_tui.data.project import Project

START = "2026-11-20T04:34:39.{:06d}Z"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return event_project(tmp_path)


def said(number: int, state: str, step: str = "build", run: str = "demo-1", **more: object) -> dict[str, object]:
    record = {"timestamp": START.format(number), "pipeline_id": run, "state": state, **more}
    return record | ({"step_id": step} if step else {})


def story(run: str = "demo-1", lines: int = 10) -> list[dict[str, object]]:
    middle = [said(n, "stream_activity", run=run, tool_name="Read", tool_target=f"{n}.py") for n in range(2, lines - 1)]
    return [
        said(0, "started", "", run),
        said(1, "running", run=run),
        *middle,
        said(lines - 1, "completed", run=run, tokens_used=5),
    ]


def test_a_file_becomes_a_run_with_its_steps(project: Project) -> None:
    write_events(project, "a.ndjson", [*story(), said(20, "completed", "")])
    take_in(project)
    run = folded(project, "demo-1")
    assert (run.state, run.records, run.steps["build"].state, run.steps["build"].tokens) == (
        "completed",
        11,
        "completed",
        5,
    )


def test_every_line_is_kept_once_however_often_the_file_is_looked_at(project: Project) -> None:
    path = write_events(project, "a.ndjson", story())
    take_in(project)
    take_in(project)
    write_events(project, "a.ndjson", [said(20, "completed", "")])
    take_in(project)
    assert kept_lines(project) == path.read_bytes().splitlines()


def test_event_ids_are_the_place_of_the_line_in_its_file(project: Project) -> None:
    lines = as_lines(story("one")) + as_lines(story("two"))
    (project.state_folder / "events" / "a.ndjson").write_bytes(lines)
    take_in(project)
    ((no, done),) = asked(project, "SELECT no, done FROM event_file")
    ids = [row[0] for row in asked(project, "SELECT id FROM event_block ORDER BY id")]
    assert done == len(lines)
    assert ids == [(int(str(no)) << 40), (int(str(no)) << 40) + len(as_lines(story("one")))]


def test_a_bad_line_is_counted_and_kept_and_stops_nothing(project: Project) -> None:
    path = project.state_folder / "events" / "a.ndjson"
    path.write_bytes(as_lines(story()[:3]) + b"{no json\n[1]\n" + as_lines(story()[3:]))
    take_in(project)
    bad = asked(project, "SELECT id & 0xffffffffff, size, data FROM bad_line ORDER BY id")
    first = len(as_lines(story()[:3]))
    assert bad == [(first, 9, b"{no json\n"), (first + 9, 4, b"[1]\n")]
    assert folded(project, "demo-1").records == 10
    assert asked(project, "SELECT bad FROM event_file") == [(2,)]


def test_a_file_is_recognised_by_its_first_record_that_a_format_knows(project: Project) -> None:
    path = project.state_folder / "events" / "a.jsonl"
    path.write_bytes(b'\n{"what": 1}\n' + as_lines(story()))
    take_in(project)
    assert folded(project, "demo-1").records == 10
    assert asked(project, "SELECT size, reason FROM bad_line") == [(12, "is no record of a known format")]


def test_blocks_tell_their_steps_and_failures(project: Project) -> None:
    write_events(project, "a.ndjson", [said(1, "running"), said(2, "failed"), said(3, "running", "other")])
    take_in(project)
    assert asked(project, "SELECT lines, failed, steps FROM event_block") == [(3, 1, "\tbuild\tother\t")]


@pytest.mark.parametrize("name", ["demo-retry", "demo-iterate", "demo-diamond"])
def test_streams_of_a_real_engine_have_no_bad_line(project: Project, name: str) -> None:
    fixtures = Path(__file__).parents[2] / "fixtures" / "ndjson"
    source = fixtures / f"{name}.ndjson"
    if not source.exists():
        pytest.skip("the recorded streams are not there")
    shutil.copy(source, project.state_folder / "events")
    take_in(project)
    assert asked(project, "SELECT count(*) FROM bad_line") == [(0,)]
    assert len(kept_lines(project)) == len(source.read_bytes().splitlines())


def test_records_without_a_run_belong_to_the_run_before_them(project: Project) -> None:
    lines = [
        said(1, "started", "", "one"),
        said(2, "running", run=""),
        said(3, "started", "", "two"),
        said(4, "x", run=""),
    ]
    write_events(project, "a.ndjson", lines)
    take_in(project)
    write_events(project, "a.ndjson", [said(5, "warning", run="")])
    take_in(project)
    assert [(run, folded(project, run).records) for run in ("one", "two")] == [("one", 2), ("two", 3)]


def test_of_very_many_bad_lines_the_first_are_kept_and_all_counted(project: Project) -> None:
    path = project.state_folder / "events" / "a.ndjson"
    path.write_bytes(as_lines(story()) + b"{no json\n" * 1500)
    take_in(project)
    assert asked(project, "SELECT bad FROM event_file") == [(1500,)]
    assert asked(project, "SELECT count(*) FROM bad_line") == [(1000,)]


def test_a_file_whose_name_is_no_text_is_refused_by_name(project: Project) -> None:
    (project.state_folder / "events" / "b\udcff.ndjson").write_bytes(as_lines(story()))
    write_events(project, "a.ndjson", story())
    take_in(project)
    assert asked(project, "SELECT count(*) FROM event_file") == [(1,)]


def test_a_text_in_between_is_one_bad_piece_that_counts_its_lines(project: Project) -> None:
    path = project.state_folder / "events" / "a.ndjson"
    path.write_bytes(b"y\n" * 5000 + as_lines(story("one")) + b"y\n" * 3000 + as_lines(story("two")))
    take_in(project)
    assert asked(project, "SELECT bad FROM event_file") == [(8000,)]
    assert asked(project, "SELECT size, reason FROM bad_line ORDER BY id") == [
        (10_000, "are 5000 lines of text and no records"),
        (6_000, "are 3000 lines of text and no records"),
    ]
    assert [folded(project, run).records for run in ("one", "two")] == [10, 10]
