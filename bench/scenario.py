"""What a user asks of a reader while working with the deck."""

from __future__ import annotations

from typing import Protocol

from wave_tui.data.views import EventsQuery, Query, RunFilter, RunKey, RunsQuery, Snapshot

from .store import MARKED
from .writer import Writer


class Reader(Protocol):
    """What answers: of the store alone, or of all sources."""

    def read(self, query: Query) -> Snapshot:
        """One answer."""


def moves(reader: Reader, writer: Writer, run: str) -> None:
    """Look, go to an older page and run, look at a step's events, and see an event arrive."""
    page = reader.read(Query()).runs.rows
    older = page[len(page) // 2]
    key = RunKey(int(older.started or 0), older.id)
    reader.read(Query(RunsQuery(anchor=key, before=60, rows=120), older.id, EventsQuery(older.id)))
    reader.read(Query(RunsQuery(bottom=True), older.id, EventsQuery(older.id)))
    reader.read(Query(run=MARKED, events=EventsQuery(MARKED, "implement")))
    window = reader.read(Query(run=MARKED, events=EventsQuery(MARKED))).events.rows
    reader.read(Query(run=MARKED, events=EventsQuery(MARKED, anchor=window[0].id)))
    following = Query(run=run, events=EventsQuery(run))
    reader.read(following)
    for number in range(5):
        writer.write(run, [f"event {number}"])
        reader.read(following)


def filters(reader: Reader) -> None:
    """Every kind of filter."""
    for wanted in (
        RunFilter(text="invoice"),
        RunFilter(text="4"),
        RunFilter(states=("failed",)),
        RunFilter(pipeline="bug-hunt"),
        RunFilter(attention=True),
        RunFilter(text="run", attention=True),
    ):
        page = reader.read(Query(RunsQuery(wanted))).runs.rows
        if page:
            key = RunKey(int(page[-1].started or 0), page[-1].id)
            reader.read(Query(RunsQuery(wanted, anchor=key, before=60, rows=120)))
