"""Ends in the store what has ended in truth: runs whose supervisor and guardian are both gone, and what they left."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

from ...errors import RefusedError
from ...store.faults import StoreFault
from ...store.open import open_store
from ..model import Survivor
from .lease import is_held
from .liveness import judge
from .machine import Machine, this_machine
from .names import run_files
from .owner import Owner, unfinished
from .processes import end_holders, holders, survivor
from .repair import write_end

LEFT_GRACE_SECONDS = 1.0


def reap(store: Path, state_folder: Path, machine: Machine | None = None) -> tuple[str, ...]:
    """Mark every run whose supervisor is gone; the ids of those that this very call marked.

    What such a run left running is ended first, if it belongs to this user. Raises StoreFault when the store
    cannot be read; a row that cannot be written now is left to the next call.
    """
    marked = []
    for owner in read_unfinished(store):
        with contextlib.suppress(StoreFault, RefusedError):
            if reap_one(store, state_folder, owner, machine or this_machine()):
                marked.append(owner.run_id)
    return tuple(marked)


def reap_one(store: Path, state_folder: Path, owner: Owner, machine: Machine) -> str:
    """End the run if its supervisor is gone; the state that this call wrote, else "".

    Raises StoreFault, and RefusedError when the run's id cannot be part of a path.
    """
    lock = run_files(state_folder, owner.run_id).lock
    verdict = judge(owner, is_held(lock), machine, time.time())
    if verdict.alive is not False:
        return ""
    left = end_left_over(owner, machine)
    return write_end(store, state_folder, owner.run_id, owner.token, _reason(owner, machine, left), is_clean=not left)


def left_over(owner: Owner) -> tuple[Survivor, ...]:
    """Processes of this user that carry the token of the run; none of another user's run is looked for."""
    if owner.uid != os.geteuid():
        return ()
    return tuple(survivor(process) for process in holders(owner.token))


def end_left_over(owner: Owner, machine: Machine, grace: float = LEFT_GRACE_SECONDS) -> tuple[Survivor, ...]:
    """End what a run left behind on this machine; who could not be ended. Other users' processes are never touched."""
    if owner.uid != os.geteuid() or owner.boot_id != machine.boot or owner.host != machine.host:
        return ()
    return tuple(survivor(process) for process in end_holders(owner.token, grace))


def read_unfinished(store: Path) -> tuple[Owner, ...]:
    """Every run of the store that is not over; nothing when there is no store. Raises StoreFault."""
    try:
        handle = open_store(store)
    except StoreFault as fault:
        if fault.state in ("missing", "waiting"):
            return ()
        raise
    with contextlib.closing(handle):
        return unfinished(handle.connection)


def _reason(owner: Owner, machine: Machine, left: tuple[Survivor, ...]) -> str:
    reason = "interrupted: runner killed"
    if owner.boot_id != machine.boot:
        reason = "interrupted: the machine was restarted"
    elif not owner.pid:
        reason = "interrupted: the runner never started"
    pids = ", ".join(str(one.pid) for one in left)
    return f"{reason}; still running: {pids}" if pids else reason
