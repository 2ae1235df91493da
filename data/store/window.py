"""The window over one run's events: read once per question, then moved along with the tail of the log."""

from __future__ import annotations

from collections.abc import Iterable

from ..models import Event
from ..states import severity
from ..views import EventsPage, EventsQuery
from . import queries
from .decode import decode_event
from .filters import like
from .names import Names
from .open import Handle, Row
from .rows import EventRow
from .runlog import RunLog
from .schema import Schema

LAST = 9_223_372_036_854_775_807


class EventWindow:
    """Keeps the events that are shown and counts what lies below them."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._query: EventsQuery | None = None
        self._range = (0, LAST)
        self._rows: list[EventRow] = []
        self._older = False
        self._newer = 0
        self._newer_failed = 0

    def forget(self) -> None:
        """Read the window again at the next question."""
        self._query = None

    def read(
        self, handle: Handle, schema: Schema, query: EventsQuery, log: RunLog | None, fresh: Iterable[Row]
    ) -> None:
        """Bring the window up to date with the store, or with the fresh rows of the tail alone when that is enough."""
        span = _span(query, log)
        if query != self._query or (span != self._range and span[1] != LAST) or span[0] > self._range[0]:
            self._read_again(handle, schema, query, span)
            return
        self._range = span
        run = self._names.stored(query.run)
        newest = self._rows[-1].id if self._rows else 0
        for raw in fresh:
            if raw[1] == run and raw[0] > newest and span[0] <= raw[0] <= span[1]:
                self._append(decode_event(raw), query)

    def page(self, log: RunLog | None) -> EventsPage:
        """The window as it is now."""
        query = self._query or EventsQuery()
        return EventsPage(
            rows=tuple(as_event(row, log) for row in self._rows),
            older=self._older,
            newer=self._newer,
            newer_failed=self._newer_failed,
            query=query,
        )

    def _append(self, row: EventRow, query: EventsQuery) -> None:
        if not _keeps(query, row):
            return
        if query.anchor is not None:
            self._newer += 1
            self._newer_failed += row.state == "failed"
            return
        self._rows.append(row)
        if len(self._rows) > query.rows:
            del self._rows[: len(self._rows) - query.rows]
            self._older = True

    def _read_again(self, handle: Handle, schema: Schema, query: EventsQuery, span: tuple[int, int]) -> None:
        self._query, self._range = query, span
        self._rows, self._older, self._newer, self._newer_failed = [], False, 0, 0
        if not query.run or not schema.has("event_log", "run_id"):
            return
        before = query.rows if query.anchor is None else query.rows // 2 + 1
        high = span[1] if query.anchor is None else min(span[1], query.anchor)
        found = self._ask(handle, schema, query, (span[0], high), before + 1, newer=False)
        self._older = len(found) > before
        rows = found[:before][::-1]
        if query.anchor is not None:
            after = self._ask(handle, schema, query, (query.anchor + 1, span[1]), queries.TAIL, newer=True)
            shown = max(0, query.rows - len(rows))
            rows += after[:shown]
            below = [decode_event(raw) for raw in after[shown:]]
            self._newer, self._newer_failed = len(below), sum(row.state == "failed" for row in below)
        self._rows = [decode_event(raw) for raw in rows]

    def _ask(
        self, handle: Handle, schema: Schema, query: EventsQuery, span: tuple[int, int], rows: int, *, newer: bool
    ) -> list[Row]:
        sql = queries.window(
            schema, step=bool(query.step), text=bool(query.text), newer=newer, persona=bool(query.persona),
            levels=query.levels,
        )  # fmt: skip
        values: dict[str, object] = {
            "run": self._names.stored(query.run),
            "low": span[0],
            "high": span[1],
            "rows": rows,
            "step": self._names.stored(query.step),
            "persona": self._names.stored(query.persona),
            "text": like(query.text),
        }
        return handle.rows(sql, values)


def as_event(row: EventRow, log: RunLog | None) -> Event:
    """The event with the number of the try to which it belongs, where its run is followed."""
    step = log.steps.get(row.step) if log and row.step else None
    return Event(
        id=row.id,
        run=row.run,
        time=row.time,
        state=row.state,
        step=row.step,
        attempt=step.attempt_at(row.id) if step else None,
        message=row.message,
        persona=row.persona,
        tokens=row.tokens,
        duration=row.duration,
        model=row.model,
        adapter=row.adapter,
        progress=row.progress,
        notes=row.notes,
    )


def _span(query: EventsQuery, log: RunLog | None) -> tuple[int, int]:
    """First and last row id in which events of the step and attempt can lie."""
    step = log.steps.get(query.step) if log and query.step else None
    if step is None or log is None or not log.complete:
        return 0, LAST
    if query.attempt is None:
        return step.first, LAST
    firsts = [one.first for one in step.tries] or [step.first]
    if not 1 <= query.attempt <= len(firsts):
        return LAST, LAST
    low = step.first if query.attempt == 1 else firsts[query.attempt - 1]
    high = firsts[query.attempt] - 1 if query.attempt < len(firsts) else LAST
    return low, high


def _keeps(query: EventsQuery, row: EventRow) -> bool:
    if query.step and row.step != query.step or query.persona and row.persona != query.persona:
        return False
    if query.levels and severity(row.state) not in query.levels:
        return False
    text = query.text.lower()
    return not text or any(text in field.lower() for field in (row.message, row.state, row.step, row.persona))
