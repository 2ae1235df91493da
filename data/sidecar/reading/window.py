"""The window over the lines of one run's event files: its tail, or the lines around one of them."""

from __future__ import annotations

import time
from collections.abc import Callable

from ...models import Event
from ...states import severity
from ...store.open import Handle
from ...views import EventsPage, EventsQuery
from .lines import Wanted
from .rows import EventRun
from .scan import LAST, Scanner

BELOW = 2_000
"""Events below the window that are counted one by one, when not every line is one that is wanted."""


class FileWindow:
    """Keeps the events that are shown of a run and counts what lies below them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.forget()

    def forget(self) -> None:
        """Read everything again at the next question."""
        self._shown: tuple[int, EventsQuery] | None = None
        self._indexing = False
        self._scanner = Scanner(self._clock)
        self._start(EventsQuery())

    @property
    def complete(self) -> bool:
        """False while lines are still to be looked at for the question that was asked last."""
        return self._shown is None or (self._back is None and not self._searching)

    def read(self, handle: Handle, run: EventRun, wish: Wanted) -> None:
        """Bring the window up to date; lines of a file that is still being indexed come in any order."""
        if self._shown != (run.no, wish.query) or self._indexing:
            self._shown = run.no, wish.query
            self._start(wish.query)
        self._indexing = run.indexed is not None
        self._scanner.begin(handle, run, wish)
        if wish.query.anchor is None:
            self._read_tail(run)
            return
        self._look_back(wish.query.rows // 2 + 1)
        if self._back is None:
            self._look_ahead(wish)

    def page(self) -> EventsPage:
        """The window as it is now."""
        return EventsPage(
            rows=(*self._rows, *self._after),
            older=self._older or self._back is not None or self._indexing,
            newer=self._newer,
            newer_failed=self._newer_failed,
            query=self._query,
        )

    def _start(self, query: EventsQuery) -> None:
        self._query = query
        self._rows: list[Event] = []
        self._after: list[Event] = []
        self._older = self._searching = False
        self._back: int | None = LAST if query.anchor is None else query.anchor
        self._ahead = query.anchor + 1 if query.anchor is not None else 0
        self._counted: int | None = None
        self._newer = self._newer_failed = 0
        self._top: int | None = None
        self._mark: object = None

    def _read_tail(self, run: EventRun) -> None:
        """What was written since the last look, from the newest on; a flood pushes everything else out."""
        top = self._scanner.newest_block()
        if self._top is not None and top > self._top:
            found = self._scanner.back(self._top + 1, LAST, self._query.rows + 1)
            if found.rest is not None:
                self._rows, self._back = [], found.rest
            self._rows += found.events[::-1]
        elif self._top is not None and run.fingerprint != self._mark:
            self._start(self._query)
        self._top, self._mark = top, run.fingerprint
        self._look_back(self._query.rows)

    def _look_back(self, rows: int) -> None:
        if self._back is not None and len(self._rows) <= rows:
            found = self._scanner.back(0, self._back, rows + 1 - len(self._rows))
            self._rows[:0], self._back = found.events[::-1], found.rest
        extra = len(self._rows) - rows
        if extra > 0:
            self._older, self._back = True, None
            del self._rows[:extra]

    def _look_ahead(self, wish: Wanted) -> None:
        """Fill the window below the anchor, then count what lies below that."""
        room = self._query.rows - len(self._rows) - len(self._after)
        if room > 0:
            found = self._scanner.ahead(self._ahead, room)
            self._after += found.events
            self._ahead = found.rest or self._ahead
            room -= len(found.events)
        if room <= 0 and wish.everything:
            self._count_blocks()
        elif room <= 0 and self._newer < BELOW:
            found = self._scanner.ahead(self._ahead, BELOW - self._newer)
            self._ahead = found.rest or self._ahead
            self._count(found.events)
        self._searching = self._scanner.late and self._newer < BELOW

    def _count_blocks(self) -> None:
        if self._counted is None:
            events, self._counted = self._scanner.rest_of_block(self._ahead)
            self._count(events)
        lines, failed, self._counted = self._scanner.lines_after(self._counted)
        self._newer += lines
        self._newer_failed += failed

    def _count(self, events: list[Event]) -> None:
        self._newer += len(events)
        self._newer_failed += sum(severity(event.state, event.level) == "error" for event in events)
