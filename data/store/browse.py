"""The store for the command line: pages, one run, its events; what cannot be answered is raised."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from ..errors import NotFoundError
from ..models import Event, Run, RunDetail
from ..text import clean_id
from ..views import Counts, RunFilter, RunKey, RunsQuery, StoreStatus
from . import queries
from .board import ALONE, Beside, Board, Group, Plan
from .decode import decode_event
from .detail import DetailBuilder, read_detail
from .faults import StoreFault
from .finding import CANDIDATES, one_named
from .known import known_runs
from .links import Forks
from .liveness import process_alive
from .logbook import Logbook
from .names import Names
from .open import Handle
from .runstate import Alive
from .source import Source
from .window import as_event

_LIKE = "r.run_id LIKE :name ESCAPE '\\'"


class StoreBrowser:
    """Answers single questions about a store; every method raises StoreError when the store cannot be read."""

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], float] = time.time,
        plan: Plan = lambda name: (),
        process_alive: Alive = process_alive,
    ) -> None:
        self._source = Source(path)
        self._now = now
        self._plan = plan
        self._alive = process_alive
        self._forget()

    def __enter__(self) -> StoreBrowser:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def page(self, wanted: RunFilter, cursor: RunKey | None, limit: int) -> tuple[tuple[Run, ...], RunKey | None]:
        """Runs newest first, child runs on their own; the key with which the next page begins, None at the end."""
        runs = tuple(run for group in self.groups(wanted, cursor, limit + 1) for run in group.runs)
        return cut(runs, limit)

    def groups(self, wanted: RunFilter, cursor: RunKey | None, rows: int, beside: Beside = ALONE) -> tuple[Group, ...]:
        """Runs newest first, child runs on their own, each with its place in the list."""
        handle = self._handle()
        if cursor is not None:
            self._learn(handle, cursor.run)
        query = RunsQuery(filter=wanted, anchor=cursor, rows=rows)
        self._board.fetch(handle, self._source.schema, query, self._now(), flat=True, beside=beside)
        self._follow(handle, self._board.followed())
        return self._board.groups(self._now(), self._logbook)

    def find_run(self, name: str) -> str:
        """The id of the run with this id, or of the only one whose id ends or begins with it.

        Raises NotFoundError that names candidates when there is none or more than one.
        """
        return one_named(name, self)

    def has(self, run: str) -> bool:
        """True when there is a run with this id."""
        handle = self._handle()
        self._learn(handle, run)
        return bool(self._ids(handle, "r.run_id = :name", self._names.stored(run)))

    def like(self, pattern: str) -> list[str]:
        """Ids that fit a LIKE pattern, newest first, one more than CANDIDATES at most."""
        return self._ids(self._handle(), _LIKE, pattern)

    def known(self, runs: Collection[str]) -> frozenset[str]:
        """Those of the runs, as stored, that are in the store."""
        return known_runs(self._handle(), runs) if runs else frozenset()

    def detail(self, run: str) -> RunDetail:
        """Everything about a run but its events. Raises NotFoundError when it is not in the store."""
        handle = self._handle()
        now, schema = self._now(), self._source.schema
        self._board.fetch(handle, schema, RunsQuery(rows=1), now)
        stored = self._names.stored(run)
        self._follow(handle, [stored, *self._board.followed()])
        while not self._forks.complete:
            self._forks.advance(handle, schema, self._board.tally.numbers.newest)
        found = DetailBuilder(read_detail(handle, schema, stored), self._board, self._names, self._logbook, now).build()
        if found is None:
            raise NotFoundError(f"there is no run {run!r} in {self._source.path}")
        return found

    def events(self, run: str, after: int, limit: int) -> tuple[Event, ...]:
        """Events of a run after row id ``after``, oldest first."""
        handle = self._handle()
        stored = self._names.stored(run)
        self._logbook.advance(handle, self._source.schema)
        self._follow(handle, [stored])
        if not self._source.schema.has("event_log", "run_id"):
            return ()
        sql = queries.run_events(self._source.schema)
        rows = handle.rows(sql, {"run": stored, "last": after, "limit": limit})
        return tuple(as_event(decode_event(row), self._logbook.logs.get(stored)) for row in rows)

    def counts(self) -> Counts:
        """What needs the user, over the whole store."""
        handle = self._handle()
        self._board.fetch(handle, self._source.schema, RunsQuery(rows=1), self._now())
        return self._board.counts(handle, self._source.schema, self._now())

    def status(self) -> StoreStatus:
        """How the store is doing; the only method that answers for a bad store too."""
        status = StoreStatus(path=clean_id(self._source.path), writable=self._source.is_writable())
        try:
            self._source.ready()
        except StoreFault as fault:
            return replace(status, state=fault.state, message=fault.sentence)
        return replace(status, schema=self._source.schema.version)

    def close(self) -> None:
        """Close the store."""
        self._source.close()

    def _handle(self) -> Handle:
        handle, replaced = self._source.ready()
        if replaced:
            self._forget()
        return handle

    def _forget(self) -> None:
        self._names = Names()
        self._forks = Forks()
        self._board = Board(self._names, self._plan, self._alive, self._forks)
        self._logbook = Logbook()

    def _learn(self, handle: Handle, shown: str) -> None:
        """A run named as it is shown may be stored differently, which only the stored ids can tell."""
        if shown.isascii() and "\\" not in shown:
            return
        for (run,) in handle.rows("SELECT r.run_id FROM pipeline_run r LIMIT 1000000"):
            self._names.shown(run)

    def _follow(self, handle: Handle, runs: list[object]) -> None:
        self._logbook.follow(handle, self._source.schema, runs)
        while not self._logbook.complete:
            self._logbook.follow(handle, self._source.schema, runs)

    def _ids(self, handle: Handle, condition: str, name: object) -> list[str]:
        ordered = self._source.schema.has("pipeline_run", "started_at")
        newest = "ORDER BY r.started_at DESC, r.rowid DESC" if ordered else ""
        sql = f"SELECT r.run_id FROM pipeline_run r WHERE {condition} {newest} LIMIT {CANDIDATES + 1}"
        return [self._names.shown(run) for (run,) in handle.rows(sql, {"name": name})]


def cut(runs: tuple[Run, ...], limit: int) -> tuple[tuple[Run, ...], RunKey | None]:
    """A page of ``limit`` runs and the key of the run after it, None when there is none."""
    if len(runs) <= limit:
        return runs, None
    return runs[:limit], RunKey(int(runs[limit].started or 0), runs[limit].id)
