"""Logs of the runs that are followed: filled once in pieces, then kept up from the tail of the event log."""

from __future__ import annotations

from collections.abc import Iterable

from . import queries
from .open import Handle, Row
from .runlog import RunLog
from .schema import Schema

FOLLOWED = 64
CHUNKS_PER_READ = 4


class Logbook:
    """Folded logs by stored run id; ``tail`` is the newest row id that was seen."""

    def __init__(self) -> None:
        self.logs: dict[object, RunLog] = {}
        self.tail: int | None = None
        self.fresh: list[Row] = []
        self.overrun = False

    @property
    def complete(self) -> bool:
        """False while older events of a followed run are still to be read."""
        return not self.overrun and all(log.complete for log in self.logs.values())

    def advance(self, handle: Handle, schema: Schema) -> None:
        """Read what was logged since the last call; after more than TAIL events every log catches up on its own."""
        self.fresh, self.overrun = [], False
        if not schema.has("event_log", "run_id"):
            return
        if self.tail is None:
            self.tail = int(handle.rows(queries.newest_event())[0][0] or 0)
            return
        rows = handle.rows(queries.new_events(schema), {"last": self.tail})
        if len(rows) < queries.TAIL:
            self._take(rows)
            return
        self.overrun, self.tail = True, int(handle.rows(queries.newest_event())[0][0] or 0)
        for log in self.logs.values():
            log.complete = False

    def follow(self, handle: Handle, schema: Schema, runs: Iterable[object]) -> None:
        """Follow these runs from now on, the most important first, and forget all others."""
        wanted = list(dict.fromkeys(runs))[:FOLLOWED]
        self.logs = {run: self.logs.get(run) or RunLog(str(run)) for run in wanted}
        if not schema.has("event_log", "run_id"):
            for log in self.logs.values():
                log.complete = True
            return
        chunks = CHUNKS_PER_READ
        for run, log in self.logs.items():
            while not log.complete and chunks > 0:
                rows = handle.rows(queries.run_events(schema), {"run": run, "last": log.last, "limit": queries.CHUNK})
                for row in rows:
                    log.fold(row)
                log.complete = len(rows) < queries.CHUNK
                chunks -= len(rows) // queries.CHUNK

    def _take(self, rows: list[Row]) -> None:
        self.fresh = rows
        if rows:
            self.tail = rows[-1][0]
        for row in rows:
            log = self.logs.get(row[1])
            if log and log.complete:
                log.fold(row)
