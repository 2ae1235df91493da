"""A store that is replaced, deleted, overwritten or cut while it is shown."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from reading import Desk
from stores import StoreWriter

from wave_tui.data.models import Event
from wave_tui.data.sqlite import sqlite3

OLD, NEW = ["old-2", "old-1", "old-0"], ["new-1", "new-0"]


def make(path: Path, name: str, runs: int, events: int) -> Path:
    with StoreWriter(path) as writer:
        for number in range(runs):
            writer.run(f"{name}-{number}", status="completed", started_at=1_795_000_000 + number)
        for number in range(events):
            writer.event(f"{name}-0", "plan", "running", f"{name} {number}", tokens_used=1)
    return path


def rename_over(path: Path, new: Path) -> None:
    os.replace(new, path)


def delete_and_create(path: Path, new: Path) -> None:
    path.unlink()
    shutil.copy(new, path)


def copy_over(path: Path, new: Path) -> None:
    path.write_bytes(new.read_bytes())


@pytest.mark.parametrize("replace", [rename_over, delete_and_create, copy_over])
@pytest.mark.parametrize("more", [1, 300])
def test_d8_a_replaced_store_is_shown_with_nothing_of_the_old_one(
    tmp_path: Path, replace: Callable[[Path, Path], None], more: int
) -> None:
    path = make(tmp_path / "state.db", "old", 3, 3)
    new = make(tmp_path / "new" / "state.db", "new", 2, more)
    desk = Desk(path)
    desk.open("old-0")
    before = desk.read().generation
    replace(path, new)
    assert desk.reader.changed()
    found = desk.read()
    assert ([run.id for run in found.runs.rows], found.detail, found.events.rows) == (NEW, None, ())
    assert found.generation == before + 1
    assert [event.message for event in events(desk)] == [f"new {number}" for number in range(more)][-120:]
    desk.reader.close()
    assert check(path) == "ok"


def test_d8_a_store_replaced_under_a_live_writer_gives_up_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    writer = StoreWriter(path)
    writer.run("old-0")
    desk = Desk(path)
    assert desk.ids() == ["old-0"]
    new = make(tmp_path / "new" / "state.db", "new", 2, 1)
    writer.close()
    for name in ("state.db-wal", "state.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    os.replace(new, path)
    assert desk.ids() == NEW
    desk.reader.close()
    assert check(path) == "ok"


def test_d8_a_deleted_store_leaves_the_last_view_and_says_so(tmp_path: Path) -> None:
    path = make(tmp_path / "state.db", "old", 3, 3)
    desk = Desk(path)
    desk.read()
    path.unlink()
    assert desk.reader.changed()
    gone = desk.read()
    assert (gone.store.state, [run.id for run in gone.runs.rows]) == ("missing", OLD)
    assert not desk.reader.changed()
    since = gone.store.since
    desk.now += 60
    assert desk.read().store.since == since
    make(path, "new", 2, 1)
    assert desk.ids() == NEW
    desk.reader.close()


def test_d8_a_truncated_store_is_waited_for(tmp_path: Path) -> None:
    path = make(tmp_path / "state.db", "old", 3, 3)
    desk = Desk(path)
    desk.read()
    os.truncate(path, 0)
    cut = desk.read()
    assert (cut.store.state, [run.id for run in cut.runs.rows]) == ("waiting", OLD)
    desk.reader.close()


def test_d8_a_store_that_is_cleaned_forgets_the_runs_that_were_open(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with StoreWriter(path) as writer:
        writer.run("old-0")
        writer.event("old-0", "plan", "running", "x")
        desk = Desk(path)
        desk.open("old-0")
        writer.update("PRAGMA foreign_keys = ON")
        writer.update("DELETE FROM pipeline_run")
        found = desk.read()
        assert (found.runs.rows, found.detail) == ((), None)
        desk.reader.close()


def events(desk: Desk) -> tuple[Event, ...]:
    desk.open("new-0")
    return desk.read().events.rows


def check(path: Path) -> str:
    connection = sqlite3.connect(path)
    try:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        connection.close()
