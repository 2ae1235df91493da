"""Following the tail of a log or standing still in it: the rules, without a screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wave_tui.data.views import EventsPage, EventsQuery

from .event_kind import is_failure
from .event_sheet import Sheet

MANY = 200
"""More rows than that between two paints are not shown one after the other."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row id and a line within that row."""

    row: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Passed:
    """Rows that went by unseen until row ``until``; ``exact`` when none was missed in counting."""

    count: int
    until: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Window:
    """What part of the log is shown.

    While ``follow`` is on that is the tail, and the newest event is the selected one. While it is off the pane
    stands at ``top``; ``cursor`` is the selected row id and ``seen`` the newest row when it was turned off.
    ``frozen`` windows take no new rows (a dialog is open, text is being selected).
    """

    follow: bool = True
    top: Place = Place()
    cursor: int | None = None
    seen: int = 0
    passed: Passed | None = None
    frozen: bool = False


def first(window: Window, sheet: Sheet) -> tuple[int, int]:
    """Item and line at the top of the pane; a pane that grew shows more above instead of nothing below."""
    if window.follow or not sheet.items:
        return sheet.end()
    index = sheet.index(window.top.row)
    place = index, min(window.top.line, sheet.height(index) - 1)
    return min(place, sheet.end()) if sheet.ends else place


def selected(window: Window, sheet: Sheet) -> int:
    """The item under the cursor: the newest one while following."""
    last = max(len(sheet.items) - 1, 0)
    return last if window.follow or window.cursor is None else sheet.index(window.cursor)


def moved(window: Window, sheet: Sheet, by: int) -> Window:
    """The cursor up or down by items; reaching the last one is scrolling to the end."""
    if not sheet.items:
        return window
    index = max(0, min(selected(window, sheet) + by, len(sheet.items) - 1))
    if by > 0 and index == len(sheet.items) - 1 and sheet.ends:
        return followed(window)
    return pointed(window, sheet, index)


def pointed(window: Window, sheet: Sheet, index: int) -> Window:
    """The cursor on an item, which is brought into view; the pane stands still from now on."""
    top = first(window, sheet)
    still = stopped(window, sheet)
    made = replace(still, cursor=sheet.items[index].id)
    if (index, 0) < top:
        return _at(made, sheet, (index, 0))
    bottom = sheet.back(index, min(sheet.height(index), sheet.rows), sheet.rows)
    return _at(made, sheet, bottom) if bottom > top else made


def scrolled(window: Window, sheet: Sheet, lines: int) -> Window:
    """The pane up or down by lines; the cursor stays on its row."""
    if not sheet.items:
        return window
    top, end = first(window, sheet), sheet.end()
    if lines > 0 and (sheet.on(*top, lines) >= end or top >= end):
        return followed(window) if sheet.ends else _at(stopped(window, sheet), sheet, end)
    still = stopped(window, sheet)
    return _at(still, sheet, sheet.back(*top, -lines) if lines < 0 else sheet.on(*top, lines))


def stopped(window: Window, sheet: Sheet) -> Window:
    """Follow off: the pane stands where it is, the newest row known is remembered."""
    if not window.follow:
        return replace(window, passed=None)
    cursor = sheet.items[-1].id if sheet.items else None
    seen = sheet.items[-1].last if sheet.items else 0
    made = replace(window, follow=False, cursor=cursor, seen=seen, passed=None)
    return _at(made, sheet, sheet.end()) if sheet.items else made


def followed(window: Window) -> Window:
    """Follow on: the tail is shown."""
    return replace(window, follow=True, cursor=None, passed=None)


def toggled(window: Window, sheet: Sheet) -> Window:
    """Follow off or on."""
    return stopped(window, sheet) if window.follow else followed(window)


def to_start(window: Window, sheet: Sheet) -> Window:
    """The first row of all; row ids begin above 0."""
    return replace(stopped(window, sheet), top=Place(), cursor=0)


def accepts(window: Window, page: EventsPage, scope: EventsQuery) -> bool:
    """True when a page may replace the rows on the pane without moving what the reader sees."""
    asked = page.query
    if window.frozen or scope_of(asked) != scope_of(scope):
        return False
    return asked.anchor is None if window.follow else covers(page, window.top.row)


def scope_of(query: EventsQuery) -> EventsQuery:
    """The query without its place: what the rows of a page have in common."""
    return replace(query, anchor=None, rows=EventsQuery().rows)


def wanted(window: Window, page: EventsPage, asked: EventsQuery, lines: int) -> EventsQuery:
    """What to ask for: the tail while following, else rows around the top of the pane before they run out."""
    rows = max(EventsQuery().rows, 4 * lines)
    if window.follow:
        return replace(scope_of(asked), rows=rows)
    top = window.top.row
    above = sum(event.id < top for event in page.rows)
    enough = (not page.older or above >= lines) and (not page.newer or len(page.rows) - above >= 2 * lines)
    waits = page.query != asked and covers(page, top)
    if asked.anchor is not None and (enough or waits):
        return asked
    return replace(scope_of(asked), anchor=top, rows=rows)


def covers(page: EventsPage, row: int) -> bool:
    """True when the page reaches to that row id."""
    if not page.rows:
        return not page.older and not page.newer
    return (not page.older or page.rows[0].id <= row) and (not page.newer or page.rows[-1].id >= row)


def arrived(window: Window, before: EventsPage, page: EventsPage, rows: int) -> Window:
    """What an accepted page changes: while following, rows that cannot all be shown are counted, nothing else."""
    if not window.follow or before.query.anchor is not None or not before.rows or not page.rows:
        return window
    last = before.rows[-1].id
    fresh = sum(event.id > last for event in page.rows)
    missed = page.older and page.rows[0].id > last
    if missed or fresh > MANY:
        return replace(window, passed=Passed(max(fresh - rows, 1), page.rows[-1].id, exact=not missed))
    passed = window.passed
    gone = passed is not None and sum(event.id > passed.until for event in page.rows) >= rows
    return replace(window, passed=None) if gone else window


def below(window: Window, page: EventsPage, sheet: Sheet) -> tuple[int, int, bool]:
    """Rows below, failures among them, and whether they are all new; old rows count only where new ones cannot be."""
    reaches = bool(page.rows) and page.rows[-1].id >= window.seen
    edge = window.seen if reaches else _bottom(window, sheet)
    rows = [event for event in page.rows if event.id > edge]
    return len(rows) + page.newer, sum(map(is_failure, rows)) + page.newer_failed, reaches


def _bottom(window: Window, sheet: Sheet) -> int:
    shown = list(sheet.visible(*first(window, sheet), sheet.rows))
    return sheet.items[shown[-1][0]].last if shown else 0


def _at(window: Window, sheet: Sheet, place: tuple[int, int]) -> Window:
    index, line = min(place, sheet.end()) if sheet.ends else place
    return replace(window, top=Place(sheet.items[index].id, line))
