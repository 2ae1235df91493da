"""The deck: what its keys and commands do."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.events import DescendantFocus

from wave_tui.data.address import Address
from wave_tui.data.address import parse as parse_address
from wave_tui.data.errors import WaveTuiError
from wave_tui.data.views import RunsQuery, Snapshot

from ..filtering import EventFilter, filter_of, runs_filter
from ..keys import DECK
from ..messages import (
    AddressLeft,
    CommandGiven,
    Drilled,
    MouseWanted,
)
from ..present.arrange import ORDER, TABBED, Wish
from .deck_control import DeckControl

if TYPE_CHECKING:
    from .trail import Trail

_TIMESTAMPS = ("abs", "rel", "off")


class Deck(DeckControl):
    """Runs, tree, timeline, events, artifacts, metrics and graph of one project."""

    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in DECK]

    _sought = ""

    @cached_property
    def _trail(self) -> Trail:
        from .trail import Trail

        return Trail()

    def action_panel(self, name: str) -> None:
        """Show a panel and give it the keys."""
        if name in self.bounds.panels:
            self._go(name)
        else:
            from ..present.deployments import NONE

            missing = name == "deployments" and self.view.snapshot.deployments is None
            self.say(NONE if missing else f"{name} is not among the panels of the setting display.panels")

    def action_next_panel(self, by: int) -> None:
        """The next panel on the screen; where only one is shown, the next of all."""
        shown = [name for name in ORDER if self.arrangement.place(name)]
        among = shown if len(shown) > 1 else list(self.bounds.among(ORDER))
        at = among.index(self.wish.active) if self.wish.active in among else 0
        self._go(among[(at + by) % len(among)])

    def action_next_tab(self, by: int) -> None:
        """The next of the panels that share a place."""
        among = self.arrangement.tabs or self.bounds.among(TABBED) or (self.wish.active,)
        current = self.wish.active if self.wish.active in among else self.wish.tab
        self._go(among[(among.index(current) + by) % len(among)] if current in among else among[0])

    def action_last_view(self) -> None:
        """Back to the panel before this one."""
        self._go(self.previous)

    def action_zoom(self) -> None:
        """The panel alone, or all of them again."""
        self.wish = replace(self.wish, zoomed=not self.wish.zoomed)

    def action_bare(self) -> None:
        """The panel's lines alone on the screen and no mouse, so that the terminal can select them; or back."""
        self.wish = replace(self.wish, bare=not self.wish.bare)

    def watch_wish(self, before: Wish, after: Wish) -> None:
        """Other panels; the mouse belongs to the terminal while a page is bare."""
        super().watch_wish(before, after)
        if before.bare != after.bare:
            self.post_message(MouseWanted(not after.bare))

    def action_widen(self) -> None:
        """One level up in the address."""
        wider = self.view.address.widen()
        self.select(wider if wider.run else self.view.address)

    def action_back(self) -> None:
        """Filter, marks, then one level back; harmless everywhere."""
        runs = self.query_now.runs.filter
        if self.wish.bare:
            self.action_bare()
        elif self.wish.active == self.home and runs.active:
            self.filter_runs(RunsQuery())
        elif self.wish.active == self.home and self.view.marks:
            self.view = replace(self.view, marks=frozenset())
        elif self.wish.active == "events" and filter_of(self.query_now.events) != EventFilter():
            self.show_events(EventFilter())
        elif (stop := self._trail.back(self.wish)) is not None:
            self.select(stop.address)
            self._show(stop.wish)
        elif self.wish.zoomed:
            self.wish = replace(self.wish, zoomed=False)
        elif self.wish.active != self.home:
            self._go(self.home)
        else:
            self.say("q leaves; nothing to go back to here")

    def action_attention(self) -> None:
        """Only runs that need attention, or all again."""
        now = self.query_now.runs.filter
        self.filter_runs(RunsQuery(replace(now, attention=not now.attention)))

    def action_failure(self, by: int) -> None:
        """The next or previous failure of the open run, in whatever panel; in the timeline its moment too."""
        detail = self.view.detail
        if detail is None:
            self.say("no run is open, so there is no failure to go to")
            return
        from ..present.tree_find import failure_beside

        found = failure_beside(detail, self.view.address, by, timed=self.wish.active == "timeline")
        if found is not None:
            self.select(found)
        else:
            self.say(f"no failure {'below' if by > 0 else 'above'} in this run")

    def action_wrap(self) -> None:
        """Wrap long lines or not."""
        self.view = replace(self.view, wrap=not self.view.wrap)

    def action_timestamps(self) -> None:
        """Absolute, relative, off."""
        after = _TIMESTAMPS[(_TIMESTAMPS.index(self.view.timestamps) + 1) % len(_TIMESTAMPS)]
        self.view = replace(self.view, timestamps=after)
        self.say(f"timestamps {after}")

    def action_baseline(self) -> None:
        """The medians of earlier runs in the timeline."""
        self.view = replace(self.view, baseline=not self.view.baseline)

    def action_critical(self) -> None:
        """The critical path in the timeline."""
        self.view = replace(self.view, critical=not self.view.critical)

    def action_leave(self) -> None:
        """One level back; at the top: leave."""
        if self.wish.bare or self.wish.zoomed or self.wish.active != self.home:
            self.action_back()
        else:
            self.app.exit()

    def action_quit_now(self) -> None:
        """Leave; runs go on."""
        self.app.exit()

    def action_how_to_leave(self) -> None:
        """Control-C never acts on runs; selected text is copied by the screen before this is reached."""
        self.say("ctrl+c touches no run; q goes back, Q leaves")

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """A reader answered; a run that was asked for by name and is not there is told, and all is as before."""
        super().show_snapshot(snapshot)
        self._forget_restored(snapshot)
        if not self._sought or snapshot.query.run != self._sought:
            return
        if snapshot.detail is None and self.view.address.run == self._sought:
            self.action_back()
            self.say(f"there is no run {self._sought} in this store")
        self._sought = ""

    def _forget_restored(self, snapshot: Snapshot) -> None:
        """A run that was looked at when the deck was left may be gone: then the newest one is."""
        if self.restored and snapshot.query.run == self.restored:
            self.restored = ""
            there = snapshot.detail is not None or self.view.address.run != snapshot.query.run
            if not there and snapshot.runs.rows:
                self.select(Address(snapshot.runs.rows[0].id))

    def drill(self, address: Address) -> None:
        """Look inside a place: into a run's tree, and from there to the events of the place; a gate that waits asks."""
        gate = self.view.control.gate(address.run, address.step) if address.step and not address.sub else None
        if gate is not None:
            self.open_gate(gate)
            return
        self._trail.leave(self.wish, self.view.address)
        inside = address.run == self.view.address.run and (bool(address.step) or self.wish.active == "tree")
        self.select(address)
        target = "events" if inside and self.wish.active != "runs" else "tree"
        self._go(self._allowed(target), drilled=True)

    def goto(self, address: Address) -> None:
        """Go to an address, wherever the user is; the end of a run's id is enough when it is on the page."""
        ids = [run.id for run in self.view.snapshot.runs.rows if address.run and run.id.endswith(address.run)]
        if len(ids) == 1:
            address = replace(address, run=ids[0])
        self._sought = address.run
        self._trail.leave(self.wish, self.view.address)
        self.select(address)
        self._go(self._allowed("tree" if address.run else "runs"), drilled=True)

    def _allowed(self, name: str) -> str:
        return name if name in self.bounds.panels else self.wish.active

    @on(Drilled)
    def _drilled(self, message: Drilled) -> None:
        message.stop()
        self.drill(message.address)

    @on(AddressLeft)
    def _address_left(self, message: AddressLeft) -> None:
        message.stop()
        self.action_back()

    def _go(self, name: str, *, drilled: bool = False) -> None:
        if name == self.home:
            self._trail.forget()
        tab = name if name in TABBED else self.wish.tab
        self._show(Wish(name, tab, self.wish.zoomed, drilled))

    def _show(self, wish: Wish) -> None:
        if wish.active != self.wish.active:
            self.previous = self.wish.active
        self.wish = wish
        self.keep_focus()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A panel that was clicked is the one with the keys; late news of a focus that moved on is none."""
        name = event.widget.id or ""
        if name in ORDER and name != self.wish.active and event.widget is self.focused:
            self._go(name)

    def run_command(self, text: str) -> None:
        """Carry out a command line; what is wrong with it is told, and no longer what was said before it."""
        if not text.strip():
            return
        from ..commands import parse

        self.view = replace(self.view, message=None)
        try:
            name, argument = parse(text)
            self._do(name, argument)
        except WaveTuiError as error:
            self.say(str(error))

    def _do(self, name: str, argument: str) -> None:
        if name == "goto":
            self.goto(parse_address(argument))
        elif name == "filter":
            self.filter_runs(RunsQuery(runs_filter(argument)))
        elif name in ("axis", "at"):
            self._time(name, argument)
        elif name == "approve":
            self.open_gate(self.view.control.gate(self.view.address.run, argument))
        else:
            self.post_message(CommandGiven(name, argument))

    def _time(self, name: str, argument: str) -> None:
        from ..commands import axis, moment

        if name == "at":
            near = self.view.run.started if self.view.run and self.view.run.started else self.view.now
            self.select(replace(self.view.address, time=moment(argument, near, self.view.look.zone)))
            return
        from ..widgets.timeline import TimelinePanel

        timeline = self.panels["timeline"]
        if isinstance(timeline, TimelinePanel):
            timeline.axis_mode = axis(argument)
