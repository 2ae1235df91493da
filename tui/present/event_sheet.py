"""Events as items with heights: identical neighbours folded, long messages wrapped, nothing styled yet."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len

from wave_tui.data.models import Event

from .event_kind import first_line, further_lines, is_failure, owner

_LEAST_FOLDED = 2


@dataclass(frozen=True, slots=True)
class Item:
    """One event, or identical neighbours in one fold; ``last`` is the row id of the newest of them."""

    events: tuple[Event, ...]
    folded: bool = False

    @property
    def id(self) -> int:
        """Row id of the first event."""
        return self.events[0].id

    @property
    def last(self) -> int:
        """Row id of the last event."""
        return self.events[-1].id


@dataclass(frozen=True, slots=True)
class Sheet:
    """Items on a pane of ``rows`` lines whose messages have ``cells`` cells.

    ``ends`` is set when nothing lies below, ``named`` when messages begin with their step.
    """

    items: tuple[Item, ...] = ()
    cells: int = 40
    rows: int = 10
    wrap: bool = False
    ends: bool = True
    named: bool = False

    def height(self, index: int) -> int:
        """Lines that an item takes."""
        item = self.items[index]
        return 1 if item.folded else len(self.texts(item.events[0]))

    def texts(self, event: Event) -> tuple[str, ...]:
        """The lines of one event's message."""
        first = (owner(event) if self.named else "") + first_line(event)
        if not self.wrap:
            below = "  ".join(further_lines(event)) if is_failure(event) else ""
            return (first, below) if below else (first,)
        return tuple(part for text in (first, *further_lines(event)) for part in wrapped(text, self.cells))

    def index(self, row: int) -> int:
        """The item that holds a row id, else the next one."""
        return min(bisect_left(self.items, row, key=lambda item: item.last), max(len(self.items) - 1, 0))

    def back(self, index: int, line: int, lines: int) -> tuple[int, int]:
        """The place that many lines above a place, at most the first line."""
        line -= lines
        while line < 0 and index > 0:
            index -= 1
            line += self.height(index)
        return index, max(line, 0)

    def on(self, index: int, line: int, lines: int) -> tuple[int, int]:
        """The place that many lines below a place, at most the last line."""
        line += lines
        while index < len(self.items) - 1 and line >= self.height(index):
            line -= self.height(index)
            index += 1
        return index, min(line, self.height(index) - 1)

    def end(self) -> tuple[int, int]:
        """The topmost place from which the last line is visible."""
        if not self.items:
            return 0, 0
        last = len(self.items) - 1
        return self.back(last, self.height(last), self.rows)

    def visible(self, index: int, line: int, rows: int) -> Iterator[tuple[int, int]]:
        """The item and line of every visible line from a place on."""
        while rows > 0 and index < len(self.items):
            for each in range(line, min(self.height(index), line + rows)):
                yield index, each
            rows -= self.height(index) - line
            index, line = index + 1, 0


def items(rows: Sequence[Event], unfolded: Collection[int] = ()) -> tuple[Item, ...]:
    """The events with identical neighbours folded below the first of them, unless a fold was opened."""
    made: list[Item] = []
    for _, same in groupby(rows, key=_sameness):
        first, *rest = same
        made.append(Item((first,)))
        if len(rest) >= _LEAST_FOLDED and rest[0].id not in unfolded:
            made.append(Item(tuple(rest), folded=True))
        else:
            made.extend(Item((event,)) for event in rest)
    return tuple(made)


def wrapped(text: str, cells: int) -> tuple[str, ...]:
    """The text in lines of at most that many cells, broken at blanks where there are some."""
    cells = max(cells, 2)
    made: list[str] = []
    start = 0
    while (end := _reach(text, start, cells)) < len(text):
        blank = text.rfind(" ", start + cells // 2, end + 1)
        stop = blank if blank > start else max(end, start + 1)
        made.append(text[start:stop])
        start = stop + (text[stop : stop + 1] == " ")
    return (*made, text[start:]) if start < len(text) or not made else tuple(made)


def _reach(text: str, start: int, cells: int) -> int:
    piece = text[start : start + cells]
    if piece.isascii():
        return start + len(piece)
    for index in range(start, len(text)):
        cells -= cell_len(text[index])
        if cells < 0:
            return index
    return len(text)


def _sameness(event: Event) -> tuple[object, ...]:
    return (event.state, event.step, event.attempt, event.message, event.tokens)
