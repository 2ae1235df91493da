"""The changes that a run makes to a store and its workspaces, one function for each table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..sqlite import sqlite3

Value = str | int | float | None

LIVE_STEPS = "('running', 'retrying')"


@dataclass(frozen=True, slots=True)
class Change:
    """One statement that is due at a moment; with ``path``, a file to write below the project root instead."""

    at: float
    sql: str = ""
    values: tuple[Value, ...] = ()
    path: str = ""
    content: bytes = b""


def apply(connection: sqlite3.Connection, root: Path, changes: Iterable[Change]) -> None:
    """Make the changes in their order, in one short transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for change in changes:
            if change.path:
                target = root / change.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(change.content)
            else:
                connection.execute(change.sql, change.values)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def insert(at: float, table: str, **columns: Value) -> Change:
    """A new row; the names of the arguments are the names of the columns."""
    marks = ", ".join("?" * len(columns))
    return Change(at, f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values()))


def event(at: float, run: str, state: str, step: str = "", message: str = "", **columns: Value) -> Change:
    """A row of the event log with the empty values that Wave writes."""
    usual: dict[str, Value] = {"persona": "", "tokens_used": 0, "duration_ms": 0, "model": "", "adapter": ""}
    found = usual | columns
    return insert(at, "event_log", run_id=run, timestamp=int(at), step_id=step, state=state, message=message, **found)


def step_begins(at: float, run: str, step: str) -> Change:
    """A step is running, for the first time or again."""
    sql = (
        "INSERT INTO step_state (step_id, pipeline_id, state, started_at, error_message)"
        " VALUES (?, ?, 'running', ?, '')"
        " ON CONFLICT DO UPDATE SET state = 'running', completed_at = NULL, error_message = ''"
    )
    return Change(at, sql, (step, run, int(at)))


def step_retries(at: float, run: str, step: str) -> Change:
    """A step waits for its next try."""
    sql = (
        "UPDATE step_state SET state = 'retrying', retry_count = retry_count + 1 WHERE step_id = ? AND pipeline_id = ?"
    )
    return Change(at, sql, (step, run))


def step_ends(at: float, run: str, step: str, state: str, error: str = "") -> Change:
    """A step is over."""
    sql = "UPDATE step_state SET state = ?, completed_at = ?, error_message = ? WHERE step_id = ? AND pipeline_id = ?"
    return Change(at, sql, (state, int(at), error, step, run))


def try_row(began: float, run: str, step: str, number: int, ended: float | None = None, error: str = "") -> Change:
    """One of the two rows of an attempt: the first when it begins, the second when it ends."""
    state = "running" if ended is None else ("failed" if error else "succeeded")
    return insert(
        began if ended is None else ended,
        "step_attempt",
        run_id=run,
        step_id=step,
        attempt=number,
        state=state,
        error_message=error,
        failure_class=_failure_class(error),
        duration_ms=0 if ended is None else int(1000 * (ended - began)),
        started_at=int(began),
        completed_at=None if ended is None else int(ended),
    )


def _failure_class(error: str) -> str:
    if not error:
        return ""
    return "contract_failure" if error.startswith("contract") else "transient"


def run_ends(at: float, run: str, status: str, text: str = "") -> tuple[Change, ...]:
    """A run is over, unless it was before; ``text`` goes where Wave puts it, into ``current_step``."""
    tokens = "SELECT COALESCE(SUM(tokens_used), 0) FROM event_log WHERE run_id = ? AND state = 'step_progress'"
    sql = (
        f"UPDATE pipeline_run SET status = ?, current_step = ?, total_tokens = ({tokens}),"
        " completed_at = ?, cancelled_at = ? WHERE run_id = ? AND status = 'running'"
    )
    cancelled = int(at) if status == "cancelled" else None
    executor = "UPDATE pipeline_state SET status = ?, updated_at = ? WHERE pipeline_id = ? AND status = 'running'"
    return (
        Change(at, sql, (status, text, run, int(at), cancelled, run)),
        Change(at, executor, ("completed" if status == "completed" else "failed", int(at), run)),
    )


def heartbeat(at: float, run: str) -> Change:
    """The sign of life of a run."""
    sql = "UPDATE pipeline_run SET last_heartbeat = ? WHERE run_id = ? AND status = 'running'"
    return Change(at, sql, (int(at), run))


def interrupt(at: float, run: str, status: str, text: str) -> tuple[Change, ...]:
    """What is left when a run is stopped from outside: its running steps fail, then the run ends."""
    error = "adapter execution failed: general_error: context canceled"
    open_tries = (
        "INSERT INTO step_attempt"
        " (run_id, step_id, attempt, state, error_message, failure_class, duration_ms, started_at, completed_at)"
        " SELECT run_id, step_id, attempt, 'failed', ?, 'canceled', 1000 * (? - started_at), started_at, ?"
        " FROM step_attempt WHERE run_id = ? GROUP BY step_id, attempt HAVING MAX(completed_at) IS NULL"
    )
    told = (
        "INSERT INTO event_log (run_id, timestamp, step_id, state, persona, message, tokens_used, duration_ms)"
        f" SELECT pipeline_id, ?, step_id, 'failed', '', ?, 0, 0 FROM step_state"
        f" WHERE pipeline_id = ? AND state IN {LIVE_STEPS}"
    )
    stopped = (
        "UPDATE step_state SET state = 'failed', completed_at = ?, error_message = ?"
        f" WHERE pipeline_id = ? AND state IN {LIVE_STEPS}"
    )
    return (
        Change(at, open_tries, (error, int(at), int(at), run)),
        Change(at, told, (int(at), error, run)),
        Change(at, stopped, (int(at), error, run)),
        *run_ends(at, run, status, text),
    )
