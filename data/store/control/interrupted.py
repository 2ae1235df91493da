"""What is written about a run whose process is gone: its open steps, children and tries end, then the run itself."""

from __future__ import annotations

from ...sqlite import sqlite3
from . import rows
from .answers import withdrawn
from .rows import Try
from .statement import Statement, insert, storable

_FAMILY = (
    "WITH RECURSIVE family(run_id) AS (SELECT ? UNION SELECT r.run_id FROM pipeline_run r JOIN family f"
    " ON r.parent_run_id = f.run_id AND r.run_kind <> 'resume') SELECT run_id FROM family"
)
_OPEN_STEPS = "SELECT step_id FROM step_state WHERE pipeline_id = ? AND state IN ('running', 'retrying', 'reworking')"
_OPEN_TRIES = (
    "SELECT step_id, attempt, MIN(started_at) FROM step_attempt WHERE run_id = ?"
    " GROUP BY step_id, attempt HAVING MAX(completed_at) IS NULL"
)


def end_interrupted(connection: sqlite3.Connection, run: str, state: str, reason: str, now: float) -> tuple[str, ...]:
    """End a run and its children inside the running transaction: failed or cancelled, with the reason as its error.

    Runs that are over stay as they are. Gives the ids of the runs that were ended. The caller makes sure, in the same
    transaction, that it is the one who may do this.
    """
    ended = []
    for (member,) in connection.execute(_FAMILY, (run,)).fetchall():
        status = connection.execute("SELECT status FROM pipeline_run WHERE run_id = ?", (member,)).fetchone()
        if status and status[0] in ("pending", "running"):
            for statement in _end(connection, member, state, reason, now):
                connection.execute(statement.sql, statement.values)
            ended.append(member)
    return tuple(ended)


def _end(connection: sqlite3.Connection, run: str, state: str, reason: str, now: float) -> list[Statement]:
    statements: list[Statement] = []
    for step, number, started in connection.execute(_OPEN_TRIES, (run,)).fetchall():
        kind = "canceled" if state == "cancelled" else "transient"
        one = Try(step, number, "failed", started, now, reason, kind, max(0.0, now - started))
        statements.append(rows.attempt(run, one))
    for (step,) in connection.execute(_OPEN_STEPS, (run,)).fetchall():
        statements += [_event(run, step, "failed", reason, now), rows.step_ends(run, step, "failed", reason, now)]
    return [
        *statements,
        rows.run_ends(run, state, reason, None, now),
        rows.engine_ends(run, state, now),
        rows.cancellation_ends(run),
        withdrawn(run, now),
    ]


def _event(run: str, step: str, state: str, message: str, now: float) -> Statement:
    facts: dict[str, str | int | float | None] = {"message": storable(message), "timestamp": int(now)}
    empty: dict[str, str | int | float | None] = dict.fromkeys(("persona", "model", "adapter", "configured_model"), "")
    return insert("event_log", run_id=run, step_id=step, state=state, tokens_used=0, duration_ms=0, **facts, **empty)
