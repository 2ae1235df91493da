"""Looking for an event that may lie on another page: by its text, by failure, or by its time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wave_tui.data.models import Event
from wave_tui.data.views import EventsPage

from .event_kind import is_failure

SEEK_ROWS = 1000
"""Events in a page that is only looked through."""


@dataclass(frozen=True, slots=True)
class Seek:
    """A search that goes on over pages: direction, what for (empty = failures), and how far it has come."""

    by: int
    needle: str
    edge: int

    def finds(self, event: Event) -> bool:
        """True for the event that is looked for."""
        if (event.id - self.edge) * self.by <= 0:
            return False
        return self.needle in event.message.lower() if self.needle else is_failure(event)


@dataclass(frozen=True, slots=True)
class Moment:
    """The last event of a time (unix seconds), between two row ids; ``high`` is None until the newest are known."""

    time: float
    low: int = 0
    high: int | None = None

    @property
    def anchor(self) -> int | None:
        """The row id around which to look next, None for the newest."""
        return None if self.high is None else (self.low + self.high) // 2

    def found(self, page: EventsPage) -> Event | None:
        """The event on this page, None when it lies on another one."""
        rows = [event for event in page.rows if event.time is not None]
        before = [event for event in rows if event.time is not None and event.time <= self.time]
        if before and (before[-1] is not rows[-1] or not page.newer):
            return before[-1]
        if rows and not before and not page.older:
            return rows[0]
        closed = self.high is not None and self.high - self.low <= 1
        return next(reversed(before or rows), None) if closed else None

    def narrowed(self, page: EventsPage) -> Moment | None:
        """Where to look after this page, None when there is nowhere left."""
        rows = [event for event in page.rows if event.time is not None]
        if not rows:
            return None
        if rows[0].time is not None and rows[0].time > self.time:
            made = replace(self, high=rows[0].id)
        else:
            made = replace(self, low=rows[-1].id)
        return made if made != self else None
