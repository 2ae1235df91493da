"""Lines of the event pane: columns, messages, search hits, the line that says whether it follows."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from wave_tui.data.models import Event
from wave_tui.data.states import Word
from wave_tui.data.views import EventsPage, EventsQuery

from .event_kind import Kind, is_failure, kind, owner, source, spent
from .event_sheet import Item, Sheet
from .event_window import Passed, Window, below
from .facts import settled
from .line import Line, Piece, column, cut, cut_middle, fit, join, line, spread, width
from .look import Look
from .numbers import UNKNOWN, age, clock, duration, percent
from .runs import short_id
from .view import View

_TIME = 8
_GUTTER = 2
_STEP = 10
_KIND = 10
_TOKENS = 6
_STEP_FROM = 90
_TOKENS_FROM = 60
_TIME_FROM = 40


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns there are and where the message begins."""

    cells: int
    time: bool
    step: bool
    tokens: bool

    @property
    def attempt(self) -> int:
        """Cells of the attempt and the air behind it."""
        return 4 if self.step or self.cells < _TOKENS_FROM else 5

    @property
    def indent(self) -> int:
        """Where messages begin."""
        return (_TIME if self.time else 0) + _GUTTER + (_STEP + 1 if self.step else 0) + self.attempt + 2 + _KIND

    @property
    def message(self) -> int:
        """Cells of a message."""
        return max(self.cells - self.indent - (_TOKENS + 1 if self.tokens else 0), 1)


@dataclass(frozen=True, slots=True)
class Hand:
    """What the reader's hands did to the pane: how far it is pushed sideways and what is searched for."""

    shift: int = 0
    search: str = ""


def columns(cells: int, timestamps: str) -> Columns:
    """The columns for a width; whole columns give way, numbers are never cut."""
    return Columns(cells, timestamps != "off" and cells >= _TIME_FROM, cells >= _STEP_FROM, cells >= _TOKENS_FROM)


def item_line(item: Item, at: int, sheet: Sheet, view: View, form: Columns, hand: Hand, cursor: Piece) -> Line:
    """One line of an item; only lines that are visible are ever asked for."""
    event = item.events[-1 if item.folded else 0]
    lead = _lead(event, view, form, cursor) if at == 0 else (_blank(form, cursor), *_pad(form))
    right = _right(event, view.look, form, wrap=sheet.wrap)
    room = form.message if sheet.wrap else form.cells - form.indent - (width(right) + 1 if right and at == 0 else 0)
    if item.folded:
        return _whole(lead, Kind("folded"), _fold(item), (), view.look, form)
    sort = kind(event)
    text = sheet.texts(event)[at]
    room -= max(cell_len(sort.word) + 1 - _KIND, 0) if at == 0 else 0
    said = _said(text, sort, at, room, view.look, hand, wrap=sheet.wrap)
    if sheet.named and at == 0 and not hand.shift:
        said = _owned(said, owner(event))
    if cursor[0] != " ":
        said = tuple((piece, f"{style} bold") for piece, style in said)
    if at:
        return fit((*lead, *_hits(said, hand.search)), form.cells)
    return _whole(lead, sort, _hits(said, hand.search), right, view.look, form)


def badge(window: Window, page: EventsPage, sheet: Sheet, cells: int) -> Line:
    """Whether the pane follows, and what waits below it."""
    if window.frozen:
        return fit(line(("held while a dialog is open", "dim")), cells)
    if window.follow:
        return fit(line(("follow on", "dim")), cells)
    rows, failed, new = below(window, page, sheet)
    waiting = line((f"{_grouped(rows)} {'new ' if new else ''}below", "accent bold")) if rows else ()
    wrong = line((f"{_grouped(failed)} ", "text"), ("FAIL", "fail bold")) if failed else ()
    return fit(join([line(("follow off", "dim")), waiting, wrong, line(("G", "key"), (" resumes", "dim"))]), cells)


def passed_line(passed: Passed, cells: int) -> Line:
    """What went by too fast to be shown."""
    rows = f"{_grouped(passed.count)} rows" if passed.exact else f"more than {_grouped(passed.count)} rows"
    return fit(line((f"{rows} passed, scroll up to read", "dim")), cells)


def scope(query: EventsQuery, search: str, child: str = "") -> tuple[Line, ...]:
    """What limits the pane, as facts of its title; ``child`` is the child run whose log is shown."""
    attempt = f"A{query.attempt}" if query.attempt is not None else ""
    where = " ".join(part for part in (short_id(child), query.step, attempt, *query.subtask[-1:]) if part)
    kept = (query.text, *query.levels, query.persona, *query.sources)
    shown = (*(f"keep {word}" for word in kept if word), f"/{search}" if search else "", f"&{where}" if where else "")
    return tuple(line((text, "accent")) for text in shown if text)


def nothing(view: View, page: EventsPage | None) -> Line:
    """Why there is no event."""
    place = view.address
    if not place.run:
        return line(("  no run selected", "dim"))
    if page is None:
        return line(("  reading events", "dim"))
    if page.query.levels or page.query.persona or page.query.sources:
        return line(("  no event is of that level, persona or source; an empty & shows all", "dim"))
    if page.query.text:
        return line((f"  no event matches {page.query.text}; an empty & shows all", "dim"))
    return line((f"  no events yet{_known(view)}", "dim"))


def _known(view: View) -> str:
    step = next((each for each in view.detail.steps if each.id == view.address.step), None) if view.detail else None
    if step is None or step.progress is None:
        return "" if step is None or step.started is not None else "; the step has not started"
    seen = view.run.seen if view.run is not None else None
    since = f", updated {age(view.calm - seen)} ago" if seen is not None else ""
    return f"; step_progress says {percent(step.progress)}{since}"


def _lead(event: Event, view: View, form: Columns, cursor: Piece) -> Line:
    made: list[Piece] = []
    if form.time:
        made.append((f"{_time(event, view):<{_TIME}}", "faint"))
    made.append(("?", "warn") if event.notes else (" ", "text"))
    made.append(cursor)
    if form.step:
        made.append((f"{column(cut_middle(event.step, _STEP, view.look.glyphs.ellipsis), 'text', _STEP)[0]} ", "dim"))
    attempt = f"A{event.attempt}" if event.attempt is not None else ""
    return (*made, (f"{attempt:<{form.attempt}}", "dim" if _superseded(event, view) else "text"))


def _blank(form: Columns, cursor: Piece) -> Piece:
    lead = " " * ((_TIME if form.time else 0) + 1)
    return (lead + cursor[0], cursor[1])


def _pad(form: Columns) -> Line:
    used = (_TIME if form.time else 0) + _GUTTER
    return ((" " * (form.indent - used), "text"),)


def _time(event: Event, view: View) -> str:
    if view.timestamps == "rel":
        began = view.run.started if view.run is not None else None
        if event.time is None or began is None:
            return UNKNOWN
        return ("+" if event.time > began - 1 else "") + duration(event.time - began)
    return clock(event.time, view.look.zone)


def _superseded(event: Event, view: View) -> bool:
    steps = view.detail.steps if view.detail is not None else ()
    step = next((each for each in steps if each.id == event.step), None)
    return bool(step and step.attempts and event.attempt is not None and event.attempt < step.attempts[-1].number)


def _right(event: Event, look: Look, form: Columns, *, wrap: bool) -> Line:
    """Tokens, else the line of source that said it, which failures tell below: with its folders where there is room."""
    if not form.tokens:
        return ()
    tokens = spent(event)
    if tokens or not event.place or wrap or is_failure(event):
        return (column(tokens, "dim", _TOKENS, right=True),) if tokens else ()
    place = event.place if form.step else source(event)
    return line((cut_middle(place, (form.cells - form.indent) // 3, look.glyphs.ellipsis), "faint"))


def _whole(lead: Line, sort: Kind, said: Line, right: Line, look: Look, form: Columns) -> Line:
    mark: Piece = (look.glyphs.of(sort.glyph) + " ", _glyph_style(sort))
    name = f"{sort.word:<{_KIND}}" if cell_len(sort.word) < _KIND else f"{sort.word} "
    left = (*lead, mark, (name, sort.style), *said)
    return settled([spread(left, right, form.cells, 1) if right else fit(left, form.cells)], look)[0]


def _glyph_style(sort: Kind) -> str:
    return "ok" if sort.glyph is Word.OK else sort.style


def _fold(item: Item) -> Line:
    return line((f"{_grouped(len(item.events))} similar folded", "dim"), ("  l", "key"), (" unfolds", "dim"))


def _said(text: str, sort: Kind, at: int, room: int, look: Look, hand: Hand, *, wrap: bool) -> Line:
    ellipsis = look.glyphs.ellipsis
    shift = 0 if wrap else hand.shift
    text = text[: shift + 4 * room]
    if shift and text:
        text = ellipsis + _from(text, shift + cell_len(ellipsis))
    if at and not wrap:
        return line((cut(text, room, ellipsis), "dim"))
    if sort.word == "tool" and at == 0 and not shift:
        tool, blank, target = text.partition(" ")
        tool, left = cut(tool, room, ellipsis), max(room - cell_len(tool) - 1, 0)
        shown = cut(target, left, ellipsis) if " " in target else cut_middle(target, left, ellipsis)
        return line((tool, "text bold"), (blank + shown, "dim"))
    return line((text if wrap else cut(text, room, ellipsis), sort.message))


def _owned(said: Line, name: str) -> Line:
    (text, style), *rest = said or (("", "text"),)
    return line((name[: len(text)], "dim"), (text[len(name) :], style), *rest)


def _from(text: str, cells: int) -> str:
    for index, character in enumerate(text):
        if cells <= 0:
            return text[index:]
        cells -= cell_len(character)
    return ""


def _hits(of: Line, needle: str) -> Line:
    """The line with every hit underlined; letters are compared without regard to case."""
    if not needle:
        return of
    made: list[Piece] = []
    for text, style in of:
        low, sought, start = text.lower(), needle.lower(), 0
        while len(low) == len(text) and (found := low.find(sought, start)) >= 0:
            made.extend(((text[start:found], style), (text[found : found + len(sought)], "accent bold underline")))
            start = found + len(sought)
        made.append((text[start:], style))
    return line(*made)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")
