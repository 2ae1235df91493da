"""End a run without a grace, after its name was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from wave_tui.data.engine.model import CancelFacts
from wave_tui.data.models import Run

from ...control.pen import Pen
from ...control.undo import Cancelled
from ...palette import Palette
from ...present.control.cancel import Stage, requested
from ...present.control.command import cancel_line
from ...present.control.field import Field
from ...present.control.force import CHARACTERS, force_lines, force_title, is_confirmed
from ...present.line import Line
from ...present.view import View
from .watching import Watching


class Force(Watching[None]):
    """Stays until no process is left, or says which ones are."""

    CELLS = 88
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "confirm", "kill, once the end of the id is typed", id="force.confirm", show=False),
    ]

    def __init__(self, view: View, palette: Palette, pen: Pen, run: Run) -> None:
        super().__init__(view, palette, pen, run)
        self._typed = Field()
        self._forced = False

    def title_text(self) -> str:
        """How many processes are killed."""
        return force_title(self.case)

    def lines(self, cells: int, rows: int) -> Sequence[Line]:
        """The processes and the field, or how far it is."""
        return force_lines(self.case, self._typed, self._forced, self.pen.now, cells, self.look, self.notice)

    def on_key(self, event: events.Key) -> None:
        """Characters go into the field."""
        if self._forced or self.case.stage is Stage.OVER:
            return
        typed = self._typed.pressed(event.key)
        if typed is None and event.is_printable and event.character is not None:
            typed = self._typed.typed(event.character) if len(self._typed.text) < CHARACTERS else self._typed
        if typed is not None:
            event.stop()
            self._typed = typed
            self.say("")

    def action_confirm(self) -> None:
        """Kill, when the characters match; close, when there is nothing left to kill."""
        if self._forced or self.case.stage in (Stage.OVER, Stage.DONE):
            self.leave()
        elif is_confirmed(self.case, self._typed.text) and self.is_meant():
            self._forced = True
            run = self.case.run.id
            self.pen.write(
                cancel_line(self.pen.program, run, force=True),
                lambda engine: engine.cancel(run, force=True),
                self._requested,
                self._refused,
            )
            self.redraw()

    def _requested(self, facts: CancelFacts) -> str:
        self.told(facts)
        self.pen.remember(Cancelled(self.case.run.id))
        return requested(facts, self.look)

    def _refused(self, sentence: str) -> None:
        self._forced = False
        self.say(sentence)
