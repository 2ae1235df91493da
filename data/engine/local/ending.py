"""Ends a run in the store from outside of it, whole or not at all."""

from __future__ import annotations

from ...sqlite import sqlite3
from ...store.control.interrupted import end_interrupted
from .owner import Owner, finish


def end_run(connection: sqlite3.Connection, owner: Owner, state: str, reason: str, now: float) -> bool:
    """Write a run's end, by compare-and-set on the state that ``owner`` was read in; False when others were faster."""
    if not finish(connection, owner, state, reason, now):
        return False
    end_interrupted(connection, owner.run_id, state, reason, now)
    return True
