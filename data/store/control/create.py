"""A store in the shape of Wave's schema version 33, created in one transaction."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from ...sqlite import sqlite3
from ..faults import StoreFault
from .connect import connect, patiently, refuse_network
from .faults import why_not_written
from .ledger import MIGRATIONS
from .tables import AROUND, FACTS, RUNS, STEPS


def create_store(path: Path) -> bool:
    """Make the store when there is none: all 26 tables and 33 ledger rows in one transaction, WAL mode.

    False when a store is there already, made by whomever: it is left as it is. Several processes may call this at
    once; one makes the store. ``event_log`` has in addition the progress columns of the progress data model (000,
    "Extended Event Log"); Wave takes no notice of them. Raises StoreFault when there is something else or when the
    folder cannot be written.
    """
    refuse_network(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return patiently(lambda: _create(path))
    except OSError as error:
        raise StoreFault("missing", f"{path.parent} cannot be made ({error.strerror}); check who owns it.") from error
    except sqlite3.Error as error:
        raise why_not_written(error, path) from error


def _create(path: Path) -> bool:
    with closing(connect(path, create=True)) as connection:
        if _is_there(connection, path):
            return False
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        if _is_there(connection, path):
            return False
        for statement in f"{RUNS}{STEPS}{FACTS}{AROUND}".split(";"):
            connection.execute(statement)
        rows = [(number, text, int(time.time()), checksum) for number, (text, checksum) in enumerate(MIGRATIONS, 1)]
        connection.executemany("INSERT INTO schema_migrations VALUES (?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
        return True


def _is_there(connection: sqlite3.Connection, path: Path) -> bool:
    tables = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and "pipeline_run" not in tables:
        raise StoreFault(
            "foreign", f"{path} is a SQLite database, but not a store of pipeline runs; nothing was changed."
        )
    return bool(tables)
