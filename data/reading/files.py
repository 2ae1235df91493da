"""The runs of event files for the command line, together with what the store says of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..models import BadLine, Event, Run, RunDetail
from ..sidecar.reading.board import Asked, after_key
from ..sidecar.reading.liveness import Alive
from ..sidecar.reading.reader import EventReader
from ..sidecar.reading.story import Story
from ..store.board import Group, Plan
from ..store.browse import StoreBrowser
from ..store.faults import StoreFault
from ..store.filters import SOURCE
from ..store.finding import CANDIDATES
from ..views import Counts, FilesStatus, RunFilter, RunKey, RunsQuery
from .merge import summed
from .overlay import overlaid, overlaid_run


class EventBrowser:
    """Answers single questions about the sidecar at ``path``; raises StoreFault when it cannot be read."""

    def __init__(self, path: Path, now: Callable[[], float], plan: Plan, alive: Alive) -> None:
        self._now = now
        self._plan = plan
        self._reader = EventReader(path, now=now, alive=alive)
        self._story = Story(self._reader, plan)
        self._generation = 0

    def open(self) -> bool:
        """Begin to answer a question; False while there is no sidecar."""
        try:
            self._reader.open()
        except StoreFault:
            self._reader.close()
            return False
        if self._generation != self._reader.generation:
            self._story, self._generation = Story(self._reader, self._plan), self._reader.generation
        return True

    def place(self, cursor: RunKey | None) -> tuple[int, str] | None:
        """Where the cursor stands when it is a run of event files alone."""
        return self._reader.place(cursor)

    def known(self, wanted: RunFilter) -> str:
        """A JSON list of the runs of the store that are known from the filter's sources too."""
        if not wanted.sources or SOURCE in wanted.sources:
            return "[]"
        return _json(self._reader.known(_json(wanted.sources)))

    def merged(
        self, wanted: RunFilter, cursor: RunKey | None, own: tuple[Group, ...], store: StoreBrowser, rows: int
    ) -> tuple[Run, ...]:
        """The first rows of both lists as one, newest first; ``own`` are those of the store."""
        self._fetch(RunsQuery(filter=wanted, anchor=cursor, rows=rows), own, store)
        without = self._known_to(store)
        self._story.open("")
        groups = [*own, *self._reader.groups(without)]
        groups.sort(key=lambda group: group.position, reverse=True)
        return tuple(self._overlaid(run) for group in groups[:rows] for run in group.runs)

    def has(self, run: str) -> bool:
        """True when event files tell of a run with this id."""
        return self._reader.find(run) is not None

    def file_of(self, run: str) -> str:
        """The file that tells of a run which is going on, "" for any other."""
        row = self._reader.find(run)
        return row.path if row else ""

    def like(self, pattern: str) -> list[str]:
        """Ids that fit a LIKE pattern, newest first."""
        return self._reader.like(pattern, CANDIDATES + 1)

    def detail(self, run: str, own: RunDetail | None) -> RunDetail | None:
        """Everything about a run: the store's detail (``own``) with what event files add, None without either."""
        file = self._story.open(run)
        if own is None:
            return file
        return overlaid(own, file, self._now()) if file else self._story.with_below(own)

    def events(self, run: str, after: int, limit: int) -> tuple[Event, ...]:
        """Events of a run after an event id, oldest first."""
        row = self._reader.find(run)
        return self._story.events_after(row, after, limit) if row else ()

    def counts(self, own: Counts, store: StoreBrowser) -> Counts:
        """What needs the user, over the runs of both."""
        self._fetch(RunsQuery(rows=1), (), store)
        return summed(own, self._reader.counts())

    def status(self) -> FilesStatus:
        """How the files are watched."""
        self._reader.fetch(Asked(RunsQuery(rows=1)), lambda runs: frozenset())
        return self._reader.status()

    def bad_lines(self, limit: int) -> tuple[BadLine, ...]:
        """The newest bad records."""
        return self._reader.bad_lines(limit)

    def close(self) -> None:
        """Close the sidecar."""
        self._reader.close()

    def _fetch(self, query: RunsQuery, own: tuple[Group, ...], store: StoreBrowser) -> None:
        anchor = (self._reader.place(query.anchor) or after_key(query.anchor)) if query.anchor else None
        shown = tuple(str(self._reader.names.stored(run.id)) for group in own for run in group.runs)
        self._reader.fetch(Asked(query, anchor, shown=shown, flat=True), lambda runs: _known(store, runs))

    def _known_to(self, store: StoreBrowser) -> frozenset[str]:
        return _known(store, frozenset(row.stored for row in self._reader.board.page.listed()))

    def _overlaid(self, run: Run) -> Run:
        row = self._reader.mirror(run.id)
        return overlaid_run(run, self._reader.run(row), self._now()) if row and SOURCE in run.sources else run


def _known(store: StoreBrowser, runs: frozenset[str]) -> frozenset[str]:
    try:
        return store.known(runs)
    except StoreFault:
        return frozenset()


def _json(words: tuple[str, ...]) -> str:
    import json

    return json.dumps(words)
