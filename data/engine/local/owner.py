"""Who owns a run and how far it is: one row per run, changed by compare-and-set alone.

``pending -> starting -> running -> completed | failed``, ``pending -> cancelled``, ``starting | running ->
cancelling -> cancelled``; a cancel that nobody has seen yet can be taken back. The store's own tables know
neither ``starting`` nor ``cancelling``, tokens or boots, hence a table of our own in the same file, so that both
change in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from ...sqlite import sqlite3
from .machine import Machine

TABLE = """
CREATE TABLE IF NOT EXISTS wtui_run_owner (
    run_id TEXT PRIMARY KEY REFERENCES pipeline_run(run_id) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 1,
    token TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN
        ('pending', 'starting', 'running', 'cancelling', 'completed', 'failed', 'cancelled')),
    boot_id TEXT NOT NULL,
    host TEXT NOT NULL,
    uid INTEGER NOT NULL,
    created_at REAL NOT NULL,
    created_boot REAL NOT NULL,
    started_by TEXT NOT NULL DEFAULT '',
    triggered_by TEXT NOT NULL DEFAULT '',
    pid INTEGER NOT NULL DEFAULT 0,
    pid_start INTEGER NOT NULL DEFAULT 0,
    heartbeat_at REAL,
    heartbeat_boot REAL,
    requested_at REAL,
    seen_at REAL,
    stopped_at REAL,
    verified_at REAL,
    requested_by TEXT NOT NULL DEFAULT '',
    force INTEGER NOT NULL DEFAULT 0,
    ended_at REAL,
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (origin, attempt)
)
"""
FINAL = frozenset({"completed", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Owner:
    """A row of the table; times are unix seconds, ``created_boot`` and ``heartbeat_boot`` seconds since the boot.

    ``origin`` is the first run of a chain of retries and ``attempt`` the number in it; ``pid_start`` is the
    kernel's start time of the supervisor in ticks, which tells it from a later process of the same number.
    """

    run_id: str
    origin: str
    attempt: int
    token: str
    state: str
    boot_id: str
    host: str
    uid: int
    created_at: float
    created_boot: float
    started_by: str = ""
    triggered_by: str = ""
    pid: int = 0
    pid_start: int = 0
    heartbeat_at: float | None = None
    heartbeat_boot: float | None = None
    requested_at: float | None = None
    seen_at: float | None = None
    stopped_at: float | None = None
    verified_at: float | None = None
    requested_by: str = ""
    force: int = 0
    ended_at: float | None = None
    reason: str = ""


_COLUMNS = ", ".join(field.name for field in fields(Owner))
_EXPECTED = "run_id = :run_id AND token = :token"


def insert_owner(connection: sqlite3.Connection, owner: Owner) -> None:
    """Write the row of a new run. Raises sqlite3.IntegrityError when the run or the try of its origin is taken."""
    marks = ", ".join(f":{field.name}" for field in fields(Owner))
    values = {field.name: getattr(owner, field.name) for field in fields(Owner)}
    connection.execute(f"INSERT INTO wtui_run_owner ({_COLUMNS}) VALUES ({marks})", values)


def read_owner(connection: sqlite3.Connection, run: str) -> Owner | None:
    """The row of a run, None when this engine does not own it."""
    found = _read(connection, "WHERE run_id = ?", run)
    return found[0] if found else None


def unfinished(connection: sqlite3.Connection) -> tuple[Owner, ...]:
    """Every run that has not ended, oldest first."""
    return _read(connection, "WHERE state NOT IN ('completed', 'failed', 'cancelled') ORDER BY created_at")


def newest_try(connection: sqlite3.Connection, run: str) -> Owner | None:
    """The last try of the chain of retries that a run belongs to."""
    chain = "WHERE origin = (SELECT origin FROM wtui_run_owner WHERE run_id = ?)"
    found = _read(connection, f"{chain} ORDER BY attempt DESC LIMIT 1", run)
    return found[0] if found else None


def begin(connection: sqlite3.Connection, owner: Owner, machine: Machine) -> bool:
    """pending -> starting for whoever comes first; the start deadline counts from here."""
    change = "state = 'starting', created_boot = :up, boot_id = :boot, host = :host"
    values = {"up": machine.uptime, "boot": machine.boot, "host": machine.host}
    return _change(connection, owner, change, "state = 'pending'", **values)


def run(connection: sqlite3.Connection, owner: Owner, pid: int, pid_start: int) -> bool:
    """starting -> running by the supervisor that holds the lease; also notes its process while a cancel waits."""
    change = "pid = :pid, pid_start = :start, state = CASE state WHEN 'starting' THEN 'running' ELSE state END"
    return _change(connection, owner, change, "state IN ('starting', 'cancelling')", pid=pid, start=pid_start)


def request_cancel(connection: sqlite3.Connection, owner: Owner, now: float, by: str, force: bool) -> bool:
    """starting | running -> cancelling for whoever comes first."""
    change = "state = 'cancelling', requested_at = :now, requested_by = :by, force = :force"
    return _change(connection, owner, change, "state IN ('starting', 'running')", now=now, by=by, force=int(force))


def request_force(connection: sqlite3.Connection, owner: Owner) -> bool:
    """Turn a cancel that goes on into a forced one; False when it was forced already or is over."""
    return _change(connection, owner, "force = 1", "state = 'cancelling' AND force = 0")


def withdraw_cancel(connection: sqlite3.Connection, owner: Owner) -> bool:
    """Take back a cancel that its supervisor has not seen."""
    change = (
        "state = CASE pid WHEN 0 THEN 'starting' ELSE 'running' END, requested_at = NULL, requested_by = '', force = 0"
    )
    return _change(connection, owner, change, "state = 'cancelling' AND seen_at IS NULL")


def note_seen(connection: sqlite3.Connection, owner: Owner, now: float) -> bool:
    """The supervisor saw the cancel: from now on it cannot be taken back."""
    return _change(connection, owner, "seen_at = :now", "state = 'cancelling' AND seen_at IS NULL", now=now)


def note_survivors(connection: sqlite3.Connection, owner: Owner, reason: str) -> bool:
    """Say why a cancel does not end."""
    return _change(connection, owner, "reason = :reason", "state = 'cancelling'", reason=reason)


def finish(connection: sqlite3.Connection, owner: Owner, state: str, reason: str, now: float) -> bool:
    """From the state that ``owner`` was read in to a final one; False when somebody else was faster."""
    change = "state = :final, reason = :reason, ended_at = :now"
    return _change(
        connection, owner, change, "state = :before", final=state, reason=reason, now=now, before=owner.state
    )


def note_stopped(connection: sqlite3.Connection, owner: Owner, stopped: float, verified: float | None) -> bool:
    """When the last main process of a cancelled run ended, and when no process at all was left."""
    change = "stopped_at = :stopped, verified_at = :verified"
    return _change(connection, owner, change, "requested_at IS NOT NULL", stopped=stopped, verified=verified)


def _change(connection: sqlite3.Connection, owner: Owner, change: str, expected: str, **values: object) -> bool:
    sql = f"UPDATE wtui_run_owner SET {change} WHERE {_EXPECTED} AND {expected}"
    return connection.execute(sql, {"run_id": owner.run_id, "token": owner.token, **values}).rowcount == 1


def _read(connection: sqlite3.Connection, where: str, *values: object) -> tuple[Owner, ...]:
    try:
        rows = connection.execute(f"SELECT {_COLUMNS} FROM wtui_run_owner {where}", values).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return ()
    return tuple(Owner(*row) for row in rows)
