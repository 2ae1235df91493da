"""A run that the store has too is marked, so that it is listed once."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from event_files import asked, event_project, take_in, write_events
from stores import StoreWriter

from wave_tui.data.events.mirrors import Mirrors
from wave_tui.data.project import Project
from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.create import create_store

MARKS = "SELECT run_id, mirrored FROM event_run ORDER BY run_id"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A store with one run, and events of that and of another one."""
    project = event_project(tmp_path)
    create_store(project.store)
    add_run(project, "demo-1")
    for run in ("demo-1", "demo-2"):
        write_events(project, f"{run}.ndjson", [{"timestamp": 1_795_000_000, "pipeline_id": run, "state": "started"}])
    return project


def add_run(project: Project, run: str) -> None:
    with StoreWriter(project.store) as store:
        store.run(run, status="running")


def looked_again(project: Project) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(project.sidecar, isolation_level=None)) as sidecar:
        mirrors = Mirrors(sidecar, project.store)
        try:
            return mirrors.rescan()
        finally:
            mirrors.close()


def test_a_run_of_the_store_is_marked_when_its_events_are_taken_in(project: Project) -> None:
    take_in(project)
    assert asked(project, MARKS) == [("demo-1", 1), ("demo-2", 0)]


def test_a_run_that_comes_to_the_store_later_is_marked_then(project: Project) -> None:
    take_in(project)
    add_run(project, "demo-2")
    assert looked_again(project) == {"demo-2": 1}
    assert asked(project, MARKS) == [("demo-1", 1), ("demo-2", 1)]


def test_without_a_store_no_run_is_marked_any_more(project: Project) -> None:
    take_in(project)
    for file in project.state_folder.glob("state.db*"):
        file.unlink()
    assert looked_again(project) == {"demo-1": 0}


def test_a_store_that_cannot_answer_changes_no_mark(project: Project) -> None:
    take_in(project)
    for file in project.state_folder.glob("state.db*"):
        file.unlink()
    project.store.write_bytes(b"no database " * 500)
    assert looked_again(project) == {}
    assert asked(project, MARKS) == [("demo-1", 1), ("demo-2", 0)]
