"""Starts the process that takes in event files, and ends it with whoever started it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from ..project import Project

_SERVICE = "wave_tui.data.events.service"
_PATIENCE = 2.0
_PAUSE = 0.005
_LONGEST = 65_536


class Ingester:
    """A running ingester; it also ends by itself when this process is gone, however it went."""

    def __init__(self, process: subprocess.Popen[bytes], sidecar: Path) -> None:
        self._process = process
        self._sidecar = sidecar
        self._kept = True
        self._heard = b""

    @property
    def sidecar(self) -> Path:
        """The database to read: another one than the project's own where its folder may not be written."""
        self._listen()
        return self._sidecar

    @property
    def kept(self) -> bool:
        """False when the database is gone with the ingester."""
        self._listen()
        return self._kept

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """True while the process runs."""
        return self._process.poll() is None

    def release(self) -> None:
        """Let it commit what it read and end by itself, without waiting for that."""
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()

    def close(self) -> None:
        """Let it commit what it read and end; kill it when it does not within two seconds."""
        self.release()
        deadline = time.monotonic() + _PATIENCE
        while self.alive and time.monotonic() < deadline:
            time.sleep(_PAUSE)
        if self.alive:
            self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def _listen(self) -> None:
        if not self._process.stdout or b"\n" in self._heard:
            return
        with contextlib.suppress(BlockingIOError):
            self._heard += os.read(self._process.stdout.fileno(), _LONGEST)
        line, end, _ = self._heard.partition(b"\n")
        if end:
            said = json.loads(line)
            self._sidecar, self._kept = Path(said["sidecar"]), bool(said["kept"])


def start_ingester(project: Project) -> Ingester:
    """Start the ingester of a project; where one runs already this one stands by. Raises OSError."""
    places = (project.state_folder, project.root, project.store, project.sidecar)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", _SERVICE, *(str(place.absolute()) for place in places)],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        umask=0o027,
    )
    if process.stdout:
        os.set_blocking(process.stdout.fileno(), False)
    return Ingester(process, project.sidecar)
