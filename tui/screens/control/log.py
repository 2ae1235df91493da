"""The command log: every write with its result, to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ...control.pen import Pen
from ...palette import Palette
from ...present.control.log import log_lines
from ...present.footer import keys
from ...present.line import Line
from ...present.look import Look
from ...present.scrolling import moved
from ..dialog import Dialog

_FAR = 1_000_000
_KEYS = (("j k", "move"), ("y", "copy the command line"), ("esc", "close"))


class CommandLog(Dialog[str]):
    """Answers with the command line that shall be copied."""

    CELLS = 100
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "down", id="log.down", show=False),
        Binding("k,up", "move(-1)", "up", id="log.up", show=False),
        Binding("g,home", f"move(-{_FAR})", "newest", id="log.top", show=False),
        Binding("G,end", f"move({_FAR})", "oldest", id="log.bottom", show=False),
        Binding("y", "copy", "copy the command line", id="log.copy", show=False),
        Binding("q,at,enter", "close", "close", id="log.close", show=False),
    ]

    def __init__(self, look: Look, palette: Palette, pen: Pen) -> None:
        super().__init__(look, palette)
        self._pen = pen
        self._cursor = 0

    def title_text(self) -> str:
        """What this dialog is."""
        return "Command log"

    def on_mount(self) -> None:
        """Answers arrive while it is open."""
        super().on_mount()
        self.set_interval(0.5, self.redraw)

    def content(self, cells: int, rows: int) -> Sequence[Line]:
        """As many entries as there is room for."""
        return [*log_lines(self._pen.writes, self._cursor, rows - 2, cells, self.look), (), keys(_KEYS, cells)]

    def action_move(self, by: int) -> None:
        """Entries up or down."""
        self._cursor = moved(self._cursor, by, max(len(self._pen.writes), 1))
        self.redraw()

    def action_copy(self) -> None:
        """Hand the command line back, in full."""
        if self._pen.writes:
            self.dismiss(self._pen.writes[len(self._pen.writes) - 1 - self._cursor].command)
