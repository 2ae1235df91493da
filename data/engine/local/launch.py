"""Starts the guardian of a run so that it belongs to nobody's terminal, and waits for the supervisor's answer."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence

from ..model import RunSpec
from .names import RunFiles
from .processes import TOKEN

GUARDIAN = ("-m", "wave_tui.data.engine.local.guardian")
ANSWER_SECONDS = 5.0
_UMASK = 0o027


def prepare(files: RunFiles) -> None:
    """Make the folders of a run's files and see that its log can be written. Raises OSError."""
    for folder in (files.lock.parent, files.log.parent):
        folder.mkdir(parents=True, exist_ok=True)
    os.close(_log(files))


def launch(
    spec: RunSpec, files: RunFiles, *, program: Sequence[str] = GUARDIAN, patience: float = ANSWER_SECONDS
) -> bool:
    """Start the guardian; True when the supervisor owns the run, False when it has not said so in time.

    The program is started by exec before anything else happens in it, and forks once more by itself: forking a
    process with threads and open databases, as a screen is one, is not safe. Raises OSError when it cannot start.
    """
    answer, ready = os.pipe()
    try:
        try:
            _start([sys.executable, "-P", *program, str(files.spec), str(ready)], spec, files, ready, patience)
        finally:
            os.close(ready)
        return _is_answered(answer, patience)
    finally:
        os.close(answer)


def _start(argv: Sequence[str], spec: RunSpec, files: RunFiles, ready: int, patience: float) -> None:
    log = _log(files)
    try:
        process = subprocess.Popen(
            argv,
            cwd=spec.root,
            env={**(spec.environ or os.environ), TOKEN: spec.token, "WAVE_RUN_ID": spec.run},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(ready,),
            start_new_session=True,
            umask=_UMASK,
        )
    finally:
        os.close(log)
    try:
        status = process.wait(patience)
    except subprocess.TimeoutExpired:
        return
    if status:
        raise OSError(0, f"the guardian ended with status {status}", str(files.log))


def _is_answered(answer: int, patience: float) -> bool:
    until = time.monotonic() + patience
    ready, _, _ = select.select([answer], [], [], max(0.0, until - time.monotonic()))
    return bool(ready) and os.read(answer, 1) == b"!"


def _log(files: RunFiles) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    return os.open(files.log, flags, 0o640)
