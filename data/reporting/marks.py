"""The file by which somebody asks an operation to stop."""

from __future__ import annotations

import os

ENDING = ".cancel"
"""Behind the path of the file that an operation reports to."""
LOOK_SECONDS = 0.1
"""How often an operation that asks looks at most."""


class Mark:
    """Looks whether a cancel was asked for; once seen it stays."""

    __slots__ = ("_next", "_path", "seen")

    def __init__(self, file: str | None) -> None:
        self._path = file and file + ENDING
        self._next = 0.0
        self.seen = False

    def look(self, now: float) -> bool:
        """True the first time that it is there; ``now`` in seconds of a clock that never goes back."""
        if self.seen or self._path is None or now < self._next:
            return False
        self._next = now + LOOK_SECONDS
        self.seen = os.path.lexists(self._path)
        return self.seen

    def forget(self) -> None:
        """Remove what was asked of an earlier operation of the same name."""
        if self._path is not None:
            try:
                os.unlink(self._path)
            except OSError:
                return
