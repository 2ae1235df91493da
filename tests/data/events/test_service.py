"""The ingester as a process: it takes in what is there and what comes, one at a time, and ends with its starter."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from event_files import asked, event_project, kept_lines, write_events
from waiting import until

from wave_tui.data.engine.ingester import Ingester, start_ingester
from wave_tui.data.project import Project
from wave_tui.data.sqlite import sqlite3


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return event_project(tmp_path)


@contextlib.contextmanager
def ingesting(project: Project) -> Iterator[Ingester]:
    ingester = start_ingester(project)
    try:
        yield ingester
    finally:
        ingester.close()


def record(number: int, run: str = "demo-1") -> dict[str, object]:
    return {"timestamp": 1_700_000_000 + number, "pipeline_id": run, "step_id": "a", "state": "running", "n": number}


def has(project: Project, count: int) -> bool:
    with contextlib.suppress(sqlite3.Error):
        return len(kept_lines(project)) == count
    return False


def test_what_is_there_and_what_comes_is_taken_in(project: Project) -> None:
    write_events(project, "a.ndjson", [record(1), record(2)])
    with ingesting(project):
        until(lambda: has(project, 2))
        write_events(project, "a.ndjson", [record(3)])
        until(lambda: has(project, 3))
        write_events(project, "b.ndjson", [record(4, "other")])
        until(lambda: has(project, 4))


def test_nothing_is_written_before_there_is_an_event_file(project: Project) -> None:
    with ingesting(project) as ingester:
        until(lambda: ingester.alive)
    assert not project.sidecar.exists()
    assert not (project.state_folder / "wave-tui.lock").exists()


def test_the_second_one_stands_by_and_takes_over(project: Project) -> None:
    write_events(project, "a.ndjson", [record(1)])
    with ingesting(project) as first:
        until(lambda: has(project, 1))
        ((holder,),) = asked(project, "SELECT pid FROM event_watch")
        with ingesting(project) as second:
            first.close()
            write_events(project, "a.ndjson", [record(2)])
            until(lambda: has(project, 2))
            until(lambda: asked(project, "SELECT pid FROM event_watch") != [(holder,)])
            assert second.alive


def test_it_ends_when_its_starter_is_gone(project: Project) -> None:
    write_events(project, "a.ndjson", [record(1)])
    with ingesting(project) as first, ingesting(project) as second:
        until(lambda: has(project, 1))
    assert not first.alive
    assert not second.alive


def test_how_it_watches_is_said(project: Project) -> None:
    write_events(project, "a.ndjson", [record(1), {"no": "record"}])
    with ingesting(project):
        wanted = [("watching", 1, 0, 1)]
        status = "SELECT state, files, behind, bad FROM event_watch"
        until(lambda: has(project, 1) and asked(project, status) == wanted)


def test_it_is_said_at_once_when_records_came_last(project: Project) -> None:
    write_events(project, "a.ndjson", [record(1)])
    changed = "SELECT changed FROM event_watch WHERE changed IS NOT NULL"
    with ingesting(project):
        until(lambda: has(project, 1) and asked(project, changed) != [])
        ((before,),) = asked(project, changed)
        write_events(project, "a.ndjson", [record(2)])
        until(lambda: asked(project, changed) != [(before,)])


def test_looking_again_at_files_that_are_read_is_no_news(project: Project) -> None:
    path = write_events(project, "a.ndjson", [record(1)])
    changed = "SELECT changed FROM event_watch WHERE changed IS NOT NULL"
    with ingesting(project):
        until(lambda: has(project, 1) and asked(project, changed) != [])
        before = asked(project, changed)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    holder = asked(project, "SELECT pid FROM event_watch")
    with ingesting(project):
        until(lambda: asked(project, "SELECT pid FROM event_watch") != holder)
        assert asked(project, changed) == before


def test_a_sidecar_that_is_no_database_is_set_aside(project: Project) -> None:
    project.sidecar.write_bytes(b"this is no database at all, just text" * 100)
    write_events(project, "a.ndjson", [record(1)])
    with ingesting(project):
        until(lambda: has(project, 1))
    assert list(project.state_folder.glob("wave-tui.db.broken-*"))


def test_a_last_line_without_its_end_is_taken_in_when_nobody_goes_on(project: Project) -> None:
    path = project.state_folder / "events" / "a.ndjson"
    path.write_bytes(b'{"pipeline_id": "demo-1", "state": "started"}')
    with ingesting(project):
        until(lambda: has(project, 1))
