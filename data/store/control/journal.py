"""What supervised runs write, in order: each happening is one fenced transaction, then its lines in event files.

While the store cannot be written for a passing reason (locked, disk full) the happenings wait here in their order,
with the times at which they happened, and go in with the next write that works: a run does not end because its
store is busy.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...sqlite import sqlite3
from ..faults import StoreFault
from .connect import BUSY_SECONDS, RETRIES, connect_to_read, transaction
from .entry import PROGRESS_COLUMNS, Entry
from .faults import PASSING, Superseded, why_not_written
from .ndjson import EventFile
from .own import make_own_tables
from .statement import Statement, Value

Also = Callable[[sqlite3.Connection], bool]

_MOST_WAITING = 20_000
_PAUSE = 2.0
_SHORT = 0.2
"""Seconds that a happening which may wait is given to find the store unlocked: whoever tells it has more to do."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Changes and events that belong together; ``durable`` for a change of state."""

    statements: tuple[Statement, ...] = ()
    entries: tuple[Entry, ...] = ()
    durable: bool = False


class Journal:
    """Writes for one top-level run and its children, as long as the run is owned with this token.

    ``wtui_run_owner`` must hold ``run_id`` and ``token`` in a state that is not final. Safe from several threads.
    """

    def __init__(
        self, store: Path, events: Path, root: str, token: str, *, now: Callable[[], float] = time.time
    ) -> None:
        """``events`` is the folder of event files, ``root`` the id of the top-level run."""
        self.store, self.events, self.root, self.now = store, events, root, now
        self.live: set[str] = set()
        self._problem = ""
        self._fence = Statement(
            "SELECT 1 FROM wtui_run_owner WHERE run_id = ? AND token = ?"
            " AND state NOT IN ('completed', 'failed', 'cancelled')",
            (root, token),
        )
        self._waiting: list[Happening] = []
        self._next_try = 0.0
        self._has_own_tables = False
        self._files: dict[str, EventFile] = {}
        self._lock = threading.RLock()
        self._anchor: sqlite3.Connection | None = None
        self._anchored = (0, 0)
        self._extended = {str(row[1]) for row in self.rows("PRAGMA table_info(event_log)")}.issuperset(PROGRESS_COLUMNS)

    @property
    def problem(self) -> str:
        """Why something is not written yet, a full sentence; empty when everything is."""
        return self._problem or next((file.problem for file in self._files.values() if file.problem), "")

    def write(self, happening: Happening, *, must: bool = False, also: Also | None = None) -> None:
        """Write a happening behind those that wait; with ``must`` now or never.

        ``also`` changes more in the same transaction and says False when it could not. Raises Superseded, and
        StoreFault when ``must`` cannot be kept, when too much waits or when waiting cannot help.
        """
        with self._lock:
            self._waiting.append(happening)
            if not must and time.monotonic() < self._next_try and len(self._waiting) < _MOST_WAITING:
                return
            try:
                self._flush(also, is_patient=must)
            except StoreFault as fault:
                self._refused(fault, must)
            except BaseException:
                del self._waiting[-1:]
                raise

    def rows(self, sql: str, *values: Value) -> list[tuple[Any, ...]]:
        """What the store holds now. Raises StoreFault."""
        with self._lock:
            try:
                return self._reader().execute(sql, values).fetchall()
            except (sqlite3.Error, OSError) as error:
                self._close_anchor()
                if isinstance(error, OSError):
                    raise StoreFault("missing", f"{self.store} cannot be read ({error.strerror}).") from error
                raise why_not_written(error, self.store) from error

    def close(self) -> None:
        """Let go of the store, after one more try to write what waits for the event files."""
        with self._lock:
            for file in self._files.values():
                file.append()
            self._close_anchor()

    def _flush(self, also: Also | None, *, is_patient: bool) -> None:
        durable = any(one.durable for one in self._waiting)
        patience, retries = (BUSY_SECONDS, RETRIES) if is_patient else (_SHORT, 0)
        with transaction(self.store, durable=durable, patience=patience, retries=retries) as connection:
            if not self._has_own_tables:
                make_own_tables(connection)
            if not self._fence.hits(connection):
                self._waiting.clear()
                raise Superseded(f"run {self.root} has been taken over or ended by somebody else; nothing was written")
            for happening in self._waiting:
                self._apply(connection, happening)
            if also is not None and not also(connection):
                raise Superseded(f"run {self.root} was changed by somebody else meanwhile; nothing was written")
        self._has_own_tables = True
        told, self._waiting = self._waiting, []
        self._problem, self._next_try = "", 0.0
        for happening in told:
            self._tell(happening)

    def _apply(self, connection: sqlite3.Connection, happening: Happening) -> None:
        for statement in happening.statements:
            connection.execute(statement.sql, statement.values)
        for entry in happening.entries:
            row = entry.row(self._extended)
            if row is not None:
                connection.execute(row.sql, row.values)

    def _tell(self, happening: Happening) -> None:
        for entry in happening.entries:
            file = self._files.get(entry.run)
            if file is None:
                file = self._files[entry.run] = EventFile(self.events / f"{entry.run}.ndjson", self.store)
            before = file.problem
            if not file.append(entry.line()) and not before:
                self._waiting.append(
                    Happening(entries=(Entry(entry.run, self.now(), "warning", message=file.problem),))
                )

    def _refused(self, fault: StoreFault, must: bool) -> None:
        if must or fault.state not in PASSING or len(self._waiting) >= _MOST_WAITING:
            self._waiting.pop()
            if fault.state not in PASSING:
                self._waiting.clear()
            raise fault
        self._problem, self._next_try = fault.sentence, time.monotonic() + _PAUSE

    def _reader(self) -> sqlite3.Connection:
        """A connection that stays open between the short writes."""
        found = os.stat(self.store)
        if self._anchor is not None and self._anchored == (found.st_dev, found.st_ino):
            return self._anchor
        self._close_anchor()
        self._anchor = connect_to_read(self.store)
        self._anchored = (found.st_dev, found.st_ino)
        return self._anchor

    def _close_anchor(self) -> None:
        if self._anchor is not None:
            self._anchor.close()
            self._anchor = None
