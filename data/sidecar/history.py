"""The tables that the progress data model (000) names, and what takes their place once they grow old."""

from __future__ import annotations

from ..sqlite import sqlite3

_SNAPSHOTS = """
CREATE TABLE IF NOT EXISTS progress_snapshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pipeline_id TEXT NOT NULL,
    timestamp DATETIME DEFAULT CURRENT_TIMESTAMP,
    overall_progress INTEGER NOT NULL,
    current_step_index INTEGER NOT NULL,
    estimated_eta INTEGER,
    tokens_used INTEGER NOT NULL,
    files_modified INTEGER DEFAULT 0,
    artifacts_generated INTEGER DEFAULT 0
)
"""
_PERFORMANCE = """
CREATE TABLE IF NOT EXISTS step_performance (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    step_id TEXT NOT NULL,
    persona_name TEXT NOT NULL,
    duration_ms INTEGER NOT NULL,
    tokens_used INTEGER NOT NULL,
    execution_date DATE NOT NULL,
    pipeline_name TEXT NOT NULL
)
"""
_MONTHLY = {
    "month": str,
    "pipeline_name": str,
    "step_id": str,
    "persona_name": str,
    "executions": int,
    "duration_ms_total": int,
    "duration_ms_min": int,
    "duration_ms_max": int,
    "tokens_used_total": int,
}
MONTHLY_KEY = ("month", "pipeline_name", "step_id", "persona_name")
_INDEXES = (
    ("progress_snapshots", ("pipeline_id", "timestamp")),
    ("progress_snapshots", ("timestamp",)),
    ("step_performance", ("step_id", "persona_name")),
    ("step_performance", ("execution_date",)),
)
_IS_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'step_performance_monthly'"


def create_history(connection: sqlite3.Connection) -> None:
    """Make the tables unless they are there. Raises sqlite3.Error."""
    if connection.execute(_IS_THERE).fetchone():
        return
    from sqlite_utils import Database  # 44 ms that only a new database costs

    database = Database(connection)
    database.execute(_SNAPSHOTS)
    database.execute(_PERFORMANCE)
    for table, columns in _INDEXES:
        database.table(table).create_index(list(columns), if_not_exists=True)
    database.table("step_performance_monthly").create(
        _MONTHLY, pk=MONTHLY_KEY, not_null=set(_MONTHLY), if_not_exists=True
    )
