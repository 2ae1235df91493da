"""A dialog about one run that keeps asking how far its end is."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from wave_tui.data.engine.model import CancelFacts, Liveness
from wave_tui.data.models import Run

from ...control.pen import Pen
from ...palette import Palette
from ...present.control.cancel import Case
from ...present.view import View
from .base import ControlDialog

Result = TypeVar("Result")

LOOK_SECONDS = 0.5


class Watching(ControlDialog[Result]):
    """Bound to the run it was opened for, whatever becomes of rows and selection."""

    def __init__(self, view: View, palette: Palette, pen: Pen, run: Run) -> None:
        super().__init__(view, palette, pen)
        self.case = Case(run, run.step)
        self._asking = False

    def on_mount(self) -> None:
        """Look at once and then twice a second."""
        super().on_mount()
        self.look_again()
        self.set_interval(LOOK_SECONDS, self.look_again)

    def show_view(self, view: View) -> None:
        """The record of the run is read again with every snapshot."""
        known = (view.detail.run,) if view.detail is not None else ()
        found = next((each for each in (*known, *view.snapshot.runs.rows) if each.id == self.case.run.id), None)
        if found is not None:
            self.case = replace(self.case, run=found, step=found.step or self.case.step)
        super().show_view(view)

    def look_again(self) -> None:
        """Ask for the facts and the executor, unless the last answer is still to come."""
        if not self._asking:
            self._asking = True
            run = self.case.run.id
            self.pen.read(lambda engine: (engine.facts(run), engine.alive(run)), self.seen, self._unseen)

    def seen(self, found: tuple[CancelFacts, Liveness]) -> None:
        """What the engine knows now."""
        self._asking = False
        if self.is_attached:
            self.case = replace(self.case, facts=found[0], alive=found[1], looked=self.pen.now)
            self.redraw()

    def told(self, facts: CancelFacts) -> None:
        """The engine answered to a request."""
        if self.is_attached:
            self.case = replace(self.case, facts=facts, looked=self.pen.now)
            self.redraw()

    def _unseen(self, sentence: str) -> None:
        self._asking = False
        self.say(sentence)
