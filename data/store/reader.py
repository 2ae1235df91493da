"""From the store's file to a snapshot: one reader, one answer per query, nothing raised, nothing written."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from ..models import PipelineHistory, RunDetail
from ..sqlite import has_wal_reset_fix
from ..text import clean_id
from ..views import Query, Snapshot, StoreStatus
from . import filesystem
from .board import ALONE, Beside, Board, Group, Plan
from .faults import StoreFault
from .links import Forks
from .liveness import process_alive
from .logbook import Logbook
from .names import Names
from .open import Handle, Row
from .runstate import Alive
from .source import Source
from .window import EventWindow

AGES_SECONDS = 15.0
_TRIES = 3
_AFFECTED = (
    "This SQLite can lose commits of others when it writes to a shared store (WAL-reset bug, fixed in 3.51.3): "
    "runs are shown, a newer SQLite is needed to be safe when starting them."
)


class StoreReader:
    """Reads a store for one screen; not to be used by two threads at the same time.

    ``groups`` are the rows of the last answer's page by top-level run.
    """

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], float] = time.time,
        plan: Plan = lambda name: (),
        process_alive: Alive = process_alive,
        filesystem_type: filesystem.FilesystemLookup = filesystem.filesystem_type,
        sqlite_is_fixed: bool = has_wal_reset_fix(),
    ) -> None:
        self._source = Source(path, filesystem_type)
        self._shown = clean_id(path)
        self._now = now
        self._plan = plan
        self._alive = process_alive
        remarks = filesystem.warning(self._source.kind, self._shown), "" if sqlite_is_fixed else _AFFECTED
        self._remark = " ".join(remark for remark in remarks if remark)
        self._last = Snapshot()
        self.groups: tuple[Group, ...] = ()
        self._lessons: tuple[object, list[Row]] | None = None
        self._taught: tuple[str, PipelineHistory] | None = None
        self._forget()

    def changed(self) -> bool:
        """True when a new read could answer differently; costs a few stat calls and at most one statement."""
        if not self._last.read_at or not self._logbook.complete or self._is_due():
            return True
        try:
            return self._source.changed()
        except StoreFault as fault:
            return fault.sentence != self._last.store.message

    def read(self, query: Query, *, with_history: bool = True, beside: Beside = ALONE) -> Snapshot:
        """Answer a query; what a bad store cannot tell is kept from the last good answer, with the reason in ``store``.

        ``with_history`` adds what earlier runs of the open run's pipeline teach and which runs were forked; without
        it the answer is quicker. ``beside`` is what other sources of runs add to the question.
        """
        fault = StoreFault("busy", f"{self._shown} changes faster than it can be read; trying again.")
        for _ in range(_TRIES):
            try:
                answer = self._answer(query, with_history, beside)
                if not self._source.is_torn():
                    self._last = answer
                    return answer
            except StoreFault as found:
                fault = found
                if not self._was_torn() and fault.code != "SQLITE_ERROR":
                    break
            self._source.close()
        if fault.state != "busy":
            self._source.refuse()
        self._last = replace(self._last, query=query, read_at=self._now(), store=self._status(fault))
        return self._last

    @property
    def newest(self) -> int:
        """The row id of the newest run, which grows when runs come."""
        return self._board.tally.numbers.newest

    def known(self, runs: Collection[str]) -> frozenset[str]:
        """Those of the runs (as they are stored) that the store has; none while it cannot be read."""
        handle = self._source.handle
        if not runs or handle is None:
            return frozenset()
        from .known import known_runs  # needed only where there are runs from elsewhere

        try:
            return known_runs(handle, runs)
        except StoreFault:
            return frozenset()

    def close(self) -> None:
        """Close the store; reading again opens it again."""
        self._source.close()

    def _answer(self, query: Query, with_history: bool, beside: Beside) -> Snapshot:
        handle, replaced = self._source.ready()
        if replaced:
            self._forget()
        now = self._now()
        self._gather(handle, query, now, with_history, beside)
        schema = self._source.schema
        self.groups = self._board.groups(now, self._logbook)
        rows = tuple(run for group in self.groups for run in group.runs)
        log = self._logbook.logs.get(self._names.stored(query.events.run))
        self._window.read(handle, schema, query.events, log, self._logbook.fresh)
        detail = self._detail(handle, query, now)
        return Snapshot(
            query=query,
            read_at=now,
            generation=self._source.generation,
            store=self._status(None),
            counts=self._board.counts(handle, schema, now),
            runs=self._board.count(handle, schema, query.runs, rows, now),
            detail=detail,
            events=self._window.page(log),
            history=self._history(handle, detail) if with_history else None,
        )

    def _gather(self, handle: Handle, query: Query, now: float, with_history: bool, beside: Beside) -> None:
        """New events, the page of runs, and the logs of the runs that are followed."""
        schema = self._source.schema
        self._logbook.advance(handle, schema)
        if self._logbook.overrun:
            self._window.forget()
        self._board.fetch(handle, schema, query.runs, now, beside=beside)
        self._source.remember()
        if with_history:
            self._board.forks.advance(handle, schema, self._board.tally.numbers.newest)
            self._board.tally.find_orphans(handle, schema)
        opened = [self._names.stored(run) for run in (query.run, query.events.run) if run]
        self._logbook.follow(handle, schema, [*opened, *self._board.followed()])

    def _detail(self, handle: Handle, query: Query, now: float) -> RunDetail | None:
        if not query.run:
            return None
        from .detail import DetailBuilder, read_detail

        found = read_detail(handle, self._source.schema, self._names.stored(query.run))
        return DetailBuilder(found, self._board, self._names, self._logbook, now).build()

    def _history(self, handle: Handle, detail: RunDetail | None) -> PipelineHistory | None:
        """Read again only after a run of the pipeline began or ended, reckoned again only for another run."""
        if detail is None:
            return None
        from .history import history_of, read_history

        pipeline, stored = detail.run.pipeline, self._names.stored(detail.run.pipeline)
        living = frozenset(row.id for row in self._board.living.values() if row.pipeline == pipeline)
        key: object = (pipeline, self._board.tally.numbers.newest, living)
        if self._lessons is None or self._lessons[0] != key:
            self._lessons = key, read_history(handle, self._source.schema, stored)
            self._taught = None
        if self._taught is None or self._taught[0] != detail.run.id:
            taught = history_of(stored, self._lessons[1], self._names.stored(detail.run.id))
            self._taught = detail.run.id, taught
        return self._taught[1]

    def _forget(self) -> None:
        self._names = Names()
        self._board = Board(self._names, self._plan, self._alive, Forks())
        self._logbook = Logbook()
        self._window = EventWindow(self._names)
        self._lessons = self._taught = None

    def _was_torn(self) -> bool:
        try:
            return self._source.is_torn()
        except StoreFault:
            return False

    def _is_due(self) -> bool:
        """Time alone changes what is shown of living runs: ages, silence, and processes that went away."""
        return bool(self._board.living) and not 0 <= self._now() - self._last.read_at < AGES_SECONDS

    def _status(self, fault: StoreFault | None) -> StoreStatus:
        before, now = self._last.store, self._now()
        handle = self._source.handle
        copied = handle is not None and handle.mode == "snapshot"
        state = fault.state if fault else "snapshot" if copied else "ok"
        copy = f"{self._shown} is shown as a private copy: its write-ahead log has no index that can be read."
        return StoreStatus(
            state=state,
            message=fault.sentence if fault else f"{copy} {self._remark}".strip() if copied else self._remark,
            path=self._shown,
            since=before.since if before.state == state and before.since else now,
            changed=min(handle.files.changed, now) if handle and not fault else before.changed,
            schema=self._source.schema.version,
            writable=self._source.is_writable(),
        )
