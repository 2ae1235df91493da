"""Runs the demo project's own programs, each of which reports what it does; they begin again when they are over."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..engine.local.processes import TOKEN, end_holders

FOLDER = "reporters"
PROGRAMS: tuple[tuple[str, ...], ...] = (
    (sys.executable, "handbook.py"),
    (sys.executable, "statements.py"),
    ("sh", "backup.sh"),
)
"""Nested levels by the reporting API, a snapshot of phases, and a shell script with ``wave-tui emit``."""

_PAUSE = 8.0
_GRACE = 1.0
_ENGINES = ("WAVE_RUN_ID", "WAVE_STEP_ID", "WAVE_PROJECT_ROOT")


@dataclass(slots=True)
class _Place:
    """One program: its command, its process while it runs, and when it may begin."""

    command: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    begins: float = 0.0


class Reporters:
    """Begins each program, and again some seconds after it ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places = [_Place(command) for command in PROGRAMS]

    def tick(self, now: float) -> None:
        """Begin what is due; ``now`` in seconds of any clock."""
        for place in self._places:
            if place.process is not None and place.process.poll() is not None:
                place.process, place.begins = None, now + _PAUSE
            if place.process is None and now >= place.begins:
                place.process = _begin(self._folder, place.command)

    def end(self) -> None:
        """End them all."""
        end_reporters(self._folder)
        for place in self._places:
            if place.process is not None:
                place.process.wait()


def end_reporters(folder: Path) -> None:
    """End every program of the demo project in a folder, whoever began it."""
    end_holders(_token(folder), _GRACE)


def _begin(folder: Path, command: Sequence[str]) -> subprocess.Popen[bytes] | None:
    *program, name = command
    around = {key: value for key, value in os.environ.items() if key not in _ENGINES}
    path = os.pathsep.join((str(Path(sys.executable).parent), around.get("PATH", os.defpath)))
    own = {TOKEN: _token(folder), "WAVE_REPORT": str(folder), "PATH": path}
    whole = [*program, str(folder / FOLDER / name)]
    nothing = subprocess.DEVNULL
    with contextlib.suppress(FileNotFoundError):  # the project is being removed
        return subprocess.Popen(whole, cwd=folder, env=around | own, stdin=nothing, stdout=nothing)
    return None


def _token(folder: Path) -> str:
    return f"reporters of {folder.absolute()}"
