"""A project for the command line: single questions to its store and its event files."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..errors import NotFoundError
from ..models import BadLine, Deployments, Event, Run, RunDetail
from ..project import Project
from ..sidecar.presence import Presence
from ..store.board import NEWEST, OLDEST, Beside, Group, Plan
from ..store.browse import StoreBrowser, cut
from ..store.faults import StoreFault
from ..store.finding import CANDIDATES, one_named
from ..store.liveness import process_alive
from ..store.runstate import Alive
from ..views import Counts, FilesStatus, RunFilter, RunKey, StoreStatus
from .deployments import DeploymentFile

if TYPE_CHECKING:
    from .files import EventBrowser

Answer = TypeVar("Answer")

_UNBORN = frozenset({"missing", "waiting"})


class ProjectBrowser:
    """Answers single questions about a project; every method raises StoreError when the answer cannot be read.

    A project without a store, but with event files, is one with their runs alone.
    """

    def __init__(
        self,
        project: Project,
        *,
        now: Callable[[], float] = time.time,
        plan: Plan = lambda name: (),
        process_alive: Alive = process_alive,
        sidecar: Path | None = None,
    ) -> None:
        """``sidecar`` is where the event files were taken in, if that is not the project's own."""
        self.store = StoreBrowser(project.store, now=now, plan=plan, process_alive=process_alive)
        self._project = project
        self._now = now
        self._plan = plan
        self._alive = process_alive
        self._sidecar = sidecar or project.sidecar
        self._presence = Presence()
        self._events: EventBrowser | None = None

    def __enter__(self) -> ProjectBrowser:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def page(self, wanted: RunFilter, cursor: RunKey | None, limit: int) -> tuple[tuple[Run, ...], RunKey | None]:
        """Runs newest first, child runs on their own; the key with which the next page begins, None at the end."""
        events = self._files()
        if events is None:
            return self.store.page(wanted, cursor, limit)
        place = events.place(cursor)
        beside = Beside(OLDEST if place else NEWEST, events.known(wanted))
        anchor = RunKey(place[0], cursor.run) if place and cursor else cursor
        own = self._stored(lambda: self.store.groups(wanted, anchor, limit + 1, beside), tuple[Group, ...]())
        return cut(events.merged(wanted, cursor, own, self.store, limit + 1), limit)

    def find_run(self, name: str) -> str:
        """The id of the run with this id, or of the only one whose id ends or begins with it.

        Raises NotFoundError that names candidates when there is none or more than one.
        """
        return one_named(name, self)

    def has(self, run: str) -> bool:
        """True when there is a run with this id."""
        events = self._files()
        if events is None:
            return self.store.has(run)
        return self._stored(lambda: self.store.has(run), False) or events.has(run)

    def like(self, pattern: str) -> list[str]:
        """Ids that fit a LIKE pattern, newest first, one more than CANDIDATES at most."""
        events = self._files()
        if events is None:
            return self.store.like(pattern)
        own = self._stored(lambda: self.store.like(pattern), list[str]())
        return list(dict.fromkeys([*own, *events.like(pattern)]))[: CANDIDATES + 1]

    def detail(self, run: str) -> RunDetail:
        """Everything about a run but its events. Raises NotFoundError when there is no such run."""
        events = self._files()
        if events is None:
            return self.store.detail(run)
        own: RunDetail | None = None
        with contextlib.suppress(NotFoundError):
            own = self._stored(lambda: self.store.detail(run), None)
        found = events.detail(run, own)
        if found is None:
            raise NotFoundError(f"there is no run {run!r} in {self._project.root}")
        return found

    def events(self, run: str, after: int, limit: int) -> tuple[Event, ...]:
        """Events of a run after an event id, oldest first: the store's where it has the run, else its files'."""
        events = self._files()
        if events is None or self._stored(lambda: self.store.has(run), False):
            return self.store.events(run, after, limit)
        return events.events(run, after, limit)

    def tells_of(self, run: str) -> bool:
        """True when the events of the run come from a file."""
        events = self._files()
        return events is not None and events.has(run) and not self._stored(lambda: self.store.has(run), False)

    def file_of(self, run: str) -> str:
        """The event file that tells of a run which is going on, "" where there is none."""
        events = self._files()
        return events.file_of(run) if events else ""

    def counts(self) -> Counts:
        """What needs the user, over all runs."""
        events = self._files()
        if events is None:
            return self.store.counts()
        return events.counts(self._stored(self.store.counts, Counts()), self.store)

    def status(self) -> StoreStatus:
        """How the store is doing; the only method that answers for a bad store too."""
        return self.store.status()

    def files(self) -> FilesStatus:
        """How the event files are watched."""
        events = self._files()
        return events.status() if events else FilesStatus()

    def deployments(self) -> Deployments | None:
        """What the deployment state file says, None without one."""
        return DeploymentFile(self._project.root).read(self._now())

    def bad_lines(self, limit: int) -> tuple[BadLine, ...]:
        """The newest records of event files that no format knows."""
        events = self._files()
        return events.bad_lines(limit) if events else ()

    def close(self) -> None:
        """Close everything."""
        self.store.close()
        if self._events:
            self._events.close()

    def _stored(self, ask: Callable[[], Answer], otherwise: Answer) -> Answer:
        """The store's answer, or another one where there is no store yet."""
        try:
            return ask()
        except StoreFault as fault:
            if fault.state not in _UNBORN:
                raise
            return otherwise

    def _files(self) -> EventBrowser | None:
        """The runs of event files, None where there are none."""
        if self._events is None and self._presence.found(self._sidecar):
            from .files import EventBrowser

            self._events = EventBrowser(self._sidecar, self._now, self._plan, self._alive)
        return self._events if self._events and self._events.open() else None
