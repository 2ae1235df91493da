"""The event pane: the tail of a log, or any place in it, under a cursor that new rows never move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.reactive import reactive

from wave_tui.data.models import Event
from wave_tui.data.views import EventsPage, EventsQuery

from ..filtering import EventFilter
from ..messages import EventsWanted, Said, Selected
from ..palette import lit
from ..present.event_scope import events_of
from ..present.event_seek import SEEK_ROWS, Moment, Seek
from ..present.event_sheet import Item, Sheet, items
from ..present.event_window import (
    Window,
    accepts,
    arrived,
    covers,
    first,
    followed,
    moved,
    pointed,
    scope_of,
    scrolled,
    selected,
    stopped,
    to_start,
    toggled,
    wanted,
)
from ..present.events import Hand, badge, columns, item_line, nothing, passed_line, scope
from ..present.line import Line
from ..present.view import View
from .panel import Panel

_SIDEWAYS = 8


class EventsPanel(Panel):
    """The events of the selected run, step or attempt."""

    KEY = "4"
    NAME = "Events"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "down", id="events.down"),
        Binding("k,up", "move(-1)", "up", id="events.up"),
        Binding("g,home", "top", "first event", id="events.top"),
        Binding("G,end", "bottom", "newest, follow", id="events.bottom"),
        Binding("ctrl+d,pagedown", "page(1)", "half page down", id="events.page_down"),
        Binding("ctrl+u,pageup", "page(-1)", "half page up", id="events.page_up"),
        Binding("f", "follow", "follow on, off", id="events.follow"),
        Binding("l,right", "right", "unfold, sideways", id="events.right"),
        Binding("h,left", "left", "fold, sideways", id="events.left"),
        Binding("L", "sideways(4)", "far sideways", id="events.far_right"),
        Binding("H", "sideways(-4)", "far back", id="events.far_left"),
        Binding("n", "find(1)", "next hit", id="events.next_hit"),
        Binding("N", "find(-1)", "previous hit", id="events.previous_hit"),
        Binding("e", "failure(1)", "next failure", id="events.next_failure"),
        Binding("E", "failure(-1)", "previous failure", id="events.previous_failure"),
        Binding("enter", "screen.describe", "describe", id="events.describe"),
    ]

    search: reactive[str] = reactive("", init=False, repaint=False)
    keep: reactive[EventFilter] = reactive(EventFilter(), init=False, repaint=False)
    frozen: reactive[bool] = reactive(False, init=False, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._window = Window()
        self._page: EventsPage | None = None
        self._read: EventsPage | None = None
        self._asked = EventsQuery()
        self._items: tuple[Item, ...] = ()
        self._unfolded: set[int] = set()
        self._shift = 0
        self._seek: Seek | Moment | None = None
        self._time: float | None = None
        self._led = False
        self._sent: list[float | None] = []

    @property
    def following(self) -> bool:
        """True while the tail is shown."""
        return self._window.follow

    @property
    def selected_event(self) -> Event | None:
        """The event under the cursor; while following, the newest."""
        return self._items[selected(self._window, self._sheet())].events[0] if self._items else None

    def facts(self, view: View) -> Sequence[Line]:
        """What limits the pane; the rows and this title always speak of the same scope."""
        query = self._page.query if self._page is not None else self._asked
        child = query.run if query.run != view.address.run else ""
        return scope(query, self.search, child)

    def changed(self, view: View) -> None:
        """Ask for what the address names; take rows that do not move what is being read."""
        place = view.address
        scope_now = self.keep.within(events_of(place, view.detail))
        if scope_now != scope_of(self._asked):
            self._seek = None
            if self._page is not None and self._page.query.run != scope_now.run:
                self._show(None, Window(frozen=self.frozen))
                self._shift = 0
            self._ask(scope_now)
            self._time = None
            self._sent.clear()
        page = view.snapshot.events
        if page is not self._read and page.query.run:
            self._read = page
            self._arrive(page)
        if place.time != self._time:
            self._time = place.time
            self._lead(place.time)

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """The visible events and the line about following."""
        if self._page is None or not self._items:
            return [nothing(view, self._page)]
        sheet = self._sheet()
        form = columns(width, view.timestamps)
        hand = Hand(self._shift, self.search)
        cursor = selected(self._window, sheet)
        shown = self.has_focus or not self._window.follow
        lines: list[Line] = [passed_line(self._window.passed, width)] if self._window.passed is not None else []
        for index, at in sheet.visible(*first(self._window, sheet), sheet.rows):
            mine = shown and index == cursor
            glyph = view.look.glyphs.cursor if mine and at == 0 else " "
            mark = (glyph, "accent" if self.has_focus else "faint")
            drawn = item_line(sheet.items[index], at, sheet, view, form, hand, mark)
            lines.append(lit(drawn) if mine and self.has_focus else drawn)
        return [*lines, badge(self._window, self._page, sheet, width)]

    def watch_search(self, text: str) -> None:
        """Go to the nearest hit, upwards first, since logs are read at their end."""
        if text and self._items and not self._hits_here(text):
            self._jump(-1, text.lower())
        self.paint()

    def watch_keep(self) -> None:
        """Ask for matching events only."""
        if self.view is not None:
            self.changed(self.view)
            self.paint()

    def watch_frozen(self, frozen: bool) -> None:
        """Hold everything still; afterwards go on as before."""
        self._window = replace(self._window, frozen=frozen)
        if self._read is not None:
            self._arrive(self._read)
        self.paint()

    def action_move(self, by: int) -> None:
        """Move the cursor by events."""
        self._put(moved(self._window, self._sheet(), by))

    def action_page(self, by: int) -> None:
        """Move by half a page."""
        self.action_move(by * max(1, self._sheet().rows // 2))

    def action_top(self) -> None:
        """The first event of all."""
        self._put(to_start(self._window, self._sheet()))

    def action_bottom(self) -> None:
        """The newest event, and follow."""
        self._put(followed(self._window))

    def action_follow(self) -> None:
        """Follow the tail, or stand still."""
        self._put(toggled(self._window, self._sheet()))

    def action_right(self) -> None:
        """Unfold identical events; else look further right."""
        if self._items:
            item = self._items[selected(self._window, self._sheet())]
            if item.folded:
                self._window = stopped(self._window, self._sheet())
                self._unfold(self._unfolded | {event.id for event in item.events})
                return
        self.action_sideways(1)

    def action_left(self) -> None:
        """Look further left; at the left edge fold identical events again."""
        event = self.selected_event
        if self._shift == 0 and event is not None and event.id in self._unfolded and self._page is not None:
            groups = items(self._page.rows)
            group = next((each for each in groups if each.id <= event.id <= each.last), groups[0])
            self._unfold(self._unfolded - {each.id for each in group.events})
            return
        self.action_sideways(-1)

    def action_sideways(self, by: int) -> None:
        """Push long messages sideways; wrapped ones have no other side."""
        if self.view is not None and not self.view.wrap:
            self._shift = max(0, self._shift + by * _SIDEWAYS)
            self.paint()

    def action_find(self, by: int) -> None:
        """The next or previous hit."""
        if self.search:
            self._jump(by, self.search.lower())
        else:
            self.post_message(Said("nothing to search for yet; / begins"))

    def action_failure(self, by: int) -> None:
        """The next or previous failure."""
        self._jump(by, "")

    def on_click(self, event: Click) -> None:
        """A click selects the event under it."""
        sheet = self._sheet()
        skipped = int(self.titled) + (self._window.passed is not None)
        lines = list(sheet.visible(*first(self._window, sheet), sheet.rows))
        if 0 <= event.y - skipped < len(lines):
            self._put(pointed(self._window, sheet, lines[event.y - skipped][0]))

    def wheel(self, by: int) -> None:
        """The wheel moves the pane."""
        self._put(scrolled(self._window, self._sheet(), by))

    def _sheet(self) -> Sheet:
        view = self.view
        width, height = self.size
        form = columns(width, view.timestamps if view is not None else "abs")
        named = not form.step and self._page is not None and not self._page.query.step
        rows = height - int(self.titled) - 1 - (self._window.passed is not None)
        ends = self._page is None or not self._page.newer
        return Sheet(self._items, form.message, max(rows, 1), view is not None and view.wrap, ends, named)

    def _put(self, window: Window) -> None:
        """What the user did: another window, other rows if they run out, another picture."""
        self._seek = None
        self._window = window
        self._need()
        self.paint()
        self._tell()

    def _tell(self) -> None:
        """The moment of the cursor is everybody's; the tail is now. Rows still to come are told when they are here."""
        event = None if self._window.follow else self.selected_event
        if self.view is None or (
            event is not None and not covers(self._page or EventsPage(), self._window.cursor or 0)
        ):
            return
        time = event.time if event is not None else None
        if time != (self._sent[-1] if self._sent else self._time):
            self._led = False
            self._sent.append(time)
            self.post_message(Selected(replace(self.view.address, time=time)))

    def _lead(self, time: float | None) -> None:
        """Go where somebody else points: to the last event of that time, or to the tail for now."""
        if time in self._sent:
            del self._sent[: self._sent.index(time) + 1]
            return
        self._sent.clear()
        if self._window.frozen:
            return
        led, self._led = self._led, time is not None
        if time is not None:
            self._seek = Moment(time)
            if self._page is not None and scope_of(self._page.query) == scope_of(self._asked):
                self._look_at(Moment(time), self._page)
        elif led:
            self._seek, self._window = None, followed(self._window)
            self._need()

    def _arrive(self, page: EventsPage) -> None:
        if isinstance(self._seek, Moment) and page.query == self._asked:
            self._look_at(self._seek, page)
        elif isinstance(self._seek, Seek) and page.query == self._asked:
            self._look_on(self._seek, page)
        elif self._page is None or scope_of(self._page.query) != scope_of(self._asked):
            fresh = Window(frozen=self.frozen)
            if accepts(fresh, page, self._asked):
                self._show(page, fresh)
        elif accepts(self._window, page, self._asked):
            self._show(page, arrived(self._window, self._page, page, self._sheet().rows))
            self._need()
            if self._window.cursor == 0:
                self._window = replace(self._window, cursor=page.rows[0].id if page.rows else 0)
                self._tell()

    def _show(self, page: EventsPage | None, window: Window) -> None:
        self._page, self._window = page, window
        self._items = items(page.rows, self._unfolded) if page is not None else ()

    def _unfold(self, unfolded: set[int]) -> None:
        self._unfolded = unfolded
        self._show(self._page, self._window)
        self._need()
        self.paint()

    def _need(self) -> None:
        if self._page is not None and self._seek is None and not self._window.frozen:
            query = wanted(self._window, self._page, self._asked, self._sheet().rows)
            if query != self._asked:
                self._ask(query)

    def _ask(self, query: EventsQuery) -> None:
        self._asked = query
        self.post_message(EventsWanted(query))

    def _hits_here(self, text: str) -> bool:
        event = self.selected_event
        return event is not None and text.lower() in event.message.lower()

    def _jump(self, by: int, needle: str) -> None:
        """To the next event that is looked for, on this page or on the pages that follow."""
        if self._page is None or not self._items:
            return
        item = self._items[selected(self._window, self._sheet())]
        self._look_on(Seek(by, needle, item.last if by > 0 else item.id), self._page)
        self.paint()

    def _look_on(self, seek: Seek, page: EventsPage) -> None:
        rows = page.rows if seek.by > 0 else tuple(reversed(page.rows))
        found = next((event for event in rows if seek.finds(event)), None)
        more = page.newer if seek.by > 0 else page.older
        if found is not None:
            self._seek = None
            still = stopped(self._window, self._sheet())
            self._show(page, still)
            self._put(pointed(still, self._sheet(), self._sheet().index(found.id)))
        elif more and rows:
            self._seek = replace(seek, edge=rows[-1].id)
            self._ask(replace(scope_of(self._asked), anchor=rows[-1].id, rows=SEEK_ROWS))
        else:
            self._seek = None
            what = f"no hit for {seek.needle}" if seek.needle else "no failure"
            self.post_message(Said(f"{what} {'below' if seek.by > 0 else 'above'}"))
            self._need()

    def _look_at(self, moment: Moment, page: EventsPage) -> None:
        found, further = moment.found(page), moment.narrowed(page)
        if found is not None or further is None:
            self._seek = None
            still = stopped(self._window, self._sheet())
            self._show(page, still)
            if found is not None:
                self._window = pointed(still, self._sheet(), self._sheet().index(found.id))
            self._need()
        else:
            self._seek = further
            self._ask(replace(scope_of(self._asked), anchor=further.anchor, rows=EventsQuery().rows))
