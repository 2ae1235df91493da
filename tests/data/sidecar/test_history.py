"""What finished work took is kept in the tables of the progress data model (000), and grows old."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from event_files import asked, event_project, take_in, write_events

from wave_tui.data.project import Project
from wave_tui.data.sidecar.open import open_sidecar
from wave_tui.data.sidecar.retention import tidy
from wave_tui.data.sqlite import sqlite3

START = 1_795_000_020.0
DAY = 86_400.0


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return event_project(tmp_path)


@pytest.fixture
def sidecar(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(open_sidecar(tmp_path / "wave-tui.db")) as connection:
        yield connection


def said(number: float, state: str, step: str = "build", **more: object) -> dict[str, object]:
    record = {"timestamp": START + number, "pipeline_id": "demo-20261120-043438-b1ab", "state": state, **more}
    return record | ({"step_id": step, "persona": "craftsman"} if step else {})


def columns(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, int]]:
    return connection.execute("SELECT name, type, [notnull] FROM pragma_table_info(?)", (table,)).fetchall()


def indexed(connection: sqlite3.Connection, table: str) -> set[tuple[str, ...]]:
    names = [row[0] for row in connection.execute("SELECT name FROM pragma_index_list(?)", (table,))]
    return {
        tuple(row[2] for row in connection.execute("SELECT * FROM pragma_index_info(?)", (name,))) for name in names
    }


def test_the_tables_are_those_of_the_data_model(sidecar: sqlite3.Connection) -> None:
    assert columns(sidecar, "progress_snapshots") == [
        ("id", "INTEGER", 0),
        ("pipeline_id", "TEXT", 1),
        ("timestamp", "DATETIME", 0),
        ("overall_progress", "INTEGER", 1),
        ("current_step_index", "INTEGER", 1),
        ("estimated_eta", "INTEGER", 0),
        ("tokens_used", "INTEGER", 1),
        ("files_modified", "INTEGER", 0),
        ("artifacts_generated", "INTEGER", 0),
    ]
    assert columns(sidecar, "step_performance") == [
        ("id", "INTEGER", 0),
        ("step_id", "TEXT", 1),
        ("persona_name", "TEXT", 1),
        ("duration_ms", "INTEGER", 1),
        ("tokens_used", "INTEGER", 1),
        ("execution_date", "DATE", 1),
        ("pipeline_name", "TEXT", 1),
    ]


def test_the_indexes_are_those_of_the_data_model(sidecar: sqlite3.Connection) -> None:
    assert ("pipeline_id", "timestamp") in indexed(sidecar, "progress_snapshots")
    assert {("step_id", "persona_name"), ("execution_date",)} <= indexed(sidecar, "step_performance")


def test_a_completed_try_is_recorded_once_and_a_failed_one_is_not(project: Project) -> None:
    write_events(project, "a.ndjson", [said(1, "running"), said(3, "failed"), said(4, "retrying"), said(5, "running")])
    take_in(project)
    write_events(project, "a.ndjson", [said(9.5, "completed", tokens_used=7), said(10, "completed", "")])
    take_in(project)
    write_events(project, "a.ndjson", [said(11, "warning")])
    take_in(project)
    found = asked(
        project,
        "SELECT step_id, persona_name, duration_ms, tokens_used, execution_date, pipeline_name FROM step_performance",
    )
    day = datetime.fromtimestamp(START, UTC).strftime("%Y-%m-%d")
    assert found == [("build", "craftsman", 4500, 7, day, "demo")]


def test_how_far_a_run_was_is_recorded_every_minute_and_at_its_end(project: Project) -> None:
    for number in (0, 30, 70, 80):
        write_events(project, "a.ndjson", [said(number, "running", f"step {number}")])
        take_in(project)
    write_events(project, "a.ndjson", [said(90, "completed", "", progress=100)])
    take_in(project)
    found = asked(
        project,
        "SELECT strftime('%s', timestamp) - ?, overall_progress, current_step_index FROM progress_snapshots",
        START,
    )
    assert found == [(0, 0, 0), (70, 0, 0), (90, 100, 0)]


def performance(day: str, duration: int, step: str = "build") -> tuple[object, ...]:
    return step, "craftsman", duration, 10, day, "demo"


def filled(sidecar: sqlite3.Connection, *rows: tuple[object, ...]) -> None:
    names = "step_id, persona_name, duration_ms, tokens_used, execution_date, pipeline_name"
    sidecar.executemany(f"INSERT INTO step_performance ({names}) VALUES (?, ?, ?, ?, ?, ?)", rows)


def at(day: str) -> float:
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()


def test_old_durations_are_added_up_by_month(sidecar: sqlite3.Connection) -> None:
    filled(sidecar, performance("2026-09-01", 100), performance("2026-09-30", 300), performance("2026-10-31", 50))
    tidy(sidecar, at("2026-11-20"))
    filled(sidecar, performance("2026-09-15", 20))
    tidy(sidecar, at("2026-11-20"))
    assert sidecar.execute("SELECT * FROM step_performance_monthly").fetchall() == [
        ("2026-09", "demo", "build", "craftsman", 3, 420, 20, 300, 30)
    ]
    assert sidecar.execute("SELECT execution_date FROM step_performance").fetchall() == [("2026-10-31",)]


def test_tidying_twice_adds_nothing_twice(sidecar: sqlite3.Connection) -> None:
    filled(sidecar, performance("2026-09-01", 100))
    for _ in range(2):
        tidy(sidecar, at("2026-11-20"))
    assert sidecar.execute("SELECT executions FROM step_performance_monthly").fetchall() == [(1,)]


def test_how_long_is_kept_can_be_chosen_and_months_be_left_out(sidecar: sqlite3.Connection) -> None:
    filled(sidecar, performance("2026-11-10", 100), performance("2026-11-19", 100))
    tidy(sidecar, at("2026-11-20"), keep_days=5, monthly=False)
    assert sidecar.execute("SELECT count(*) FROM step_performance").fetchall() == [(1,)]
    assert sidecar.execute("SELECT count(*) FROM step_performance_monthly").fetchall() == [(0,)]


def test_old_snapshots_are_dropped(sidecar: sqlite3.Connection) -> None:
    for day in ("2026-09-01", "2026-11-01"):
        sidecar.execute(
            "INSERT INTO progress_snapshots (pipeline_id, timestamp, overall_progress, current_step_index, tokens_used)"
            " VALUES ('one', ?, 1, 1, 1)",
            (f"{day} 10:00:00",),
        )
    tidy(sidecar, at("2026-11-20"))
    assert sidecar.execute("SELECT timestamp FROM progress_snapshots").fetchall() == [("2026-11-01 10:00:00",)]


def test_lines_of_files_that_are_gone_for_long_are_dropped_and_their_runs_stay(project: Project) -> None:
    for name in ("a.ndjson", "b.ndjson"):
        write_events(project, name, [said(1, "running") | {"pipeline_id": name}])
    take_in(project)
    (project.state_folder / "events" / "a.ndjson").unlink()
    take_in(project)
    with contextlib.closing(sqlite3.connect(project.sidecar, isolation_level=None)) as sidecar:
        ((seen,),) = sidecar.execute("SELECT max(seen) FROM event_file").fetchall()
        tidy(sidecar, seen + 29 * DAY)
        assert sidecar.execute("SELECT count(*) FROM event_block").fetchall() == [(2,)]
        tidy(sidecar, seen + 31 * DAY)
    assert asked(project, "SELECT count(*) FROM event_block") == [(1,)]
    assert asked(project, "SELECT count(*) FROM event_run") == [(2,)]
