"""How the ingester is doing, kept where every deck can read it."""

from __future__ import annotations

from dataclasses import dataclass

from ..sqlite import sqlite3

_KEEP = """
INSERT INTO event_watch (one, state, message, files, behind, bad, pid, seen, changed)
VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (one) DO UPDATE SET state = excluded.state, message = excluded.message, files = excluded.files,
    behind = excluded.behind, bad = excluded.bad, pid = excluded.pid, seen = excluded.seen,
    changed = COALESCE(excluded.changed, changed)
"""


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """What ``views.FilesStatus`` says, as the ingester knows it; ``changed`` None keeps what was said before."""

    state: str
    message: str = ""
    files: int = 0
    behind: int = 0
    bad: int = 0
    changed: float | None = None


def keep_status(connection: sqlite3.Connection, status: WatchStatus, pid: int, now: float) -> None:
    """Replace the one row that says it."""
    row = (status.state, status.message, status.files, status.behind, status.bad, pid, now, status.changed)
    connection.execute(_KEEP, row)


def keep_changed(connection: sqlite3.Connection, now: float) -> None:
    """Say when records were taken in last (unix seconds), inside the transaction that keeps them."""
    connection.execute("UPDATE event_watch SET changed = ?", (now,))
