"""How a run ended, and the writing of it: first a file that survives every crash, then the store."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from pathlib import Path

from ...sqlite import sqlite3
from ...store.control.connect import transaction
from ...store.control.faults import PASSING, Superseded
from ...store.control.recorder import Recorder
from ...store.faults import StoreFault
from ..model import Survivor
from . import owner as ownership
from .owner import FINAL, Owner, read_owner
from .remark import remark
from .results import Result, write_result

RETRY_SECONDS = 600.0
_PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end of a run: completed, failed, rejected or cancelled, with its error in words.

    ``stopped`` is when its last process ended, ``left`` are those that could not be ended; ``tokens`` None
    lets the record count them.
    """

    state: str
    error: str = ""
    tokens: int | None = None
    stopped: float = 0.0
    left: tuple[Survivor, ...] = ()

    @property
    def final(self) -> str:
        """The state for who knows three ends only."""
        return "failed" if self.state == "rejected" else self.state


def write_verdict(recorder: Recorder, owner: Owner, file: Path, verdict: Verdict) -> bool:
    """Write the end of a run, for ten minutes if the store is locked or full; False when the run was taken away.

    Raises StoreFault when the store will not take it: then the file beside it tells whoever reaps the run.
    """
    until = time.monotonic() + RETRY_SECONDS
    _keep(file, owner, verdict)
    while True:
        try:
            return _write(recorder, owner, file, verdict)
        except Superseded:
            continue
        except StoreFault as fault:
            if fault.state not in PASSING or time.monotonic() > until:
                raise
            remark(f"the end of {owner.run_id} waits: {fault}")
        time.sleep(_PAUSE)


def _write(recorder: Recorder, owner: Owner, file: Path, verdict: Verdict) -> bool:
    """One try; raises Superseded when a cancel came in between."""
    with transaction(recorder.journal.store) as connection:
        now = read_owner(connection, owner.run_id)
    if now is None or now.token != owner.token or now.state in FINAL:
        return False
    final = _agree(now, verdict)
    if final != verdict:
        _keep(file, owner, final)

    def also(connection: sqlite3.Connection) -> bool:
        return _end_owner(connection, now, final)

    recorder.run_finished(final.state, _in_words(final), tokens=final.tokens, also=also)
    return True


def _agree(owner: Owner, verdict: Verdict) -> Verdict:
    """A cancel that was requested before the end makes the run cancelled, whatever else came out."""
    if owner.state != "cancelling" or verdict.state == "cancelled":
        return verdict
    by = f"cancelled by {owner.requested_by}" if owner.requested_by else "cancelled"
    return replace(verdict, state="cancelled", error=by)


def _end_owner(connection: sqlite3.Connection, owner: Owner, verdict: Verdict) -> bool:
    now = time.time()
    if verdict.final == "cancelled" and owner.state == "running":
        ownership.request_cancel(connection, owner, verdict.stopped, "SIGTERM", False)
        owner = replace(owner, state="cancelling", requested_at=verdict.stopped)
    if owner.requested_at is not None:
        ownership.note_stopped(connection, owner, verdict.stopped, None if verdict.left else now)
    return ownership.finish(connection, owner, verdict.final, _in_words(verdict), now)


def _in_words(verdict: Verdict) -> str:
    pids = ", ".join(str(one.pid) for one in verdict.left)
    return f"{verdict.error}; processes that cannot be killed remain: {pids}".lstrip("; ") if pids else verdict.error


def _keep(file: Path, owner: Owner, verdict: Verdict) -> None:
    result = Result(owner.run_id, owner.token, verdict.final, _in_words(verdict), verdict.tokens, time.time())
    with contextlib.suppress(OSError):
        write_result(file, result)
