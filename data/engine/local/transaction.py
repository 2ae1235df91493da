"""One short write to a store: its own connection, the write lock from the first statement on, fully durable."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from ...sqlite import sqlite3
from ...store.faults import StoreFault
from ...text import clean

BUSY_SECONDS = 5.0
_TRIES = 5
_FIRST_PAUSE = 0.05
_REASONS = {
    "SQLITE_BUSY": ("busy", "another program keeps it locked; try again"),
    "SQLITE_LOCKED": ("busy", "another program keeps it locked; try again"),
    "SQLITE_FULL": ("full", "its disk is full; free some space"),
    "SQLITE_READONLY": ("readonly", "this user may only read it; ask its owner for the right to write"),
    "SQLITE_CANTOPEN": ("missing", "it cannot be opened; check that it exists and that its folder may be written"),
    "SQLITE_CORRUPT": ("broken", "it is damaged; check it with PRAGMA integrity_check, restore a copy"),
    "SQLITE_NOTADB": ("foreign", "it is not a SQLite database"),
    "SQLITE_IOERR": ("broken", "its disk does not take it; check that the disk is neither full nor failing"),
}


@contextlib.contextmanager
def transaction(store: Path, *, patience: float = BUSY_SECONDS) -> Iterator[sqlite3.Connection]:
    """A transaction that is committed at the end of the block, or rolled back by an exception.

    Waits ``patience`` seconds for the write lock, five times with a random pause. Never makes a store.
    Raises StoreFault, whose ``state`` is busy, full, readonly, missing, broken or foreign.
    """
    connection = None
    try:
        connection = _begun(store, patience)
        yield connection
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise why_not_written(error, store) from error
    finally:
        if connection is not None:
            connection.close()


def why_not_written(error: sqlite3.Error, store: Path) -> StoreFault:
    """The fault behind a driver error of a write, with a sentence that says what to do."""
    name = str(getattr(error, "sqlite_errorname", "") or "")
    for code, (state, advice) in _REASONS.items():
        if name.startswith(code):
            return StoreFault(state, f"{store} was not written: {advice}.", code)
    return StoreFault("broken", f"{store} was not written ({clean(str(error), limit=200)}).", name)


def _begun(store: Path, patience: float) -> sqlite3.Connection:
    for attempt in range(_TRIES):
        connection = _connected(store, patience)
        try:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("BEGIN IMMEDIATE")
            return connection
        except sqlite3.OperationalError as error:
            connection.close()
            if attempt + 1 == _TRIES or not _is_busy(error):
                raise
        except BaseException:
            connection.close()
            raise
        time.sleep(_FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1.5))
    raise AssertionError("the last try returns or raises")


def _connected(store: Path, patience: float) -> sqlite3.Connection:
    uri = f"file:{quote(str(store.absolute()))}?mode=rw"
    return sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)


def _is_busy(error: sqlite3.Error) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
