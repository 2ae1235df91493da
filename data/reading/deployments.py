"""The project's deployments, read again only when their file was replaced."""

from __future__ import annotations

import os
from pathlib import Path

from ..models import Deployments

FILE = Path(".github", "deployment-state.json")

Stamp = tuple[int, int, int, int]


class DeploymentFile:
    """The deployment state file below a project's root; one look at it is all that it costs while it is the same."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._stamp: Stamp | None = None
        self._found: Deployments | None = None

    def changed(self) -> bool:
        """True when the file is another one than was read."""
        return _stamp(self._root / FILE) != self._stamp

    def read(self, now: float) -> Deployments | None:
        """What it says, None where there is none; ``now`` in unix seconds."""
        stamp = _stamp(self._root / FILE)
        if stamp != self._stamp:
            self._stamp = stamp
            self._found = self._read(now) if stamp else None
        return self._found

    def _read(self, now: float) -> Deployments | None:
        from ..events.deployments import read_deployments

        return read_deployments(self._root / FILE, now)


def _stamp(path: Path) -> Stamp | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
