"""Keeps the ingester of event files running as long as the deck does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wave_tui.data.project import Project
from wave_tui.data.reading.sidecar import Sidecar

if TYPE_CHECKING:
    from wave_tui.data.engine.ingester import Ingester

_ENDED = "The program that reads event files has ended; start wave-tui again."


class Ingesting:
    """The ingester of a project: started once the first frame is painted, closed with the deck."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._ingester: Ingester | None = None
        self._problem = ""

    def start(self) -> None:
        """Start it unless it was started before."""
        if self._ingester is not None:
            return
        from wave_tui.data.engine.ingester import start_ingester

        try:
            self._ingester = start_ingester(self._project)
        except OSError as error:
            self._problem = f"Event files are not read: their reader cannot be started ({error.strerror})."

    def sidecar(self) -> Sidecar:
        """Where it keeps what it reads."""
        ingester = self._ingester
        if ingester is None:
            return Sidecar(self._project.sidecar, problem=self._problem)
        return Sidecar(ingester.sidecar, kept=ingester.kept, problem="" if ingester.alive else _ENDED)

    def close(self) -> None:
        """Let it end by itself, so that nobody waits for it who leaves or has lost the link."""
        if self._ingester is not None:
            self._ingester.release()
