"""Which runs of event files the store has too: those are listed by the store and only enriched from here."""

from __future__ import annotations

import time
from collections.abc import Collection
from pathlib import Path

from ..sqlite import sqlite3
from ..store.faults import StoreFault
from ..store.source import Source

_RESCAN = 10.0
_PIECE = 500
_NEWEST = """
SELECT run_id FROM event_run WHERE mirrored = 0
ORDER BY CAST(COALESCE(started, 0) AS INTEGER) DESC, run_id DESC LIMIT 500
"""
_MIRRORED = "SELECT run_id FROM event_run WHERE mirrored = 1"
_THERE = "SELECT run_id FROM pipeline_run WHERE run_id IN ({})"
_MARK = "UPDATE event_run SET mirrored = ? WHERE run_id = ?"


class Mirrors:
    """Asks the store, read-only and by key, for runs; a store that is missing or cannot answer has none."""

    def __init__(self, connection: sqlite3.Connection, store: Path) -> None:
        self._connection = connection
        self._source = Source(store)
        self._looked = 0.0
        self._anew = True
        self._silent = False

    def among(self, runs: Collection[str]) -> frozenset[str]:
        """Those of these runs that the store has."""
        listed = list(runs)
        found: set[str] = set()
        for start in range(0, len(listed), _PIECE):
            found |= self._ask(listed[start : start + _PIECE])
        return frozenset(found)

    def rescan(self) -> dict[str, int]:
        """Look again, every few seconds, whether newer runs are in the store by now; after it was replaced, for all.

        The runs whose mark changed, with the new one; it is written at once.
        """
        now = time.monotonic()
        if now - self._looked < _RESCAN:
            return {}
        self._looked = now
        waiting = {run for (run,) in self._connection.execute(_NEWEST)}
        changes = dict.fromkeys(self.among(waiting), 1)
        if self._anew:
            self._anew = False
            marked = {run for (run,) in self._connection.execute(_MIRRORED)}
            there = self.among(marked)
            if not self._silent:
                changes |= dict.fromkeys(marked - there, 0)
        if changes:
            self._connection.executemany(_MARK, [(mark, run) for run, mark in changes.items()])
        return changes

    def close(self) -> None:
        """Let go of the store."""
        self._source.close()

    def _ask(self, runs: list[str]) -> set[str]:
        marks = ", ".join("?" * len(runs))
        try:
            handle, void = self._source.ready()
            self._anew = self._anew or void
            rows = handle.rows(_THERE.format(marks), runs)
        except StoreFault as fault:
            self._anew, self._silent = True, fault.state != "missing"
            return set()
        self._silent = False
        return {str(run) for (run,) in rows}
