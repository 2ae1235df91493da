"""Drops what is older than it is kept for; durations are added up by month before that."""

from __future__ import annotations

from datetime import UTC, datetime

from ..sqlite import sqlite3
from .history import MONTHLY_KEY
from .lines import event_id

_DAY = 86_400.0
_KEY = ", ".join(MONTHLY_KEY)
_ADD_UP = f"""
INSERT INTO step_performance_monthly ({_KEY}, executions, duration_ms_total, duration_ms_min, duration_ms_max,
    tokens_used_total)
SELECT substr(execution_date, 1, 7) AS month, pipeline_name, step_id, persona_name, count(*), sum(duration_ms),
    min(duration_ms), max(duration_ms), sum(tokens_used)
FROM step_performance WHERE execution_date < ? GROUP BY 1, 2, 3, 4
ON CONFLICT ({_KEY}) DO UPDATE SET executions = executions + excluded.executions,
    duration_ms_total = duration_ms_total + excluded.duration_ms_total,
    duration_ms_min = min(duration_ms_min, excluded.duration_ms_min),
    duration_ms_max = max(duration_ms_max, excluded.duration_ms_max),
    tokens_used_total = tokens_used_total + excluded.tokens_used_total
"""
_GONE = "SELECT no FROM event_file WHERE state = 'gone' AND seen < ?"
_OLD_BLOCKS = "DELETE FROM event_block WHERE id >= ? AND id < ?"
_OLD_BAD = "DELETE FROM bad_line WHERE id >= ? AND id < ?"


def tidy(connection: sqlite3.Connection, now: float, *, keep_days: int = 30, monthly: bool = True) -> None:
    """Drop old snapshots, single durations, and lines of files that are gone for so long; runs stay known.

    Each kind in a transaction of its own, so that a crash drops or adds up nothing twice. Raises sqlite3.Error.
    """
    before = now - keep_days * _DAY
    day = datetime.fromtimestamp(before, UTC).strftime("%Y-%m-%d")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if monthly:
            connection.execute(_ADD_UP, (day,))
        connection.execute("DELETE FROM step_performance WHERE execution_date < ?", (day,))
    with connection:
        connection.execute("DELETE FROM progress_snapshots WHERE timestamp < ?", (day,))
    for (no,) in connection.execute(_GONE, (before,)).fetchall():
        part = event_id(no, 0), event_id(no + 1, 0)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_OLD_BLOCKS, part)
            connection.execute(_OLD_BAD, part)
