"""Short-lived connections that write: the write lock from the first statement on, patience, and a true refusal."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from ...sqlite import has_wal_reset_fix, sqlite3
from ..faults import StoreFault
from ..filesystem import filesystem_type, is_network
from .faults import why_not_written

BUSY_SECONDS = 5.0
RETRIES = 5
_FIRST_PAUSE = 0.05

_T = TypeVar("_T")


@contextlib.contextmanager
def transaction(
    store: Path, *, durable: bool = False, patience: float = BUSY_SECONDS, retries: int = RETRIES
) -> Iterator[sqlite3.Connection]:
    """A transaction that is committed at the end of the block, or rolled back by an exception.

    ``durable`` survives a power cut and is meant for changes of state. Waits ``patience`` seconds for the write lock
    and then, after a random pause, again, ``retries`` times. Never makes a store. Raises StoreFault (see ``faults``).
    """
    refuse_network(store)
    connection = None
    try:
        connection = patiently(lambda: _begun(store, durable, patience), retries)
        yield connection
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise why_not_written(error, store) from error
    finally:
        if connection is not None:
            connection.close()


def connect(store: Path, *, patience: float = BUSY_SECONDS, create: bool = False) -> sqlite3.Connection:
    """A connection that writes as Wave does: foreign keys on, transactions begun by hand.

    Where SQLite has the WAL-reset bug it never moves the log into the database; ``checkpoint`` does that.
    """
    uri = f"file:{quote(str(store.absolute()))}?mode={'rwc' if create else 'rw'}"
    connection = sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys=ON")
        if not has_wal_reset_fix():
            connection.execute("PRAGMA wal_autocheckpoint=0")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(store: Path) -> sqlite3.Connection:
    """A connection that only reads, for any thread; while it is open short writes need not make the log anew."""
    uri = f"file:{quote(str(store.absolute()))}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=1.0, isolation_level=None, check_same_thread=False)


def connect_to_memory() -> sqlite3.Connection:
    """An empty database that is nowhere on disk."""
    return sqlite3.connect(":memory:", isolation_level=None)


def checkpoint(store: Path) -> None:
    """Move the log into the database where ``connect`` does not: one process at a time, waiting for nobody.

    For supervisors, now and then. Where it is not possible now it is left to the next time.
    """
    if has_wal_reset_fix():
        return
    with (
        contextlib.suppress(OSError, sqlite3.Error),
        _one_at_a_time(store),
        contextlib.closing(connect(store)) as connection,
    ):
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


@contextlib.contextmanager
def _one_at_a_time(store: Path) -> Iterator[None]:
    descriptor = os.open(f"{store}.ckpt", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o640)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def patiently(attempt: Callable[[], _T], retries: int = RETRIES) -> _T:
    """What the attempt gives; one that fails because of a lock is made again after growing pauses."""
    for number in range(retries):
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            if not str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise
        time.sleep(_FIRST_PAUSE * 2**number * random.uniform(0.5, 1.5))
    return attempt()


def refuse_network(store: Path) -> None:
    """Raise StoreFault for a store on a file system whose locks do not hold between machines."""
    kind = _filesystem(store.absolute().parent)
    if is_network(kind):
        raise StoreFault(
            "network",
            f"{store} lies on a network file system ({kind}), where two writers can damage it; "
            "move the project to a local disk to run pipelines from here.",
        )


@functools.lru_cache(16)
def _filesystem(folder: Path) -> str:
    return filesystem_type(folder)


def _begun(store: Path, durable: bool, patience: float) -> sqlite3.Connection:
    connection = connect(store, patience=patience)
    try:
        connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        connection.execute("BEGIN IMMEDIATE")
    except BaseException:
        connection.close()
        raise
    return connection
