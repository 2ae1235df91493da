"""Whether the sidecar tells of event files at all, at the cost of a look at its file."""

from __future__ import annotations

from pathlib import Path

from ..store.faults import StoreFault
from ..store.files import Files, look
from ..store.open import open_store

_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'event_run' LIMIT 1"


class Presence:
    """Remembers the file without event tables that was looked at last, and opens no other one."""

    def __init__(self) -> None:
        self._without: tuple[Path, Files] | None = None

    def found(self, sidecar: Path) -> bool:
        """True when the sidecar at this path has tables of event files."""
        try:
            files = look(sidecar)
            if (sidecar, files) == self._without:
                return False
            handle = open_store(sidecar)
        except StoreFault:
            return False
        try:
            has = bool(handle.rows(_TABLE))
        except StoreFault:
            return False
        finally:
            handle.close()
        self._without = None if has else (sidecar, files)
        return has
