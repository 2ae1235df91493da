"""Opens wave-tui's own database for writing, or a private one where the folder may not be written."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from ..sqlite import sqlite3
from .history import create_history
from .tables import EVENT_TABLES

NAME = "wave-tui.db"
_PAGE = 32_768
_LOG_BYTES = 16 << 20
_BUSY_MS = 5000
_MODE = 0o640


def open_sidecar(path: Path) -> sqlite3.Connection:
    """The database with its tables, in autocommit mode, made with the mode that the store beside it has.

    Pages are larger than usual: blocks of lines are written in half the time then. Raises sqlite3.Error.
    """
    with contextlib.suppress(OSError):
        _create(path)
    connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_MS / 1000)
    try:
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_BYTES // _PAGE}")
        connection.executescript(EVENT_TABLES)
        create_history(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def read_sidecar(path: Path) -> sqlite3.Connection:
    """The database as it is, to look at only. Raises sqlite3.Error."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def private_sidecar() -> Path:
    """Where to keep the database while the state folder cannot be written: a new folder of this user alone."""
    folder = Path(tempfile.mkdtemp(prefix="wave-tui-"))
    path = folder / NAME
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path


def _create(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, _MODE)
    try:
        beside = os.stat(path.with_name("state.db"))
        if os.geteuid() == 0:
            os.fchown(descriptor, beside.st_uid, beside.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(beside.st_mode) & 0o666)
    finally:
        os.close(descriptor)
