"""Lines to read above a dialog: a plan, a difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ...palette import Palette
from ...present.footer import keys
from ...present.line import Line
from ...present.look import Look
from ..dialog import Dialog

_FAR = 1_000_000


class Reader(Dialog[None]):
    """Scrolls through what ``draw`` makes of a width."""

    CELLS = 100
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "down", id="reader.down", show=False),
        Binding("k,up", "move(-1)", "up", id="reader.up", show=False),
        Binding("g,home", f"move(-{_FAR})", "top", id="reader.top", show=False),
        Binding("G,end", f"move({_FAR})", "bottom", id="reader.bottom", show=False),
        Binding("ctrl+d,pagedown", "move(10)", "page down", id="reader.page_down", show=False),
        Binding("ctrl+u,pageup", "move(-10)", "page up", id="reader.page_up", show=False),
        Binding("q,enter,p,d", "close", "close", id="reader.close", show=False),
    ]

    def __init__(self, look: Look, palette: Palette, title: str, draw: Callable[[int, Look], list[Line]]) -> None:
        super().__init__(look, palette)
        self._title = title
        self._draw = draw
        self._top = 0

    def title_text(self) -> str:
        """What is read."""
        return self._title

    def content(self, cells: int, rows: int) -> Sequence[Line]:
        """As many lines as there is room for."""
        lines = self._draw(cells, self.look)
        room = max(1, min(len(lines), rows - 2))
        self._top = max(0, min(self._top, len(lines) - room))
        return [*lines[self._top : self._top + room], (), keys((("j k", "scroll"), ("esc", "back")), cells)]

    def action_move(self, by: int) -> None:
        """Lines up or down."""
        self._top = max(0, self._top + by)
        self.redraw()
