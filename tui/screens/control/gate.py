"""Answer a gate that waits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from wave_tui.data.engine.base import Engine
from wave_tui.data.engine.model import Gate

from ...control.pen import Pen
from ...palette import Palette
from ...present.control.command import approve_line
from ...present.control.gate import gate_lines, key_of
from ...present.line import Line
from ...present.runs import short_id
from ...present.view import View
from .base import ControlDialog

_GONE = "It does not wait any more: somebody has answered it elsewhere, or its run has ended."


class Approve(ControlDialog[str]):
    """Bound to one waiting gate; answers with what to say about it."""

    CELLS = 80
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "close", "decide later", id="gate.later", show=False),
    ]

    def __init__(self, view: View, palette: Palette, pen: Pen, gate: Gate) -> None:
        super().__init__(view, palette, pen)
        self._gate = gate
        self._gone = ""
        self._sent = False

    def title_text(self) -> str:
        """Which run asks."""
        return f"Gate of {short_id(self._gate.run)}"

    def lines(self, cells: int, rows: int) -> Sequence[Line]:
        """The question and the choices."""
        return gate_lines(self._gate, self._gone, self.pen.now, cells, self.look, self.notice)

    def tick(self) -> None:
        """Ask whether it still waits."""
        if not self._sent and not self._gone:
            self.pen.read(lambda engine: engine.waiting(), self._waiting, lambda _: None)
        super().tick()

    def on_key(self, event: events.Key) -> None:
        """The number or the key of a choice answers."""
        super().on_key(event)
        choice = key_of(self._gate, event.character) if event.character is not None else None
        if choice is None or self._gone or self._sent:
            return
        event.stop()
        if self.is_meant():
            self._sent = True
            gate = self._gate
            command = approve_line(self.pen.program, gate.run, gate.step, choice)
            self.pen.write(command, partial(self._approve, choice), partial(self._answered, choice), self._refused)

    def _approve(self, choice: str, engine: Engine) -> None:
        engine.approve(self._gate.run, self._gate.step, choice, by=self.pen.caller().user)

    def _answered(self, choice: str, _: None) -> str:
        label = dict(self._gate.choices).get(choice) or choice
        told = f"{self._gate.step} of {short_id(self._gate.run)} was answered with {label}"
        self.leave(told)
        return told

    def _refused(self, sentence: str) -> None:
        self._sent = False
        self.say(sentence)

    def _waiting(self, gates: tuple[Gate, ...]) -> None:
        if self._sent or any((each.run, each.step) == (self._gate.run, self._gate.step) for each in gates):
            return
        self._gone = _GONE
        if self.is_attached:
            self.redraw()
