"""Where reports go and how often."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from .places import ensure_folder, file_name, named_folder, state_folder

INTERVAL = 2.5
"""Seconds between two lines about the same level, where nothing begins or ends."""

_told = False


class Reporter:
    """Reports to one project; what is given to ``operation`` to decide where reports go and how often.

    ``project`` is its root or its state folder; without it the project around the working directory is found when an
    operation begins, and where there is none nothing is reported. ``interval`` is in seconds. ``wall`` gives unix
    seconds, ``ticks`` the seconds of a clock that never goes back.
    """

    def __init__(
        self,
        project: str | os.PathLike[str] | None = None,
        *,
        interval: float = INTERVAL,
        wall: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self.interval = interval
        self.wall = wall
        self.ticks = ticks
        self._project = None if project is None else os.path.abspath(os.fspath(project))

    def state_folder(self) -> str | None:
        """The state folder of the project to report to, None where nothing is reported."""
        try:
            if self._project is not None:
                return named_folder(self._project)
            return state_folder(os.environ, os.getcwd())
        except OSError:  # the working directory may be gone
            return None

    def file_of(self, run: str, folder: str, ending: str) -> tuple[str, Callable[[], object]] | None:
        """The path of the file about an operation and what makes its folder, None where nothing is reported."""
        state = self.state_folder()
        if state is None:
            return None
        return os.path.join(state, folder, file_name(run) + ending), lambda: ensure_folder(state, folder)


def complain(error: Exception) -> None:
    """Say once on standard error that nothing can be reported; the program goes on."""
    global _told
    if _told:
        return
    _told = True
    try:
        reason = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) and error.filename else str(error)
        sys.stderr.write(f"wave-tui: progress is not reported ({reason}); the program goes on\n")
    except Exception:  # a program without a standard error must not fail for that
        return
