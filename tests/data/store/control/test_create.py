"""A created store has the shape that Wave itself gives to a store, whoever creates it first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from together import at_once

from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.connect import connect
from wave_tui.data.store.control.create import create_store
from wave_tui.data.store.faults import StoreFault

REAL = Path(__file__).parents[3] / "fixtures" / "project" / ".agents" / "state.db"
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
PROGRESS = ["progress", "subtask_current", "subtask_total", "estimated_eta", "files_processed", "artifact_count"]

Rows = list[tuple[object, ...]]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    create_store(tmp_path / "state.db")
    with closing(connect(tmp_path / "state.db")) as connection:
        yield connection


@pytest.fixture
def real() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{REAL}?mode=ro&immutable=1", uri=True)) as connection:
        yield connection


def rows(connection: sqlite3.Connection, sql: str) -> Rows:
    return [tuple(row) for row in connection.execute(sql)]


def indexes(connection: sqlite3.Connection, table: str) -> Rows:
    found = rows(connection, f"SELECT name, \"unique\", partial FROM pragma_index_list('{table}')")
    return sorted((*index, *rows(connection, f"SELECT name FROM pragma_index_info('{index[0]}')")) for index in found)


def test_all_tables_are_there(made: sqlite3.Connection, real: sqlite3.Connection) -> None:
    assert rows(made, TABLES) == rows(real, TABLES)
    assert len(rows(made, TABLES)) == 26


def test_every_column_is_as_wave_makes_it(made: sqlite3.Connection, real: sqlite3.Connection) -> None:
    for (table,) in rows(real, TABLES):
        expected = rows(real, f"PRAGMA table_info({table})")
        found = rows(made, f"PRAGMA table_info({table})")
        assert found[: len(expected)] == expected, table
        assert [row[1] for row in found[len(expected) :]] == (PROGRESS if table == "event_log" else []), table


def test_indexes_and_foreign_keys_are_as_wave_makes_them(made: sqlite3.Connection, real: sqlite3.Connection) -> None:
    for (table,) in rows(real, TABLES):
        assert indexes(made, str(table)) == indexes(real, str(table)), table
        keys = f'SELECT "table", "from", "to", on_delete FROM pragma_foreign_key_list(\'{table}\') ORDER BY 1, 2'
        assert rows(made, keys) == rows(real, keys), table


def test_the_ledger_says_what_wave_compares(made: sqlite3.Connection, real: sqlite3.Connection) -> None:
    ledger = "SELECT version, checksum FROM schema_migrations ORDER BY version"
    assert rows(made, ledger) == rows(real, ledger)
    assert rows(made, "SELECT count(*), max(version) FROM schema_migrations") == [(33, 33)]


def test_the_store_is_shared_through_a_log_and_guards_its_keys(made: sqlite3.Connection) -> None:
    assert rows(made, "PRAGMA journal_mode") == [("wal",)]
    with pytest.raises(sqlite3.IntegrityError):
        made.execute("INSERT INTO event_log (run_id, timestamp, state) VALUES ('nobody', 1, 'running')")


def test_a_store_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / ".agents" / "state.db"
    assert create_store(path)
    with closing(connect(path)) as connection:
        connection.execute(
            "INSERT INTO pipeline_run (run_id, pipeline_name, status, started_at) VALUES ('a', 'a', 'pending', 1)"
        )
    assert not create_store(path)
    with closing(connect(path)) as connection:
        assert rows(connection, "SELECT run_id FROM pipeline_run") == [("a",)]


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "state.db").touch()
    assert create_store(tmp_path / "state.db")
    with closing(connect(tmp_path / "state.db")) as connection:
        assert len(rows(connection, TABLES)) == 26


def test_what_is_no_store_is_refused_and_never_touched(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(b"mine, and not a database at all" * 40)
    with pytest.raises(StoreFault, match="not a SQLite database"):
        create_store(path)
    assert path.read_bytes().startswith(b"mine, and")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE notes (text)")
    with pytest.raises(StoreFault, match="not a store of pipeline runs"):
        create_store(tmp_path / "other.db")


CREATE = """
from pathlib import Path
from wave_tui.data.store.control.create import create_store
wait()
print(create_store(Path(sys.argv[1])))
"""


def test_of_eight_processes_that_create_it_at_once_one_wins_and_all_can_go_on(tmp_path: Path) -> None:
    path = tmp_path / ".agents" / "state.db"
    assert sorted(at_once(CREATE, [(path,)] * 8)) == ["False"] * 7 + ["True"]
    with closing(connect(path)) as connection:
        assert rows(connection, "SELECT count(*) FROM schema_migrations") == [(33,)]
        assert rows(connection, "PRAGMA integrity_check") == [("ok",)]
