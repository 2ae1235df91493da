"""A reader that answers with runs that a test made, and a deck over it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from builders import NOW
from decks import deck_app

from wave_tui.data.models import Event, RunDetail
from wave_tui.data.states import is_live
from wave_tui.data.views import Counts, EventsPage, EventsQuery, FilesStatus, Query, RunsPage, Snapshot, StoreStatus
from wave_tui.tui.app import WaveApp

WATCHING = FilesStatus("watching", files=6, changed=NOW - 0.2)


class Canned:
    """The same runs and events for every query."""

    def __init__(
        self,
        details: Sequence[RunDetail],
        events: Sequence[Event] = (),
        files: FilesStatus = WATCHING,
        store: str = "ok",
    ) -> None:
        self._details = {each.run.id: each for each in details}
        self._events, self._files = events, files
        changed = None if store == "missing" else NOW - 0.4
        self._store = StoreStatus(store, path=".agents/state.db", changed=changed, schema=33, writable=True)

    def changed(self) -> bool:
        """Never."""
        return False

    def read(self, query: Query, *, with_history: bool = True) -> Snapshot:
        """The page of all runs, the run asked for and its events."""
        runs = tuple(each.run for each in self._details.values())
        running = sum(is_live(run.state) for run in runs)
        failed = sum(run.state == "failed" for run in runs)
        return Snapshot(
            query, NOW, store=self._store, counts=Counts(running, failed=failed),
            runs=RunsPage(runs, total=len(runs), stored=len(runs), query=query.runs),
            detail=self._details.get(query.run), events=self._page(query.events), files=self._files,
        )  # fmt: skip

    def close(self) -> None:
        """Nothing to give back."""

    def _page(self, query: EventsQuery) -> EventsPage:
        rows = [each for each in self._events if each.run == query.run and query.step in ("", each.step)]
        below = [each for each in rows if each.subtask[: len(query.subtask)] == query.subtask]
        return EventsPage(tuple(below), query=query)


def canned_app(root: Path, reader: Canned, **options: Any) -> WaveApp:
    """A deck over canned answers; the folder becomes a project."""
    (root / ".agents").mkdir()
    return deck_app(root, reader=lambda: reader, **options)
