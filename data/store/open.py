"""Opening a store to read without ever creating a file beside it.

A database with a write-ahead log and its shared index is read live. One without a log is read as an immutable
file, for two seconds at most and never across a change. A log whose index cannot be used is read from a
private copy. Everything else is explained.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..sqlite import sqlite3
from ..text import clean_id
from .faults import StoreFault, explain
from .files import Files, look

if TYPE_CHECKING:
    from .copying import Copy

STILL_SECONDS = 2.0
QUERY_SECONDS = 0.25
_STEPS_PER_CHECK = 1000

Row = tuple[Any, ...]


class Handle:
    """One open read connection; ``mode`` is live, still (immutable) or snapshot (a private copy)."""

    def __init__(self, path: Path, files: Files, mode: str, copy: Copy | None = None) -> None:
        self.path = path
        self.files = files
        self.mode = mode
        self.opened = time.monotonic()
        self._copy = copy
        self._deadline = 0.0
        self.connection = self._connect()

    def rows(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> list[Row]:
        """All rows of one query that ends within a quarter of a second.

        Raises StoreFault when the store cannot answer.
        """
        self._deadline = time.monotonic() + QUERY_SECONDS
        try:
            return self._fetch(sql, values)
        except sqlite3.Error as error:
            raise explain(error, self.path) from error

    def data_version(self) -> int:
        """SQLite's counter of commits by others; it does not notice a file that was replaced."""
        return int(self.rows("PRAGMA data_version")[0][0])

    def outlived(self, files: Files) -> bool:
        """True when the store must be opened again before the next question."""
        if not files.db.same_file(self.files.db) or files.db.size < self.files.db.size:
            return True
        if self.mode == "live":
            return not files.shared and not files.journal
        if self.mode == "still":
            return files != self.files or time.monotonic() - self.opened > STILL_SECONDS
        return files != self.files and self._copy is not None and self._copy.may_be_renewed()

    def close(self) -> None:
        """Close the connection and remove a private copy; nothing stays open, nothing stays behind."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.close()
        if self._copy:
            self._copy.remove()

    def _connect(self) -> sqlite3.Connection:
        where = self._copy.path if self._copy else self.path
        options = "mode=ro&immutable=1" if self.mode == "still" else "mode=ro"
        uri = f"file:{quote(str(where.absolute()))}?{options}"
        connection = sqlite3.connect(uri, uri=True, timeout=0.25, isolation_level=None, check_same_thread=False)
        try:
            connection.set_progress_handler(self._late, _STEPS_PER_CHECK)
            self._deadline = time.monotonic() + QUERY_SECONDS
            connection.execute("PRAGMA query_only=ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection

    def _fetch(self, sql: str, values: Sequence[object] | dict[str, object]) -> list[Row]:
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.OperationalError as error:
            if "decode" not in str(error):
                raise
        self.connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        return self.connection.execute(sql, values).fetchall()

    def _late(self) -> int:
        return int(time.monotonic() > self._deadline)


def open_store(path: Path) -> Handle:
    """Open the store at ``path`` to read by the first way that works and creates nothing.

    Raises StoreFault with the state and sentence to show.
    """
    files = look(path)
    try:
        return _opened(path, files)
    except sqlite3.Error as error:
        raise explain(error, path) from error


def _opened(path: Path, files: Files) -> Handle:
    if files.shared or files.journal:
        with contextlib.suppress(sqlite3.OperationalError):
            return Handle(path, files, "live")
    if files.wal_size:
        return _from_copy(path, files)
    if files.journal:
        why = "is being written or needs repair by a program that may write it"
        raise StoreFault("busy", f"{clean_id(path)} {why}; trying again.")
    return Handle(path, files, "still")


def _from_copy(path: Path, files: Files) -> Handle:
    from .copying import copy_store

    copy = copy_store(path)
    try:
        return Handle(path, files, "snapshot", copy)
    except BaseException:
        copy.remove()
        raise
