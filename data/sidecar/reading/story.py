"""What event files tell of the run that is open: its detail, its events, and what runs before it teach."""

from __future__ import annotations

from dataclasses import replace

from ...models import Event, PipelineHistory, RunDetail
from ...views import EventsPage, EventsQuery
from .detail import DetailBuilder, Family, Plan, read_family, unfolded, with_children
from .history import history_of, joined, read_history
from .lines import tries_of, wanted
from .queries import documents
from .reader import EventReader
from .rows import EventRun
from .scan import Scanner
from .window import FileWindow


class Story:
    """Reads the open run; remembers its steps, its window and its history until they change."""

    def __init__(self, events: EventReader, plan: Plan) -> None:
        self._events = events
        self._builder = DetailBuilder(plan)
        self._window = FileWindow()
        self._family = Family(None, {})
        self._taught: tuple[object, PipelineHistory] = None, PipelineHistory("")
        self._tries: tuple[object, dict[str, tuple[float, ...]]] = None, {}

    @property
    def complete(self) -> bool:
        """False while events are still being looked for."""
        return self._window.complete

    def open(self, run: str) -> RunDetail | None:
        """The detail of a run, None when event files do not tell of it; "" opens none."""
        events = self._events
        stored = events.names.stored(run)
        known = run and isinstance(stored, str)
        self._family = read_family(events.handle, str(stored)) if known else Family(None, {})
        rows = [member.row for members in self._family.children.values() for member in members]
        rows += [self._family.itself.row] if self._family.itself else []
        for row in rows:
            events.names.shown(row.stored)
        events.briefs.read(events.handle, [*events.board.page.rows(), *rows])
        return self._builder.build(self._family, events.run)

    def with_below(self, detail: RunDetail) -> RunDetail:
        """The detail of a run of the store, the one that was opened last, with its child runs from event files."""
        if not self._family.children:
            return detail
        stored, build = str(self._events.names.stored(detail.run.id)), self._events.run
        below = self._builder.children(self._family, stored, build)
        runs = tuple(build(member.row) for member in self._family.children.get(stored, ()))
        return replace(detail, steps=with_children(detail.steps, below), children=(*detail.children, *runs))

    def events(self, query: EventsQuery, row: EventRun) -> EventsPage:
        """The window over the lines of a run."""
        self._window.read(self._events.handle, row, wanted(query, self._tries_of(row)))
        return self._window.page()

    def events_after(self, row: EventRun, after: int, limit: int) -> tuple[Event, ...]:
        """Events of a run after an event id, oldest first, however long it takes."""
        scanner = Scanner(lambda: 0.0)
        scanner.begin(self._events.handle, row, wanted(EventsQuery(row.id), self._tries_of(row)))
        return tuple(scanner.ahead(after + 1, limit).events)

    def history(self, known: PipelineHistory | None, pipeline: str, run: str) -> PipelineHistory:
        """What is known of a pipeline with what its other runs teach; read again when runs came or ended."""
        names, handle = self._events.names, self._events.handle
        key = pipeline, run, self._events.board.tally.numbers
        if self._taught[0] != key:
            past = read_history(handle, str(names.stored(pipeline)), str(names.stored(run)))
            self._taught = key, history_of(pipeline, past)
        return joined(known, self._taught[1])

    def _tries_of(self, row: EventRun) -> dict[str, tuple[float, ...]]:
        itself = self._family.itself
        if itself and itself.row.no == row.no:
            document = itself.document
        else:
            found = self._events.handle.rows(documents(), {"numbers": f"[{row.no}]"})
            document = found[0][1] if found else None
        if self._tries[0] != (row.no, document):
            self._tries = (row.no, document), tries_of(unfolded(document, row))
        return self._tries[1]
