"""Runs that are played: everything moves, cancel requests are obeyed, a locked store is waited for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wave_tui.data.demo.create import STORE
from wave_tui.data.demo.stage import Stage
from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.connect import connect
from wave_tui.data.store.control.create import create_store

NOW = 1_795_000_000.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    create_store(tmp_path / STORE)
    connection = connect(tmp_path / STORE)
    yield connection
    connection.close()


@pytest.fixture
def stage(store: sqlite3.Connection, tmp_path: Path) -> Stage:
    return Stage(store, tmp_path, 1, NOW)


def run_for(stage: Stage, seconds: int, start: float = NOW) -> float:
    for second in range(seconds):
        stage.tick(start + second)
    return start + seconds


def one(store: sqlite3.Connection, sql: str) -> int:
    return int(store.execute(sql).fetchone()[0])


COUNTS = [
    "SELECT COUNT(*) FROM event_log",
    "SELECT COUNT(*) FROM artifact",
    "SELECT SUM(tokens_used) FROM event_log WHERE state = 'step_progress'",
    "SELECT COUNT(*) FROM step_state WHERE state = 'completed'",
]


@pytest.mark.parametrize("sql", COUNTS)
def test_everything_moves_within_ten_seconds(stage: Stage, store: sqlite3.Connection, sql: str) -> None:
    run_for(stage, 1)
    before = one(store, sql)
    run_for(stage, 10, NOW + 1)
    assert one(store, sql) > before > 0


def test_three_runs_go_on_at_once_and_new_ones_follow(stage: Stage, store: sqlite3.Connection) -> None:
    top = "SELECT COUNT(*) FROM pipeline_run WHERE parent_run_id IS NULL"
    run_for(stage, 1)
    assert one(store, f"{top} AND status = 'running'") == 3
    now = run_for(stage, 240, NOW + 1)
    assert one(store, top) > 6
    assert one(store, f"{top} AND status = 'running'") <= 3
    assert one(store, f"{top} AND status = 'running' AND last_heartbeat < {int(now) - 32}") == 0


def test_children_are_played_below_their_step(stage: Stage, store: sqlite3.Connection) -> None:
    run_for(stage, 30)
    children = store.execute(
        "SELECT run_kind, parent_step_id, pid FROM pipeline_run WHERE parent_run_id != ''"
    ).fetchall()
    assert set(children) == {("iterate_child", "pages", 0)}


def test_a_cancel_request_ends_its_run_within_three_seconds(stage: Stage, store: sqlite3.Connection) -> None:
    now = run_for(stage, 2)
    ((run,),) = store.execute("SELECT run_id FROM pipeline_run WHERE status = 'running' LIMIT 1").fetchall()
    store.execute("INSERT INTO cancellation VALUES (?, ?, 0)", (run, int(now)))
    run_for(stage, 3, now)
    assert store.execute("SELECT status FROM pipeline_run WHERE run_id = ?", (run,)).fetchone() == ("cancelled",)
    assert one(store, "SELECT COUNT(*) FROM cancellation") == 0


def test_the_end_leaves_nothing_running(stage: Stage, store: sqlite3.Connection) -> None:
    now = run_for(stage, 30)
    stage.cancel_all(now)
    assert one(store, "SELECT COUNT(*) FROM pipeline_run WHERE status = 'running'") == 0
    assert one(store, "SELECT COUNT(*) FROM step_state WHERE state IN ('running', 'retrying')") == 0


def test_a_locked_store_loses_nothing(stage: Stage, store: sqlite3.Connection, tmp_path: Path) -> None:
    store.execute("PRAGMA busy_timeout=0")
    other = connect(tmp_path / STORE)
    other.execute("BEGIN IMMEDIATE")
    stage.tick(NOW)
    assert one(store, "SELECT COUNT(*) FROM pipeline_run") == 0
    other.execute("ROLLBACK")
    other.close()
    stage.tick(NOW + 1)
    assert one(store, "SELECT COUNT(*) FROM pipeline_run") == 3
