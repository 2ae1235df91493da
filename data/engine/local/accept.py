"""Accepts a run: its row, its owner and who asked for it, in one transaction before any process exists."""

from __future__ import annotations

import secrets
from pathlib import Path

from ...errors import NotFoundError, RefusedError
from ...sqlite import sqlite3
from ...states import is_terminal
from ...store.control.connect import transaction
from ...store.control.requests import NewRun, create_run
from ...store.control.rows import Lineage
from ..model import Caller, StartRequest
from . import owner as ownership
from .machine import Machine
from .names import new_run_id
from .owner import FINAL, TABLE, Owner


def accept(store: Path, request: StartRequest, machine: Machine, now: float) -> Owner:
    """The owner of a new run, which is ``starting`` and which nobody else can start.

    Raises RefusedError when the run to be retried goes on or is being retried already, NotFoundError when there
    is no such run, StoreFault.
    """
    with transaction(store, durable=True) as connection:
        connection.execute(TABLE)
        origin, attempt = _place_in_chain(connection, request.origin)
        run = create_run(connection, _new(request), request.caller, now, lambda: new_run_id(request.pipeline, now))
        owner = _owner(run, request, machine, now, (origin or run, attempt))
        ownership.insert_owner(connection, owner)
    with transaction(store, durable=True) as connection:
        if not ownership.begin(connection, owner, machine):
            raise RefusedError(f"run {owner.run_id} was started or cancelled by somebody else")
    return owner


def who(caller: Caller) -> str:
    """``ana from 10.0.0.7``: how a person is named beside what they did."""
    return f"{caller.user} from {caller.ssh}" if caller.ssh else caller.user


def _new(request: StartRequest) -> NewRun:
    kind = "resume" if request.origin else ""
    lineage = Lineage(parent=request.origin, step=request.from_step if request.origin else "", kind=kind)
    return NewRun(request.pipeline, request.input, lineage, request.tags)


def _owner(run: str, request: StartRequest, machine: Machine, now: float, place: tuple[str, int]) -> Owner:
    return Owner(
        run_id=run,
        origin=place[0],
        attempt=place[1],
        token=secrets.token_hex(16),
        state="pending",
        boot_id=machine.boot,
        host=machine.host,
        uid=request.caller.uid,
        created_at=now,
        created_boot=machine.uptime,
        started_by=who(request.caller),
        triggered_by=request.caller.via,
    )


def _place_in_chain(connection: sqlite3.Connection, run: str) -> tuple[str, int]:
    """The first run of the chain and the number of the next try; ("", 1) for a run that retries nothing."""
    if not run:
        return "", 1
    found = connection.execute("SELECT status FROM pipeline_run WHERE run_id = ?", (run,)).fetchone()
    if found is None:
        raise NotFoundError(f"there is no run {run} to retry")
    own = ownership.read_owner(connection, run)
    state = own.state if own else str(found[0])
    if not is_terminal(state):
        raise RefusedError(
            f"run {run} cannot be retried while it is {state}; cancel it first, or reap it if it is lost"
        )
    newest = ownership.newest_try(connection, run)
    if newest is None:
        return run, 2
    if newest.state not in FINAL:
        raise RefusedError(f"run {run} is being retried already as {newest.run_id}, started by {newest.started_by}")
    return newest.origin, newest.attempt + 1
