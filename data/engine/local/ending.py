"""Ends a run in the store from outside of it, whole or not at all: its row, its steps, its children, one event."""

from __future__ import annotations

from dataclasses import dataclass

from ...sqlite import sqlite3
from .owner import Owner, finish

_FAMILY = """
WITH RECURSIVE family(id) AS (
    SELECT :run UNION
    SELECT r.run_id FROM pipeline_run r JOIN family ON r.parent_run_id = family.id WHERE r.run_kind != 'resume'
)"""
_ROWS = """
UPDATE pipeline_run SET status = :state, current_step = :reason, completed_at = :now, cancelled_at = :cancelled,
    error_message = NULLIF(:reason, ''), total_tokens = coalesce(:tokens, total_tokens)
WHERE run_id = :run"""
_CHILDREN = f"""{_FAMILY}
UPDATE pipeline_run SET status = :state, current_step = :reason, completed_at = :now, cancelled_at = :cancelled
WHERE run_id IN family AND run_id != :run AND status IN ('pending', 'running')"""
_STEPS = f"""{_FAMILY}
UPDATE step_state SET state = :step, error_message = :reason, completed_at = :now
WHERE pipeline_id IN family AND state IN ('started', 'running', 'retrying', 'reworking')"""
_ENGINE = f"""{_FAMILY}
UPDATE pipeline_state SET status = :step, updated_at = :now
WHERE pipeline_id IN family AND status = 'running'"""
_EVENT = """
INSERT INTO event_log (run_id, timestamp, step_id, state, message, tokens_used, duration_ms)
VALUES (:run, :now, '', :state, :reason, 0, 0)"""


@dataclass(frozen=True, slots=True)
class Ending:
    """A final state with its reason in words; ``tokens`` None keeps what is stored."""

    state: str
    reason: str = ""
    tokens: int | None = None


def end_run(connection: sqlite3.Connection, owner: Owner, ending: Ending, now: float) -> bool:
    """Write a run's end, by compare-and-set on the state that ``owner`` was read in; False when others were faster."""
    if not finish(connection, owner, ending.state, ending.reason, now):
        return False
    seconds = int(now)
    values = {
        "run": owner.run_id,
        "state": ending.state,
        "step": "completed" if ending.state == "completed" else "failed",
        "reason": ending.reason,
        "tokens": ending.tokens,
        "now": seconds,
        "cancelled": seconds if ending.state == "cancelled" else None,
    }
    for statement in (_ROWS, _CHILDREN, _STEPS, _ENGINE, _EVENT):
        connection.execute(statement, values)
    connection.execute("DELETE FROM cancellation WHERE run_id = :run", values)
    return True
