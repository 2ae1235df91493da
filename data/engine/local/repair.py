"""What the guardian writes when its supervisor did not end by itself: the result it left, or that it was killed."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from ...errors import WaveTuiError
from ...store.control.connect import transaction
from ...store.control.faults import PASSING
from ...store.faults import StoreFault
from .ending import end_run
from .names import run_files
from .owner import FINAL, note_stopped, read_owner
from .remark import remark
from .results import read_result
from .spec import read_spec

RETRY_SECONDS = 600.0
_PAUSE = 1.0


def repair(spec_file: str, status: int, is_clean: bool) -> None:
    """End the run in the store, trying for ten minutes while the store cannot be written.

    ``is_clean`` says that no process of the run is left.
    """
    spec = read_spec(Path(spec_file))
    until = time.monotonic() + RETRY_SECONDS
    while True:
        try:
            write_end(spec.store, spec.state_folder, spec.run, spec.token, how_it_died(status), is_clean=is_clean)
            return
        except WaveTuiError as error:
            passes = isinstance(error, StoreFault) and error.state in PASSING
            if not passes or time.monotonic() > until:
                remark(f"the end of {spec.run} was not written: {error}")
                return
        time.sleep(_PAUSE)


def write_end(store: Path, state_folder: Path, run: str, token: str, reason: str, *, is_clean: bool) -> str:
    """End a run whose processes are gone; the state written by this call, "" when somebody else was faster.

    A cancel that was going on makes it cancelled; else the result that the supervisor left counts, and without
    one the run failed for ``reason``. Raises StoreFault.
    """
    files, now = run_files(state_folder, run), time.time()
    with transaction(store, durable=True) as connection:
        owner = read_owner(connection, run)
        if owner is None or owner.token != token or owner.state in FINAL:
            return ""
        result = read_result(files.result, token)
        if owner.requested_at is not None:
            note_stopped(connection, owner, now, now if is_clean else None)
        if owner.state == "cancelling":
            state, reason = "cancelled", result.error if result else reason
        else:
            state, reason = (result.state, result.error) if result else ("failed", reason)
        return state if end_run(connection, owner, state, reason, now) else ""


def how_it_died(status: int) -> str:
    """The reason for a supervisor's exit status, negative for a signal."""
    if status == -signal.SIGKILL:
        return "interrupted: runner killed"
    if status < 0:
        return f"interrupted: runner killed by {signal.Signals(-status).name}"
    return f"interrupted: runner ended with status {status}; its log says why"
