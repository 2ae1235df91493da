"""One answer from the store and the event files: runs of both in one list, a run that is in both told once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..models import BadLine, PipelineHistory, Run, RunDetail
from ..sidecar.reading.board import Asked, anchor_of
from ..sidecar.reading.liveness import Alive
from ..sidecar.reading.reader import EventReader
from ..store.board import NEWEST, OLDEST, Beside, Group, Plan, Position
from ..store.faults import StoreFault
from ..store.filters import SOURCE
from ..store.reader import StoreReader
from ..views import EventsPage, FilesStatus, Query, RunKey, RunsPage, Snapshot
from .merge import Part, merged, summed, with_below
from .overlay import overlaid, overlaid_run
from .shared import Shared

if TYPE_CHECKING:
    from ..sidecar.reading.story import Story

FILE = "file"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where the anchor of a page stands: among all runs, among event runs, and whether it is one of these."""

    position: Position
    event: tuple[int, str]
    is_event: bool


class Together:
    """Reads the store and the sidecar at ``path`` for one screen."""

    def __init__(self, store: StoreReader, path: Path, now: Callable[[], float], plan: Plan, alive: Alive) -> None:
        self.path = path
        self._store = store
        self._now = now
        self._events = EventReader(path, now=now, alive=alive)
        self._plan = plan
        self._story: Story | None = None
        self._told = 0
        self._shared = Shared(store)
        self._fault = ""

    def changed(self) -> bool:
        """True when event files could answer differently; the store is not asked."""
        try:
            return (self._story is not None and not self._story.complete) or self._events.changed()
        except StoreFault as fault:
            return fault.sentence != self._fault

    def read(self, query: Query, *, with_history: bool, kept: bool) -> Snapshot:
        """Answer from both; from the store alone, with the reason in ``files``, while the sidecar cannot be read."""
        fault = StoreFault("busy", "")
        for _ in range(_TRIES):
            try:
                answer = self._answer(query, with_history, kept)
                if not self._events.torn():
                    self._fault = ""
                    return answer
            except StoreFault as found:
                fault = found
            self._events.close()
        if fault.state != "busy":
            self._events.refuse()
        self._fault = fault.sentence
        gone = fault.state in ("missing", "waiting")
        files = FilesStatus("off" if gone else "failed", "" if gone else fault.sentence, kept=kept)
        return replace(self._store.read(query, with_history=with_history), files=files)

    def bad_lines(self, limit: int) -> tuple[BadLine, ...]:
        """The newest bad records; none while the sidecar cannot be read."""
        try:
            self._events.open()
            return self._events.bad_lines(limit)
        except StoreFault:
            return ()

    def close(self) -> None:
        """Close the sidecar."""
        self._events.close()

    def _answer(self, query: Query, with_history: bool, kept: bool) -> Snapshot:
        events = self._events
        events.open()
        place = events.place(query.runs.anchor)
        store = self._ask_store(query, place, with_history)
        version = store.generation, self._store.newest
        found = self._place(query, place)
        shown = tuple(str(events.names.stored(run.id)) for group in self._store.groups for run in group.runs)
        opened = tuple(str(events.names.stored(run)) for run in {query.run, query.events.run} - {""})
        asked = Asked(query.runs, found.event if found else None, shown=(*shown, *opened))
        events.fetch(asked, lambda runs: self._shared.among(runs, version))
        doubled = self._shared.among([row.stored for row in events.board.page.listed()], version)
        story = self._story_now() if with_history or query.run else None
        file = story.open(query.run) if story else None
        page = self._page(query, store, found, doubled)
        detail = self._detail(query, store, file)
        return replace(
            store,
            query=query,
            generation=store.generation + events.generation,
            counts=summed(store.counts, events.counts()),
            runs=page,
            detail=detail,
            events=self._window(query, store, version),
            history=self._history(store, detail) if with_history else None,
            files=events.status(kept=kept),
        )

    def _ask_store(self, query: Query, place: tuple[int, str] | None, with_history: bool) -> Snapshot:
        anchor, sources = query.runs.anchor, query.runs.filter.sources
        known = "[]"
        if sources and SOURCE not in sources:
            known = _json(self._events.known(_json(sources)))
        if anchor and place:
            query = replace(query, runs=replace(query.runs, anchor=RunKey(place[0], anchor.run)))
        beside = Beside(OLDEST if place else NEWEST, known)
        return self._store.read(query, with_history=with_history, beside=beside)

    def _place(self, query: Query, place: tuple[int, str] | None) -> Place | None:
        anchor = query.runs.anchor
        if anchor is None or query.runs.bottom:
            return None
        if place:
            return Place(((1, float(place[0]), ""), 0, 0, place[1]), place, True)
        fallback: Position = (1, float(anchor.started), ""), 1, NEWEST, ""
        mine = (group.position for group in self._store.groups if group.runs[0].id == anchor.run)
        position = next(mine, fallback)
        return Place(position, anchor_of(position), False)

    def _page(self, query: Query, store: Snapshot, place: Place | None, doubled: frozenset[str]) -> RunsPage:
        events = self._events
        own = self._overlaid_groups(doubled)
        groups = events.groups(doubled)
        above, below, total, stored = events.numbers()
        hidden = len(events.board.page.top) - len(groups)
        side = Part(groups, above, below, max(0, total - hidden), max(0, stored - hidden))
        page = store.runs
        main = Part(own, page.above, page.below, page.total, page.stored)
        return merged(query.runs, place.position if place else None, (main, side))

    def _overlaid_groups(self, doubled: frozenset[str]) -> tuple[Group, ...]:
        now, events = self._now(), self._events
        groups = tuple(
            replace(group, runs=tuple(self._overlaid(run, now) for run in group.runs)) for group in self._store.groups
        )
        if not events.board.page.children:
            return groups
        below = {run.id: events.below(run.id, doubled) for group in groups for run in group.runs}
        return with_below(groups, below)

    def _overlaid(self, run: Run, now: float) -> Run:
        row = self._events.mirror(run.id)
        return overlaid_run(run, self._events.run(row), now) if row else run

    def _detail(self, query: Query, store: Snapshot, file: RunDetail | None) -> RunDetail | None:
        if store.detail is None or store.detail.run.id != query.run:
            return file
        detail = store.detail
        if file:
            return overlaid(detail, file, self._now())
        return self._story.with_below(detail) if self._story else detail

    def _window(self, query: Query, store: Snapshot, version: object) -> EventsPage:
        asked = query.events
        row = self._events.mirror(asked.run) if asked.run else None
        if row is None or asked.sources == (SOURCE,):
            return store.events
        if asked.sources != (FILE,) and self._shared.among([row.stored], version):
            return store.events
        return self._story_now().events(asked, row)

    def _history(self, store: Snapshot, detail: RunDetail | None) -> PipelineHistory | None:
        if detail is None or not self._events.board.tally.numbers.stored:
            return store.history
        return self._story_now().history(store.history, detail.run.pipeline, detail.run.id)

    def _story_now(self) -> Story:
        """The story, a new one when the sidecar was replaced; it is not needed for the first frame."""
        if self._story is None or self._told != self._events.generation:
            from ..sidecar.reading.story import Story

            self._story, self._told = Story(self._events, self._plan), self._events.generation
        return self._story


def _json(words: tuple[str, ...]) -> str:
    import json

    return json.dumps(words)
