"""Writes down runs of the past with the recorder of the present, all in one transaction."""

from __future__ import annotations

from pathlib import Path

from ..engine.model import Caller
from ..sqlite import sqlite3
from ..store.control.journal import Also, Happening, Journal
from ..store.control.known import Recorded
from ..store.control.recorder import Recorder
from ..store.control.requests import NewRun, create_run, request_cancel
from ..store.control.rows import Lineage

STORE = ".agents/state.db"
EVENTS = ".agents/events"
WORKSPACES = ".agents/workspaces"
WHO = Caller("CLI", "ana", 1000, "builder")


class Past(Journal):
    """A journal whose clock is set by hand and whose writes go into a transaction that is open already."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self.time = 0.0
        self.folder = folder
        self._into = connection
        super().__init__(folder / STORE, folder / EVENTS, "", "", now=lambda: self.time)

    def write(self, happening: Happening, *, must: bool = False, also: Also | None = None) -> None:
        """Nothing waits and nobody else owns what is over."""
        self._apply(self._into, happening)
        self._tell(happening)

    def began(self, run: str, pipeline: str, subject: str, lineage: Lineage) -> Recorder:
        """The recorder of a run that somebody asked for now."""
        create_run(self._into, NewRun(pipeline, subject, lineage), WHO, self.time, lambda: run)
        resumed = lineage.step if lineage.kind == "resume" else ""
        return Recorder(self, Recorded(run, pipeline, subject, f"{WORKSPACES}/{run}", resumed, str(self.folder)))

    def cancel_asked(self, run: str) -> None:
        """Somebody asked for the end of a run."""
        request_cancel(self._into, run, WHO, self.time)
