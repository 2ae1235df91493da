"""From the store's file to a snapshot: one reader, one answer per query, nothing raised, nothing written."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..views import Query, Snapshot, StoreStatus
from . import filesystem
from .board import Board, Plan
from .detail import DetailBuilder, Found, read_detail
from .faults import StoreFault
from .files import Files, look
from .liveness import process_alive
from .logbook import Logbook
from .names import Names
from .open import Handle, open_store
from .runstate import Alive
from .schema import Schema, read_schema
from .window import EventWindow

AGES_SECONDS = 15.0


class StoreReader:
    """Reads a store for one screen; not to be used by two threads at the same time."""

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], float] = time.time,
        plan: Plan = lambda name: (),
        process_alive: Alive = process_alive,
        filesystem_type: filesystem.FilesystemLookup = filesystem.filesystem_type,
    ) -> None:
        self.path = path
        self._now = now
        self._plan = plan
        self._alive = process_alive
        self._kind = filesystem_type(path.absolute())
        self._handle: Handle | None = None
        self._schema = Schema(frozenset())
        self._generation = 0
        self._version: int | None = None
        self._files: Files | None = None
        self._mark: object = None
        self._last = Snapshot()
        self._found = Found()
        self._forget()

    def changed(self) -> bool:
        """True when a new read could answer differently; costs a few stat calls and at most one statement."""
        if self._last.query is None or self._last.read_at == 0.0 or not self._logbook.complete:
            return True
        try:
            files = look(self.path)
        except StoreFault as fault:
            return fault.sentence != self._last.store.message
        handle = self._handle
        if handle is None or handle.outlived(files):
            return handle is None or handle.mode != "still" or files != handle.files or self._is_due()
        try:
            return handle.mode == "live" and handle.data_version() != self._version or self._is_due()
        except StoreFault:
            return True

    def read(self, query: Query, *, with_history: bool = True) -> Snapshot:
        """Answer a query; what a bad store cannot tell is kept from the last good answer, with the reason in ``store``.

        ``with_history`` adds what earlier runs of the open run's pipeline teach; without it the answer is quicker.
        """
        try:
            self._last = self._answer(query, with_history)
        except StoreFault as fault:
            self._let_go(fault)
            self._last = replace(self._last, query=query, read_at=self._now(), store=self._status(fault))
        return self._last

    def close(self) -> None:
        """Close the store; reading again opens it again."""
        if self._handle:
            self._handle.close()
        self._handle = None

    def _answer(self, query: Query, with_history: bool) -> Snapshot:
        handle = self._opened()
        now = self._now()
        self._version = handle.data_version() if handle.mode == "live" else None
        self._logbook.advance(handle, self._schema)
        if self._logbook.overrun:
            self._window.forget()
        self._board.fetch(handle, self._schema, query.runs, now)
        opened = [self._names.stored(run) for run in (query.run, query.events.run) if run]
        self._logbook.follow(handle, self._schema, [*opened, *self._board.followed()])
        rows = self._board.runs(now, self._logbook)
        log = self._logbook.logs.get(self._names.stored(query.events.run))
        self._window.read(handle, self._schema, query.events, log, self._logbook.fresh)
        detail = None
        if query.run:
            found = read_detail(handle, self._schema, self._names.stored(query.run))
            detail = DetailBuilder(found, self._board, self._names, self._logbook, now).build()
        return Snapshot(
            query=query,
            read_at=now,
            generation=self._generation,
            store=self._status(None),
            counts=self._board.counts(handle, self._schema, now),
            runs=self._board.count(handle, self._schema, query.runs, rows, now),
            detail=detail,
            events=self._window.page(log),
        )

    def _opened(self) -> Handle:
        files = look(self.path)
        handle = self._handle
        if handle and not handle.outlived(files):
            return handle
        replaced = handle is None or not files.db.same_file(handle.files.db) or files.db.size < handle.files.db.size
        self.close()
        self._handle = open_store(self.path)
        self._schema = read_schema(self._handle)
        if replaced:
            self._generation += 1
            self._forget()
        return self._handle

    def _forget(self) -> None:
        self._names = Names()
        self._board = Board(self._names, self._plan, self._alive)
        self._logbook = Logbook()
        self._window = EventWindow(self._names)

    def _let_go(self, fault: StoreFault) -> None:
        if fault.state != "busy":
            self.close()

    def _is_due(self) -> bool:
        """Time alone changes what is shown of living runs: ages, and runs that are lost by silence."""
        return bool(self._board.living) and self._now() - self._last.read_at >= AGES_SECONDS

    def _status(self, fault: StoreFault | None) -> StoreStatus:
        before, now = self._last.store, self._now()
        state = fault.state if fault else "snapshot" if self._handle and self._handle.mode == "snapshot" else "ok"
        message = fault.sentence if fault else self._remark(state)
        return StoreStatus(
            state=state,
            message=message,
            path=str(self.path),
            since=before.since if before.state == state and before.since else now,
            changed=before.changed if fault else now,
            schema=self._schema.version,
            writable=self._writable(),
        )

    def _remark(self, state: str) -> str:
        copied = f"{self.path} is shown as a private copy, because its write-ahead log has no index this user can read."
        found = [copied] if state == "snapshot" else []
        return " ".join([*found, filesystem.warning(self._kind, str(self.path))]).strip()

    def _writable(self) -> bool:
        return (
            not filesystem.is_network(self._kind)
            and os.access(self.path, os.W_OK)
            and os.access(self.path.parent, os.W_OK)
        )
