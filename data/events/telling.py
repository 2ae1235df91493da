"""Tells decks how the ingester is doing, seldom enough not to wake them for nothing."""

from __future__ import annotations

import os
import time

from ..sidecar.status import WatchStatus, keep_status
from ..sqlite import sqlite3
from .ingester import Ingester

_ALIVE = 30.0
_BUSY = 0.25


class Teller:
    """Keeps the one row of ``event_watch``."""

    def __init__(self, connection: sqlite3.Connection, ingester: Ingester) -> None:
        self._connection = connection
        self._ingester = ingester
        self._told: tuple[object, ...] = ()
        self._told_at = 0.0
        self._refused = ""

    def tell(self, state: str, message: str, *, refused: tuple[str, ...] = ()) -> None:
        """Say how files are watched when that changed, how much is to be read while there is much, else rarely."""
        now, of = time.monotonic(), self._ingester
        self._refused = next(iter((*refused, *of.refused.values(), self._refused)))
        message = message or self._refused
        key = ("indexing" if of.busy else state, message, len(of.known), of.known.bad)
        quiet = _BUSY if of.busy else 0.0 if key != self._told else _ALIVE
        if now - self._told_at >= quiet:
            self._told, self._told_at = key, now
            self._keep(key[0], message)

    def _keep(self, state: str, message: str) -> None:
        of = self._ingester
        status = WatchStatus(state, message, len(of.known), of.behind, of.known.bad, of.intake.changed)
        keep_status(self._connection, status, os.getpid(), time.time())
