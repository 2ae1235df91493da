"""The base of all dialogs that change runs: bound to what was captured, guarded against keys typed ahead."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TypeVar

from textual import events

from ...control.guard import Guard
from ...control.pen import Pen
from ...palette import Palette
from ...present.control.locked import locked
from ...present.control.parts import squeezed
from ...present.line import Line
from ...present.view import View
from ...terminal.driver import WaveDriver
from ..dialog import Dialog

Result = TypeVar("Result")

AHEAD = "that key was typed before this question stood here; press it again"
UNSETTLED = "the settings are still being read; press it again"
_BACKLOG_SECONDS = 0.05


class ControlDialog(Dialog[Result]):
    """A question about runs; ``view`` is what the deck knows now, ``notice`` what went wrong."""

    def __init__(self, view: View, palette: Palette, pen: Pen) -> None:
        super().__init__(view.look, palette)
        self.view = view
        self.palette = palette
        self.pen = pen
        self.notice = ""
        self.guard = Guard()
        self._pressed = 0.0

    def lines(self, cells: int, rows: int) -> Sequence[Line]:
        """The lines of the dialog, with as much air as it likes."""
        raise NotImplementedError

    def content(self, cells: int, rows: int) -> Sequence[Line]:
        """The lines in the room there is; the last two are always there."""
        return squeezed(self.lines(cells, rows), rows)

    def on_mount(self) -> None:
        """Paint the question, then listen to what confirms it; times move on while it is open."""
        super().on_mount()
        self.arm()
        self.set_interval(1.0, self.tick)

    def arm(self) -> None:
        """A question is new: only a key that is pressed after it was painted confirms it."""
        self.guard = Guard()
        self.call_after_refresh(self._painted)

    def show_view(self, view: View) -> None:
        """The deck knows something new."""
        self.view = view
        self.redraw()

    def tick(self) -> None:
        """A second has passed."""
        self.redraw()

    def say(self, notice: str) -> None:
        """Tell something inside the dialog; an empty text takes it away."""
        if self.is_attached:
            self.notice = notice
            self.redraw()

    def on_key(self, event: events.Key) -> None:
        """Remember when the key was pressed, for what it may confirm."""
        self._pressed = event.time

    def is_meant(self) -> bool:
        """True when the key came after the question could be read, and when it may write; else that is said."""
        reason = locked(self.view)
        if not self.guard.accepts(self._pressed):
            self.say(AHEAD)
        elif not self.pen.ready:
            self.say(UNSETTLED)
        elif reason:
            self.say(f"nothing is written from here: {reason}")
        else:
            return True
        return False

    def leave(self, result: Result | None = None) -> None:
        """Close with a result, if the dialog is still there and nothing is above it."""
        if self.is_current:
            self.dismiss(result)

    def _painted(self) -> None:
        driver = self.app._driver
        if isinstance(driver, WaveDriver) and driver.backlog:
            self.set_timer(_BACKLOG_SECONDS, self._painted)
        elif self.is_attached:
            self.guard = Guard(monotonic())
