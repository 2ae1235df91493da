"""Who did what from where: one row of the run's log for each action of a person."""

from __future__ import annotations

from typing import Protocol

from ...sqlite import sqlite3
from .statement import insert, storable


class Actor(Protocol):
    """Who acts: ``via`` is TUI or CLI, ``ssh`` the client's address, empty when local."""

    @property
    def via(self) -> str: ...
    @property
    def user(self) -> str: ...
    @property
    def uid(self) -> int: ...
    @property
    def host(self) -> str: ...
    @property
    def ssh(self) -> str: ...


def audit(
    connection: sqlite3.Connection, run: str, action: str, by: Actor, now: float, *, step: str = "", about: str = ""
) -> None:
    """Add the row inside the running transaction; ``action`` is its state, as ``cancel_requested``."""
    row = insert(
        "event_log",
        run_id=run,
        timestamp=int(now),
        step_id="",
        state=action,
        persona="",
        message=storable(sentence(action, by, step, about), 2_000),
        tokens_used=0,
        duration_ms=0,
        model="",
        adapter="",
        configured_model="",
    )
    connection.execute(row.sql, row.values)


def sentence(action: str, by: Actor, step: str = "", about: str = "") -> str:
    """``cancel requested by ana (uid 1000) on box from 10.0.0.7, TUI``."""
    what = action.replace("_", " ") + (f" at step {step}" if step else "") + (f": {about}" if about else "")
    where = f" from {by.ssh}" if by.ssh else ""
    return f"{what} by {by.user} (uid {by.uid}) on {by.host}{where}, {by.via}"
