"""What the deck is made of: its panels, the view they draw from, the query that fills it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import time
from typing import TYPE_CHECKING, Self

from textual import on
from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.reactive import Reactive, var
from textual.screen import Screen
from textual.widget import Widget

from wave_tui.data.address import Address
from wave_tui.data.states import is_live
from wave_tui.data.views import Query, RunsQuery, Snapshot, StoreStatus

from ..filtering import filter_of
from ..kept import Kept
from ..keys import BARE_HINTS, PANEL_HINTS, hints
from ..messages import DeckComplete, EventsWanted, Marked, QueryAsked, RunsWanted, Said, Selected
from ..palette import DARK, Palette
from ..present.arrange import EVERYTHING, ORDER, TABBED, Arrangement, Bounds, Place, Wish, arrange
from ..present.control.words import idle_keys
from ..present.event_scope import events_of
from ..present.header import STALE_AFTER, is_stale, quiet
from ..present.look import Look
from ..present.runs import newest_live
from ..present.view import View
from ..widgets.bars import Footer
from ..widgets.panel import Panel
from .compositor import PaintingCompositor
from .panels import PANELS, Panels

if TYPE_CHECKING:
    from wave_tui.data.models import Run
    from wave_tui.data.pipelines.model import Pipeline

    from ..present.artifacts import Answer

CALM = 5.0
"""Seconds after which elapsed times move that are neither in the focused row nor in the Now panel."""
_SOON = 0.9
"""Seconds in which nobody sees that a clock stands."""
FIRST = ("header", "runs", "footer", "card", "tiny")
EMPTY = Wish("runs", zoomed=True)
"""A project without runs has one thing to say, and says it on the whole screen."""


class DeckBase(Screen[None]):
    """All panels on one screen; one view value goes down to them, messages come up.

    Until the first key (``touched``) the selection goes to a run that started ``since`` (unix seconds); afterwards it
    is the user's. ``restored`` is the run to begin with because it was looked at before, until it is known to be there.
    """

    AUTO_FOCUS = ""

    restored: str = ""
    since: float = 0.0

    view: var[View] = var(View, init=False, always_update=True)
    wish: var[Wish] = var(Wish, init=False)
    # The screen itself is only background: a focus that moves repaints two panels, not all that is there.
    focused = Reactive[Widget | None](None, repaint=False)
    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)

    def __init__(
        self,
        view: View,
        palette: Palette = DARK,
        *,
        checked: Callable[[], float] = time,
        clock: Callable[[], float] = time,
        bounds: Bounds = EVERYTHING,
    ) -> None:
        super().__init__()
        self._compositor = PaintingCompositor()
        self._wished = bounds
        self.keymap: Mapping[str, str] = {}
        self.set_reactive(DeckBase.view, view)
        self.set_reactive(DeckBase.wish, Wish(self.home, next(iter(bounds.among(TABBED)), TABBED[0])))
        self._checked = checked
        self._clock = clock
        self.palette = palette
        self.arrangement = Arrangement("", ())
        asked = events_of(view.address, view.detail)
        self.query_now = replace(view.snapshot.query, run=view.address.run, events=asked)
        self.panels = Panels(self._dress)
        self._painted = False
        self._reading = bool(view.address.run) and view.detail is None
        self._begun = self._whole = False
        self._told: tuple[View | None, float] = (None, 0.0)
        self.previous = self.home
        self.touched = False
        self.prompt_history: dict[str, list[str]] = {}

    @property
    def bounds(self) -> Bounds:
        """What the user allows, without panels that this project has no use for."""
        found = self.view.snapshot.deployments
        return self._wished if found is not None else self._wished.without("deployments")

    @property
    def home(self) -> str:
        """The panel at which every way back ends: the first there is."""
        return self.bounds.among(ORDER)[0]

    @property
    def kept_now(self) -> Kept:
        """What the next deck shall know of this one."""
        query = self.query_now
        return Kept(self.view.address, self._clock(), query.runs.filter, filter_of(query.events))

    def compose(self) -> ComposeResult:
        """What the first frame shows; other panels come when they are shown."""
        self.arrangement = arrange(*self.size, self._wish_now(), self.bounds)
        yield from (self.panels[place.name] for place in self._places())

    def on_mount(self) -> None:
        """Start ticking; the focus goes to the runs."""
        self.set_interval(1.0, self._tick)
        self._place()
        self.call_after_refresh(self._begin)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint what a new layout uncovers, and everything only when that is really asked for.

        Textual asks for everything with every widget that comes or goes, and once more right after its first paint.
        """
        whole = not regions and not recompose
        if whole and not layout and self.outer_size and not self._painted:
            self._painted = True
            return self
        repaint = repaint and not (whole and layout)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def on_resize(self) -> None:
        """Another size, another layout."""
        self._arrange()

    def watch_wish(self, before: Wish, after: Wish) -> None:
        """The user wants to see other panels."""
        self._arrange()

    def watch_view(self, view: View) -> None:
        """Hand the view to the panels shown: those inside a run once there is an answer about it, and news for them."""
        inside = _inside(view)
        late = inside is None or view.now >= self._told[1] + _SOON
        news = not self._reading and (late or inside != self._told[0])
        if news:
            self._told = inside, view.now
        for place in self._places():
            if news or place.name in FIRST:
                self.panels[place.name].view = view

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """A reader answered."""
        now = self._clock()
        view = replace(self.view, snapshot=snapshot, now=now, calm=now, checked=self._checked())
        self._reading = self._reading and snapshot.query.run != view.address.run
        if self._whole and _is_same(self.view.snapshot, snapshot) and not (quiet(snapshot) and is_stale(self.view)):
            self.set_reactive(DeckBase.view, view)  # the next second paints it, where anything runs
            return
        self.view = replace(view, pipeline=_definition(view))
        if self._begun and not self._whole and not self._reading:
            self._complete()
        self._arrange()
        newest = newest_live(snapshot.runs)
        if snapshot.runs.rows and not view.address.run:
            self.select(Address((newest or snapshot.runs.rows[0]).id))
        elif newest is not None and self._goes_to(newest):
            self.select(Address(newest.id))

    def _goes_to(self, newest: Run) -> bool:
        """Whether the selection goes to the newest run at work by itself: not from one that is at work, too."""
        run = self.view.run
        return not self.touched and (newest.started or 0.0) > self.since and not (run and is_live(run.state))

    def select(self, address: Address) -> None:
        """Make a place the selection and ask for what belongs to it."""
        events = filter_of(self.query_now.events).within(events_of(address, self.view.detail))
        known = self.query_now.run, replace(self.query_now.events, anchor=None, rows=events.rows)
        asks = (address.run, events) != known
        if address != self.view.address:
            view = replace(self.view, address=address)
            self._reading = asks and view.detail is None
            self.view = replace(view, pipeline=_definition(view))
            self._hint()
        if asks:
            self.ask(replace(self.query_now, run=address.run, events=events))

    def ask(self, query: Query) -> None:
        """Send a query up."""
        self.query_now = query
        self.post_message(QueryAsked(query))

    @on(Selected)
    def _selected(self, message: Selected) -> None:
        message.stop()
        self.select(message.address)

    @on(RunsWanted)
    def _runs_wanted(self, message: RunsWanted) -> None:
        message.stop()
        if message.query.filter == self.query_now.runs.filter:  # else the user has asked for other runs meanwhile
            self.ask(replace(self.query_now, runs=message.query))

    @on(EventsWanted)
    def _events_wanted(self, message: EventsWanted) -> None:
        message.stop()
        if message.query != self.query_now.events:
            self.ask(replace(self.query_now, events=message.query))

    @on(Marked)
    def _marked(self, message: Marked) -> None:
        message.stop()
        self.view = replace(self.view, marks=self.view.marks ^ {message.run})
        self._hint()

    @on(Said)
    def _said(self, message: Said) -> None:
        message.stop()
        self.say(message.text)

    def say(self, text: str) -> None:
        """One sentence in the last line."""
        now = self._clock()
        self.view = replace(self.view, now=now, message=(now, text))

    def define(self, pipelines: tuple[Pipeline, ...]) -> None:
        """The project's definitions are loaded."""
        view = replace(self.view, pipelines=pipelines, defined=True)
        self.view = replace(view, pipeline=_definition(view))

    def show_display(self, look: Look, palette: Palette, bounds: Bounds) -> None:
        """Other glyphs, colours or panels; what is no longer among them gives way to the first that is."""
        self.palette, self._wished = palette, bounds
        bounds = self.bounds
        for panel in self.panels.values():
            panel.palette = palette
        self.view = replace(self.view, look=look)
        shown = bounds.among((self.wish.active,)) or (self.home,)
        shared = bounds.among((self.wish.tab,)) or bounds.among(TABBED) or TABBED
        self.wish = replace(self.wish, active=shown[0], tab=shared[0])
        self._arrange()

    def show_times(self, timestamps: str, *, wrap: bool) -> None:
        """Other times beside events, other ends of long lines."""
        self.view = replace(self.view, timestamps=timestamps, wrap=wrap)

    def show_keys(self, keymap: Mapping[str, str]) -> None:
        """Other keys, by the ids of their actions; footer and help name them."""
        self.keymap = keymap
        self._hint()

    def show_mode(self, read_only: bool) -> None:
        """Whether everything that would write to the store is refused."""
        self.view = replace(self.view, read_only=read_only)

    def show_preview(self, answer: Answer) -> None:
        """A part of an artifact was read."""
        from ..widgets.artifacts import ArtifactsPanel

        panel = self.panels["artifacts"]
        assert isinstance(panel, ArtifactsPanel)
        panel.preview = answer

    def filter_runs(self, query: RunsQuery) -> None:
        """Another selection of runs, from its newest row."""
        self.ask(replace(self.query_now, runs=query))

    def _tick(self) -> None:
        now = self._clock()
        frozen = now - self._checked() > STALE_AFTER
        if frozen or is_stale(self.view) or not quiet(self.view.snapshot) or self.view.message is not None:
            calm = now if now - self.view.calm >= CALM else self.view.calm
            message = self.view.message if self.view.message and now - self.view.message[0] < 60 else None
            self.view = replace(self.view, now=now, calm=calm, message=message, checked=self._checked())

    def _arrange(self) -> None:
        self._hint()
        before, self.arrangement = self.arrangement, arrange(*self.size, self._wish_now(), self.bounds)
        if before != self.arrangement:
            self._place()

    def _place(self) -> None:
        if not self.is_attached:  # the program ends before its panels came
            return
        tabs = tuple(PANELS[name].tab for name in self.arrangement.tabs)
        for place in self._places():
            panel = self.panels[place.name]
            panel.styles.offset = (place.x, place.y)
            panel.styles.width, panel.styles.height = place.width, place.height
            panel.tabs = tabs if place.name in self.arrangement.tabs else ()
            panel.bare = self.wish.bare
            panel.view = self.view
            panel.display = True
            if not panel.is_attached:
                self.mount(panel)
        self.keep_focus()  # before anything is hidden: Textual would give its focus to a neighbour
        for name in self.panels:
            self.panels[name].display = self.arrangement.place(name) is not None

    def _places(self) -> list[Place]:
        """Where panels are shown now: to begin with only the list and its frame, so that it is there at once."""
        early = (*FIRST, self._wish_now().active)
        return [place for place in self.arrangement.places if self._whole or place.name in early]

    def _begin(self) -> None:
        """The first frame is painted: everything else as soon as what is inside the run is known."""
        self._begun = True
        if not self._reading:
            self._complete()

    def _complete(self) -> None:
        self._whole = True
        self._place()
        self.call_after_refresh(self.post_message, DeckComplete())

    def _wish_now(self) -> Wish:
        return self.wish if self.view.snapshot.runs.stored else EMPTY

    def _dress(self, panel: Panel) -> None:
        panel.set_reactive(Panel.palette, self.palette)
        panel.set_reactive(Panel.view, self.view)

    def _hint(self) -> None:
        footer = self.panels["footer"]
        assert isinstance(footer, Footer)
        own = PANEL_HINTS.get(self.wish.active, ())
        idle = frozenset() if self.view.marks else idle_keys(self.view.run)
        footer.hints = hints(own, self.keymap, idle) if self.view.snapshot.runs.stored else BARE_HINTS

    def keep_focus(self) -> None:
        """The panel that is wished for has the keys, unless something is being typed."""
        wanted = self.panels["tiny" if self.arrangement.tier == "tiny" else self._wish_now().active]
        if self.focused is None or isinstance(self.focused, Panel):
            self.set_focus(wanted, scroll_visible=False)


def _inside(view: View) -> View | None:
    """What panels inside a run draw from, but for the time: not the other runs; None while there is no such run."""
    snapshot = view.snapshot
    if view.detail is None:
        return None
    store = StoreStatus(snapshot.store.state, snapshot.store.message)
    within = Snapshot(
        store=store, detail=snapshot.detail, events=snapshot.events, history=snapshot.history,
        deployments=snapshot.deployments,
    )  # fmt: skip
    return replace(view, snapshot=within, now=0.0, calm=0.0, checked=0.0, message=None)


def _is_same(before: Snapshot, after: Snapshot) -> bool:
    """True when nothing but the time of reading differs, and of the last change while that is not shown."""
    store = before.store if quiet(after) else replace(before.store, changed=after.store.changed)
    return replace(before, read_at=after.read_at, store=store) == after


def _definition(view: View) -> Pipeline | None:
    run = view.run
    return next((each for each in view.pipelines if run is not None and each.name == run.pipeline), None)
