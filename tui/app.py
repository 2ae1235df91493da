"""The app around the deck: colours, workers, the feed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from time import time
from typing import TYPE_CHECKING, ClassVar, Self

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import events, on, work
from textual._compositor import ChopsUpdate
from textual.binding import BindingType
from textual.driver import Driver
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES, Theme

from wave_tui.data.address import Address
from wave_tui.data.models import Artifact, BadLine
from wave_tui.data.views import RunsQuery, Snapshot

from .commanded import CommandedApp
from .control.pen import Control, Pen
from .display import Display
from .feed import Feed
from .filtering import EventFilter
from .kept import Kept, as_chosen, begin_at, words_of
from .keystrokes import Keystrokes
from .messages import (
    DeckComplete,
    EngineAnswered,
    MouseWanted,
    PreviewWanted,
    QueryAsked,
    SnapshotRead,
)
from .palette import THEMES, Palette
from .present.header import quiet
from .present.numbers import size
from .present.view import View
from .screens.deck import Deck
from .terminal.driver import PasteCut, WaveDriver
from .terminal.governor import interval
from .terminal.update import NarrowUpdate

if TYPE_CHECKING:
    from wave_tui.data.artifacts.model import Preview
    from wave_tui.data.pipelines.model import Pipeline

_DEPTHS = {"truecolor": ColorSystem.TRUECOLOR, "256": ColorSystem.EIGHT_BIT, "16": ColorSystem.STANDARD}


@dataclass(frozen=True)
class Launch:
    """What a deck starts with; ``settle`` runs in a thread after the first paint and answers what it found.

    ``settle`` returns the display that is really in force, the key map and a sentence for the last line;
    ``definitions`` loads the pipelines; ``preview`` reads a part of an artifact from an offset in bytes; ``control``
    leads to the engine. ``bad_lines`` reads the newest bad records of event files. ``export`` writes a run, in a form,
    to a new file (empty: one that is called after the run) and answers its path; it raises WaveTuiError or OSError.
    ``kept`` is what the deck before this one left, ``keep`` keeps words for the next one.
    """

    project: str
    host: str
    feed: Feed
    first: Future[Snapshot]
    display: Display
    settle: Callable[[], Settled]
    definitions: Callable[[], tuple[Pipeline, ...]]
    preview: Callable[[Artifact, int], Preview]
    control: Control
    address: Address = Address()
    clock: Callable[[], float] = time
    root: str = ""
    bad_lines: Callable[[], tuple[BadLine, ...]] = tuple
    export: Callable[[str, str, str], str] = lambda run, form, file: file
    kept: Kept = Kept()
    keep: Callable[[Mapping[str, str]], None] = lambda words: None


@dataclass(frozen=True, slots=True)
class Settled:
    """What the validated settings say: display, keys by binding id, complaints (one a line), and whether to write."""

    display: Display
    keys: dict[str, str]
    complaint: str = ""
    read_only: bool = False


class WaveApp(CommandedApp, inherit_bindings=False):
    """One project's cockpit; ``defined`` once the pipelines' definitions are loaded."""

    CSS_PATH = "../styles/deck.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    INLINE_PADDING = 0

    def __init__(self, launch: Launch, *, driver_class: type[Driver] | None = None) -> None:
        self._launch = launch
        self.display_now = launch.display
        self._paced = launch.display.pace
        self.defined = False
        self._first_deck: Deck | None = None
        self._keystrokes = Keystrokes(super().on_event, self._who_hears_keys)
        super().__init__(driver_class=driver_class)
        self._send_colours()
        for palette in THEMES.values():
            self.register_theme(_theme(palette))
        self.theme = f"wave-{launch.display.palette.name}"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The house tokens for themes that are not ours."""
        return _variables(THEMES["dark"])

    def get_default_screen(self) -> Deck:
        """The deck, with the first snapshot already in it."""
        launch = self._launch
        snapshot, now = launch.first.result(), launch.clock()
        address = launch.address if launch.address.run else begin_at(launch.kept, snapshot.runs)
        view = View(snapshot, now, now, now, launch.display.look, address, launch.project, launch.host, launch.root)
        view = replace(view, timestamps=launch.display.timestamps, wrap=launch.display.wrap)
        self._first_deck = Deck(
            view,
            launch.display.palette,
            checked=lambda: launch.feed.checked,
            clock=launch.clock,
            bounds=launch.display.bounds,
        )
        self._first_deck.touched = bool(launch.address.run)
        self._first_deck.since = launch.kept.left if address == launch.kept.address else 0.0
        self._first_deck.restored = "" if launch.address.run else launch.kept.address.run
        self._first_deck.pen = Pen(self, launch.control, launch.clock)
        return self._first_deck

    @property
    def last_view(self) -> View | None:
        """What the deck shows, or showed last once the app is over; None before it was there."""
        return self._first_deck.view if self._first_deck is not None else None

    def refresh(self, *, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint every cell again, whatever the terminal shows now."""
        if self.screen_stack and not recompose:
            self.screen.refresh(self.screen.region, repaint=repaint, layout=layout)
            return self
        return super().refresh(repaint=repaint, layout=layout, recompose=recompose)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        narrow = NarrowUpdate.of(renderable) if isinstance(renderable, ChopsUpdate) else renderable
        super()._display(screen, narrow)

    @property
    def deck(self) -> Deck:
        """The only screen that is not a dialog."""
        found = self.screen_stack[0]
        assert isinstance(found, Deck)
        return found

    async def on_event(self, event: events.Event) -> None:
        """The first key makes the selection the user's; keys are handled one after the other."""
        if isinstance(event, (events.Key, events.MouseDown)) and self.screen_stack:
            self.deck.touched = True
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._keystrokes.take(event)
        else:
            await super().on_event(event)

    @property
    def kept_words(self) -> dict[str, str]:
        """What the next deck shall know of this one."""
        deck, shown = self._first_deck, self.display_now
        if deck is None:
            return {}
        words = words_of(deck.kept_now)
        if deck.view.timestamps != shown.timestamps:
            words |= as_chosen("timestamps", deck.view.timestamps)
        if deck.view.wrap != shown.wrap:
            words |= as_chosen("wrap", "yes" if deck.view.wrap else "no")
        return words

    def on_ready(self) -> None:
        """The first frame is painted: ask for what is inside the selected run, and limit the runs as they were."""
        if self._launch.kept.runs.active:
            self.deck.filter_runs(RunsQuery(self._launch.kept.runs))
        self._launch.feed.ask(self.deck.query_now)
        self.feed_deck()

    @on(DeckComplete)
    def _deck_complete(self) -> None:
        """Everything that can wait until the panels are painted."""
        gc.freeze()
        gc.enable()
        if self._launch.kept.events != EventFilter():
            self.deck.show_events(self._launch.kept.events)
        self.settle()

    @work(group="feed", exclusive=True, exit_on_error=True)
    async def feed_deck(self) -> None:
        """Snapshots from the reader's thread, as long as the app lives."""
        try:
            await self._launch.feed.run(self._post, self._pace, self._live)
        finally:
            await self._launch.feed.close()

    @work(group="settle", thread=True)
    def settle(self) -> None:
        """Validate the settings and load the definitions without delaying the first frame."""
        settled = self._launch.settle()
        self.call_from_thread(self.apply, settled)
        self.call_from_thread(self.define, self._launch.definitions())

    def apply(self, settled: Settled) -> None:
        """Put validated settings in force."""
        if settled.keys:
            self.set_keymap(settled.keys)
            self.deck.show_keys(settled.keys)
        if settled.display != self.display_now:
            self.show_display(settled.display)
        self.deck.show_mode(settled.read_only)
        if settled.complaint:
            first, *others = settled.complaint.splitlines()
            more = f" and {len(others)} more" if others else ""
            self.deck.say(f"settings: `wave-tui doctor` tells this{more} in full: {first}")

    def define(self, pipelines: tuple[Pipeline, ...]) -> None:
        """The definitions are known now."""
        self.deck.define(pipelines)
        self.deck.begin_control()
        self.defined = True
        self._launch.feed.ask(self.deck.query_now)

    def show_display(self, display: Display) -> None:
        """Another display in force; times and wrapping that it leaves alone stay as the user has them."""
        before, self.display_now = self.display_now, display
        self._send_colours()
        self.theme = f"wave-{display.palette.name}"
        if (before.timestamps, before.wrap) != (display.timestamps, display.wrap):
            self.deck.show_times(display.timestamps, wrap=display.wrap)
        if before.mouse != display.mouse and isinstance(self._driver, WaveDriver):
            self._driver.mouse = display.mouse
        self.deck.show_display(display.look, display.palette, display.bounds)

    @on(SnapshotRead)
    def _snapshot_read(self, message: SnapshotRead) -> None:
        if self.screen_stack:  # else the app is over
            self.deck.show_snapshot(message.snapshot)

    @on(QueryAsked)
    def _query_asked(self, message: QueryAsked) -> None:
        self._launch.feed.ask(message.query)

    @on(PreviewWanted)
    def _preview_wanted(self, message: PreviewWanted) -> None:
        self.read_preview(message.artifact, message.offset)

    @work(group="preview", exclusive=True, thread=True)
    def read_preview(self, artifact: Artifact, offset: int) -> None:
        """Read a part of an artifact without holding up the screen."""
        found = self._launch.preview(artifact, offset)
        from .present.artifacts import Answer

        self.call_from_thread(self.deck.show_preview, Answer(artifact, offset, found))

    @on(EngineAnswered)
    def _engine_answered(self, message: EngineAnswered) -> None:
        if self.screen_stack:  # else the app is over
            message.tell()
            self.deck.show_control()
            self._launch.feed.look()

    @on(MouseWanted)
    def _mouse_wanted(self, message: MouseWanted) -> None:
        if isinstance(self._driver, WaveDriver):
            self._driver.mouse = message.on and self.display_now.mouse

    @on(PasteCut)
    def _paste_cut(self, message: PasteCut) -> None:
        self.deck.say(f"the paste was cut: {size(message.lost)} at its end were dropped")

    def _send_colours(self) -> None:
        """How many colours are sent is the setting's word, not what Rich makes of the environment."""
        self.console._color_system = _DEPTHS.get(self.display_now.colours, ColorSystem.STANDARD)

    def _who_hears_keys(self) -> list[MessagePump]:
        heard = self.focused or self.screen
        return [heard, *heard.ancestors]

    def _post(self, snapshot: Snapshot) -> None:
        self.post_message(SnapshotRead(snapshot))

    def _pace(self) -> float:
        driver = self._driver
        backlog = driver.backlog if isinstance(driver, WaveDriver) else 0
        self._paced = interval(backlog, self._paced, self.display_now.pace)
        return self._paced

    def _live(self) -> bool:
        return not quiet(self.deck.view.snapshot)


def _theme(palette: Palette) -> Theme:
    if palette.background is None:
        own = BUILTIN_THEMES["ansi-dark" if palette.dark else "ansi-light"]
        return replace(own, name=f"wave-{palette.name}", variables=own.variables | _variables(palette))
    return Theme(
        name=f"wave-{palette.name}",
        primary="#6cb4ff",
        background=palette.background,
        surface=palette.background,
        dark=palette.dark,
        variables=_variables(palette),
    )


def _variables(palette: Palette) -> dict[str, str]:
    made = {"wave-bg": palette.background or "ansi_default"}
    for token, style in palette.styles.items():
        colour = style.color.name if palette.background and style.color else "ansi_default"
        made[f"wave-{token}"] = colour
    return made
