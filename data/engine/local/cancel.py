"""Asks a run to end, takes that back, and tells how far it is; the processes are its supervisor's business."""

from __future__ import annotations

import os
from pathlib import Path

from ...errors import NotFoundError, RefusedError
from ...sqlite import sqlite3
from ...states import is_terminal
from ...store.control import requests
from ...store.control.connect import transaction
from ..model import Caller, CancelFacts, Survivor
from . import owner as ownership
from .ending import end_run
from .machine import Machine
from .owner import FINAL, Owner, read_owner
from .processes import descendants, holders, is_same, look_at, survivor


def request_cancel(store: Path, run: str, caller: Caller, by: str, force: bool, now: float) -> Owner:
    """The run's owner after the request; asking a second time changes nothing, but for turning it into a forced one.

    A run that nobody has begun to start is cancelled at once. Raises NotFoundError, RefusedError when the run is
    over or belongs to another engine, StoreFault.
    """
    with transaction(store, durable=True) as connection:
        owner = _owner_that_goes_on(connection, run, now)
        requests.request_cancel(connection, run, caller, now, force=force)
        if owner.state == "pending":
            end_run(connection, owner, "cancelled", f"cancelled by {by} before it began", now)
        elif not ownership.request_cancel(connection, owner, now, by, force) and force:
            ownership.request_force(connection, owner)
        return read_owner(connection, run) or owner


def withdraw(store: Path, run: str, caller: Caller, now: float) -> bool:
    """Take back a cancel that its supervisor has not seen; False when it is too late. Raises StoreFault."""
    with transaction(store, durable=True) as connection:
        owner = read_owner(connection, run)
        if owner is None or not ownership.withdraw_cancel(connection, owner):
            return False
        requests.withdraw_cancel(connection, run, caller, now)
        return True


def facts(owner: Owner, machine: Machine) -> CancelFacts:
    """The four facts of a cancel and the processes that are left of the run."""
    return CancelFacts(
        requested=owner.requested_at,
        seen=owner.seen_at,
        stopped=owner.stopped_at,
        verified=owner.verified_at,
        by=owner.requested_by,
        force=bool(owner.force),
        survivors=() if owner.verified_at is not None else _processes(owner, machine),
    )


def over(owner: Owner, now: float) -> str:
    """Why there is nothing to cancel, in words: who ended the run and when."""
    ago = max(0, round(now - (owner.ended_at or now)))
    by = f" by {owner.requested_by}" if owner.state == "cancelled" and owner.requested_by else ""
    return f"run {owner.run_id} is already {owner.state}{by} since {ago} s, nothing to cancel"


def _owner_that_goes_on(connection: sqlite3.Connection, run: str, now: float) -> Owner:
    owner = read_owner(connection, run)
    if owner is None:
        raise _why_not_ours(connection, run)
    if owner.state in FINAL:
        raise RefusedError(over(owner, now))
    return owner


def _why_not_ours(connection: sqlite3.Connection, run: str) -> NotFoundError | RefusedError:
    sql = "SELECT status, run_kind, parent_run_id FROM pipeline_run WHERE run_id = ?"
    found = connection.execute(sql, (run,)).fetchone()
    if found is None:
        return NotFoundError(f"there is no run {run}")
    status, kind, parent = found
    if is_terminal(str(status)):
        return RefusedError(f"run {run} is already {status}, nothing to cancel")
    if parent and kind != "resume":
        return RefusedError(f"run {run} is a part of {parent} and ends with it; cancel {parent}")
    return RefusedError(f"run {run} was started by another engine; cancel it there: wave cancel {run}")


def _processes(owner: Owner, machine: Machine) -> tuple[Survivor, ...]:
    """The supervisor first, then what runs below it; without a supervisor what this user's run left behind."""
    if owner.boot_id != machine.boot or owner.host != machine.host:
        return ()
    if owner.pid and is_same(owner.pid, owner.pid_start):
        first = look_at(owner.pid)
        return tuple(survivor(process) for process in (*((first,) if first else ()), *descendants(owner.pid)))
    if owner.uid != os.geteuid():
        return ()
    return tuple(survivor(process) for process in holders(owner.token))
