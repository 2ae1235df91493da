"""What people ask of runs: a new one, its end, never mind; each asked once, whoever was first, and written down who.

Every function works inside the caller's transaction (``connect.transaction``), so that the caller can change its own
tables together with Wave's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...errors import NotFoundError, RefusedError
from ...sqlite import sqlite3
from ...states import TERMINAL
from . import rows
from .audit import Actor, audit
from .own import make_own_tables
from .rows import Lineage
from .shape import refuse_old_shape

_TRIES = 5
_FINAL = ("completed", "completed_empty", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run to be; ``lineage`` names the run that it retries (kind ``resume``), if any."""

    pipeline: str
    input: str = ""
    lineage: Lineage = Lineage()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """A request to end a run; ``new`` is False when somebody had asked before and nothing was changed."""

    requested: float
    force: bool
    new: bool


def create_run(connection: sqlite3.Connection, new: NewRun, by: Actor, now: float, make_id: Callable[[], str]) -> str:
    """Write the row of a run that waits for its process, and who asked for it; gives its id.

    ``make_id`` is asked again when the id is taken. Raises RefusedError for a store that Wave must bring up to date
    first, for the retry of a run that is not over, and for one that somebody retries already; NotFoundError.
    """
    refuse_old_shape(connection)
    make_own_tables(connection)
    if new.lineage.kind == "resume":
        _refuse_retry(connection, new.lineage.parent)
    for _ in range(_TRIES):
        run = make_id()
        if rows.run_pending(run, new.pipeline, new.input, new.lineage, now, new.tags).hits(connection):
            about = f"of {new.lineage.parent}" if new.lineage.kind == "resume" else new.pipeline
            audit(
                connection,
                run,
                "retry_requested" if new.lineage.kind == "resume" else "start_requested",
                by,
                now,
                about=about,
            )
            return run
    raise RefusedError(f"no free id was found for a run of {new.pipeline}; try again")


def request_cancel(
    connection: sqlite3.Connection, run: str, by: Actor, now: float, *, force: bool = False
) -> CancelRequest:
    """Ask a run to end; asking again changes nothing, except that ``force`` is stronger than before.

    Raises NotFoundError, and RefusedError when it is over already.
    """
    _refuse_over(connection, run)
    found = connection.execute("SELECT requested_at, force FROM cancellation WHERE run_id = ?", (run,)).fetchone()
    if found and (found[1] or not force):
        return CancelRequest(float(found[0]), bool(found[1]), new=False)
    sql = (
        "INSERT INTO cancellation (run_id, requested_at, force) VALUES (?, ?, ?)"
        " ON CONFLICT (run_id) DO UPDATE SET force = excluded.force"
    )
    connection.execute(sql, (run, int(now), int(force)))
    audit(connection, run, "force_requested" if force else "cancel_requested", by, now)
    return CancelRequest(float(found[0]) if found else now, force, new=True)


def withdraw_cancel(connection: sqlite3.Connection, run: str, by: Actor, now: float) -> bool:
    """Take back the request; False when there is none. Whether it was seen already is the caller's to know."""
    if connection.execute("DELETE FROM cancellation WHERE run_id = ?", (run,)).rowcount != 1:
        return False
    audit(connection, run, "cancel_withdrawn", by, now)
    return True


def _status(connection: sqlite3.Connection, run: str) -> tuple[str, float | None]:
    found = connection.execute("SELECT status, completed_at FROM pipeline_run WHERE run_id = ?", (run,)).fetchone()
    if found is None:
        raise NotFoundError(f"there is no run {run} in this store")
    return str(found[0]), found[1]


def _refuse_over(connection: sqlite3.Connection, run: str) -> None:
    status, _ = _status(connection, run)
    if status in TERMINAL:
        raise RefusedError(f"run {run} is over already: {status}")


def _refuse_retry(connection: sqlite3.Connection, origin: str) -> None:
    status, _ = _status(connection, origin)
    if status not in _FINAL:
        raise RefusedError(f"run {origin} is {status}: only a run that is over can be retried")
    sql = (
        "SELECT run_id, status FROM pipeline_run WHERE parent_run_id = ? AND run_kind = 'resume'"
        " AND status IN ('pending', 'running') LIMIT 1"
    )
    found = connection.execute(sql, (origin,)).fetchone()
    if found:
        raise RefusedError(f"run {origin} is being retried already: {found[0]} is {found[1]}")
