"""The bad records of event files, to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from wave_tui.data.models import BadLine

from ..palette import Palette
from ..present.bad import bad_lines, text_of
from ..present.footer import keys
from ..present.line import Line
from ..present.look import Look
from ..present.scrolling import moved
from ..scroll_keys import scroll_keys
from .dialog import Dialog

_PAGE = 10
_KEYS = (("j k", "move"), ("g G", "ends"), ("y", "yank"), ("esc", "close"))


class Bad(Dialog[str]):
    """Answers with the record that shall be copied."""

    CELLS = 100
    BINDINGS: ClassVar[list[BindingType]] = [
        *scroll_keys("bad"),
        Binding("y", "yank", "yank the record", id="bad.yank", show=False),
        Binding("q,enter", "close", "close", id="bad.close", show=False),
    ]

    def __init__(self, look: Look, palette: Palette, found: Sequence[BadLine]) -> None:
        super().__init__(look, palette)
        self._found = found
        self._cursor = 0

    def title_text(self) -> str:
        """What this dialog is."""
        return "Bad records"

    def content(self, cells: int, rows: int) -> Sequence[Line]:
        """The list, the chosen record, the keys."""
        shown = bad_lines(self._found, self._cursor, cells, max(rows - 2, 1), self.look)
        return [*shown, (), keys(_KEYS if self._found else _KEYS[-1:], cells)]

    def action_move(self, by: int) -> None:
        """Records up or down."""
        self._cursor = moved(self._cursor, by, max(len(self._found), 1))
        self.redraw()

    def action_page(self, by: int) -> None:
        """Ten records."""
        self.action_move(_PAGE * by)

    def action_yank(self) -> None:
        """Hand the record back."""
        if self._found:
            self.dismiss(text_of(self._found[self._cursor]))
