"""The raw record of a place, to read and to fold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from wave_tui.data.artifacts.json_rows import json_rows
from wave_tui.data.artifacts.model import Preview, PreviewRow

from ..palette import Palette, lit
from ..present.box import quoted
from ..present.document import Document, Place, document, folded, moved_by, parent, toggle
from ..present.document_lines import Page, draw
from ..present.footer import keys
from ..present.line import Line, fit, line
from ..present.look import Look
from ..scroll_keys import scroll_keys
from .dialog import Dialog

_KEYS = (("j k", "move"), ("l", "unfold"), ("h", "fold"), ("g G", "ends"), ("y", "yank"), ("esc", "close"))


class Describe(Dialog[str]):
    """JSON of a record; answers with the text when the reader wants a copy of it."""

    CELLS = 100
    BINDINGS: ClassVar[list[BindingType]] = [
        *scroll_keys("describe"),
        Binding("l,right,enter", "unfold", "unfold", id="describe.unfold", show=False),
        Binding("h,left", "fold", "fold", id="describe.fold", show=False),
        Binding("y", "yank", "yank", id="describe.yank", show=False),
        Binding("d,q", "close", "close", id="describe.close", show=False),
    ]

    def __init__(self, look: Look, palette: Palette, place: str, text: str) -> None:
        super().__init__(look, palette)
        self._subject = place
        self._text = text
        self._document = read(text)
        self._place = Place()
        self._rows = 1

    def title_text(self) -> str:
        """What this dialog is."""
        return "Describe"

    def content(self, cells: int, rows: int) -> Sequence[Line]:
        """Which place, its record, the keys."""
        self._rows = max(1, rows - 4)
        page = Page(cells, self._rows, self.look, wrap=True, cursor=True)
        drawn, self._place = draw(self._document, self._place, page)
        body = [lit(fit(each, cells)) if row == self._place.cursor else each for row, each in drawn]
        return [line((quoted(self._subject, cells), "text bold")), (), *body, (), keys(_KEYS, cells)]

    def action_move(self, by: int) -> None:
        """Rows up or down."""
        self._to(moved_by(self._document, self._place, by))

    def action_page(self, by: int) -> None:
        """Half a page."""
        self.action_move(by * max(1, self._rows // 2))

    def action_unfold(self) -> None:
        """Fold or unfold the row under the cursor."""
        self._to(toggle(self._document, self._place))

    def action_fold(self) -> None:
        """Fold this row, or go to the one that holds it."""
        made, at = self._document, self._place.cursor
        if made.rows and made.rows[at].folds and not folded(made, at, self._place):
            self._to(toggle(made, self._place))
        elif (above := parent(made, at)) is not None:
            self._to(replace(self._place, cursor=above))

    def action_yank(self) -> None:
        """Hand the text back."""
        self.dismiss(self._text)

    def _to(self, place: Place) -> None:
        self._place = place
        self.redraw()


def read(text: str, rows: Callable[[str], tuple[PreviewRow, ...]] = json_rows) -> Document:
    """The text as a folding document; what cannot be read as JSON, as plain lines."""
    try:
        made = rows(text)
    except ValueError:
        made = tuple(PreviewRow(each) for each in text.split("\n"))
    return document([Preview("json", "", made)])
