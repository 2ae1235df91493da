"""Tables of our own beside Wave's: what its tables cannot hold; they go with the run they belong to."""

from __future__ import annotations

from ...sqlite import sqlite3

_TABLES = (
    """
CREATE TABLE IF NOT EXISTS wtui_step_progress (
    run_id TEXT NOT NULL REFERENCES pipeline_run(run_id) ON DELETE CASCADE, step_id TEXT NOT NULL,
    persona TEXT NOT NULL, state TEXT NOT NULL, progress INTEGER NOT NULL CHECK (progress BETWEEN 0 AND 100),
    current_action TEXT NOT NULL, message TEXT NOT NULL, started_at INTEGER, updated_at INTEGER NOT NULL,
    estimated_completion_ms INTEGER NOT NULL, tokens_used INTEGER NOT NULL, PRIMARY KEY (run_id, step_id))""",
    """
CREATE TABLE IF NOT EXISTS wtui_gate_answer (
    run_id TEXT NOT NULL REFERENCES pipeline_run(run_id) ON DELETE CASCADE, step_id TEXT NOT NULL,
    visit INTEGER NOT NULL, message TEXT NOT NULL, choices TEXT NOT NULL, asked_at REAL NOT NULL,
    choice TEXT, answered_by TEXT NOT NULL DEFAULT '', answered_at REAL, PRIMARY KEY (run_id, step_id, visit))""",
)


def make_own_tables(connection: sqlite3.Connection) -> None:
    """Make them inside the running transaction where they are missing."""
    for table in _TABLES:
        connection.execute(table)
