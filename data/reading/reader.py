"""From a project's files to a snapshot: its store, its event files where there are any, its deployments."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..models import BadLine
from ..project import Project
from ..sidecar.presence import Presence
from ..store.board import Plan
from ..store.liveness import process_alive
from ..store.reader import StoreReader
from ..store.runstate import Alive
from ..views import Query, Snapshot
from .deployments import DeploymentFile
from .sidecar import Sidecar

if TYPE_CHECKING:
    from .together import Together


class ProjectReader:
    """Reads a project for one screen; not to be used by two threads at the same time.

    As long as no sidecar tells of event files, these cost a look at its file.
    """

    def __init__(
        self,
        project: Project,
        *,
        now: Callable[[], float] = time.time,
        plan: Plan = lambda name: (),
        process_alive: Alive = process_alive,
        sidecar: Callable[[], Sidecar] | None = None,
    ) -> None:
        """``sidecar`` says where the ingester keeps it; by default it is the project's own."""
        self._sidecar = sidecar or (lambda: Sidecar(project.sidecar))
        self._store = StoreReader(project.store, now=now, plan=plan, process_alive=process_alive)
        self._now = now
        self._plan = plan
        self._alive = process_alive
        self._presence = Presence()
        self._together: Together | None = None
        self._deployments = DeploymentFile(project.root)
        self._problem = ""

    def changed(self) -> bool:
        """True when a new read could answer differently; costs a few stat calls and a statement for each database."""
        before = self._together
        together = self._events()
        return (
            together is not before
            or self._sidecar().problem != self._problem
            or self._store.changed()
            or (together is not None and together.changed())
            or self._deployments.changed()
        )

    def read(self, query: Query, *, with_history: bool = True) -> Snapshot:
        """Answer a query; nothing is raised, what cannot be told is kept from the last good answer, with the reason.

        Without ``with_history`` the answer is quicker: what earlier runs teach is left out, and of event files what
        only their documents tell.
        """
        together, sidecar = self._events(), self._sidecar()
        if together:
            answer = together.read(query, with_history=with_history, kept=sidecar.kept)
        else:
            answer = self._store.read(query, with_history=with_history)
        self._problem = sidecar.problem
        if sidecar.problem:
            answer = replace(answer, files=replace(answer.files, state="failed", message=sidecar.problem))
        deployments = self._deployments.read(self._now()) if with_history else None
        return replace(answer, deployments=deployments) if deployments else answer

    def bad_lines(self, limit: int = 200) -> tuple[BadLine, ...]:
        """The newest records of event files that no format knows."""
        together = self._events()
        return together.bad_lines(limit) if together else ()

    def close(self) -> None:
        """Close everything; reading again opens it again."""
        self._store.close()
        if self._together:
            self._together.close()

    def _events(self) -> Together | None:
        path = self._sidecar().path
        if self._together and self._together.path == path:
            return self._together
        if not self._presence.found(path):
            return None
        from .together import Together

        if self._together:
            self._together.close()
        self._together = Together(self._store, path, self._now, self._plan, self._alive)
        return self._together
