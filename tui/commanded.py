"""What the commands do that concern the whole program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from textual import on, work
from textual.app import App

from wave_tui.data.errors import UsageError, WaveTuiError

from .commands import export_wanted, pace_wanted, panels_wanted
from .display import Display, themed, usual_pace
from .kept import as_chosen
from .messages import CommandGiven
from .palette import THEMES
from .present.arrange import ORDER
from .present.numbers import size
from .present.runs import short_id
from .terminal.driver import WaveDriver

if TYPE_CHECKING:
    from .app import Launch
    from .screens.deck import Deck

Answer = TypeVar("Answer")


class CommandedApp(App[None], inherit_bindings=False):
    """An app that is told what to do by a line."""

    _launch: Launch
    display_now: Display

    @property
    def deck(self) -> Deck:
        """The only screen that is not a dialog."""
        raise NotImplementedError

    def show_display(self, display: Display) -> None:
        """Another display in force."""
        raise NotImplementedError

    def _pace(self) -> float:
        raise NotImplementedError

    @on(CommandGiven)
    def _command_given(self, message: CommandGiven) -> None:
        getattr(self, f"_command_{message.name}")(message.argument)

    def _command_theme(self, name: str) -> None:
        if name not in THEMES:
            self.deck.say(f"there is no theme {name!r}; known are {', '.join(THEMES)}")
            return
        self.show_display(themed(self.display_now, name))
        self.keep_chosen("theme", name)
        if self.display_now.colours == "none" and name != "none":
            self.deck.say("there are no colours here, because of NO_COLOR or the setting display.colour")

    def _command_panels(self, argument: str) -> None:
        try:
            names = panels_wanted(argument)
        except UsageError as error:
            self.deck.say(str(error))
            return
        bounds = replace(self.display_now.bounds, panels=tuple(name for name in ORDER if name in names))
        self.show_display(replace(self.display_now, bounds=bounds))
        self.keep_chosen("panels", "" if names == ORDER else ",".join(bounds.panels))

    def _command_refresh(self, argument: str) -> None:
        try:
            milliseconds = pace_wanted(argument)
        except UsageError as error:
            self.deck.say(str(error))
            return
        pace = usual_pace(remote=self.display_now.look.slow) if milliseconds is None else milliseconds / 1000
        self.show_display(replace(self.display_now, pace=pace))
        self.keep_chosen("refresh_rate", "" if milliseconds is None else str(milliseconds))
        self.deck.say(f"at most a paint every {pace:.2f}s while data changes")

    @work(group="keep", thread=True)
    def keep_chosen(self, name: str, word: str) -> None:
        """Keep a display setting for the next deck; an empty word takes the choice back."""
        self._launch.keep(as_chosen(name, word))

    def _command_redraw(self, _: str) -> None:
        self.refresh(layout=True)

    def _command_mouse(self, word: str) -> None:
        driver = self._driver
        if isinstance(driver, WaveDriver) and word in ("on", "off"):
            driver.mouse = word == "on"
        self.deck.say(f"mouse {word}" if word in ("on", "off") else "mouse on, or mouse off")

    def _command_stats(self, _: str) -> None:
        driver = self._driver
        sent = driver.sent if isinstance(driver, WaveDriver) else 0
        self.deck.say(f"{size(sent)} sent, at most a paint every {self._pace():.2f}s while data changes")

    def _command_quit(self, _: str) -> None:
        self.exit()

    def _command_bad(self, _: str) -> None:
        self.read_bad()

    def _command_export(self, argument: str) -> None:
        run = self.deck.view.address.run
        try:
            form, file = export_wanted(argument)
        except UsageError as error:
            self.deck.say(str(error))
            return
        if run:
            self.deck.say(f"writing {short_id(run)} as {form}")
            self.write_export(run, form, file)
        else:
            self.deck.say("no run is selected")

    @work(group="bad", exclusive=True, thread=True)
    def read_bad(self) -> None:
        """Read the bad records without holding up the screen, then show them."""
        self._tell(self._launch.bad_lines, self.deck.show_bad)

    @work(group="export", thread=True)
    def write_export(self, run: str, form: str, file: str) -> None:
        """Write a run without holding up the screen, then say where it is."""
        told = f"{short_id(run)} is written to"
        self._tell(lambda: self._launch.export(run, form, file), lambda path: self.deck.say(f"{told} {path}"))

    def _tell(self, ask: Callable[[], Answer], then: Callable[[Answer], None]) -> None:
        """In a thread: hand on what is answered, or say why there is no answer."""
        try:
            answer = ask()
        except (WaveTuiError, OSError) as error:
            self.call_from_thread(self.deck.say, str(error))
        else:
            self.call_from_thread(then, answer)
