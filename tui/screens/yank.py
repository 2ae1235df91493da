"""The yank menu: pick what to copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from ..palette import Palette, lit
from ..present.footer import keys
from ..present.line import Line, cut_middle, fit, line
from ..present.look import Look
from ..present.numbers import size
from ..present.scrolling import moved
from ..present.yank import Offer
from .dialog import Dialog

_LABEL = 14
_SIZE = 9
_KEYS = (("j k", "move"), ("enter", "send"), ("esc", "close"))


class Yank(Dialog[Offer]):
    """One row for each thing that can be copied; its letter or enter picks it."""

    CELLS = 80
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "down", id="yank.down", show=False),
        Binding("k,up", "move(-1)", "up", id="yank.up", show=False),
        Binding("enter", "pick", "send", id="yank.pick", show=False),
        Binding("y,q", "close", "close", id="yank.close", show=False),
    ]

    def __init__(self, look: Look, palette: Palette, offers: Sequence[Offer]) -> None:
        super().__init__(look, palette)
        self._offers = offers
        self._cursor = 0

    def title_text(self) -> str:
        """What this dialog is."""
        return "Yank"

    def content(self, cells: int, rows: int) -> Sequence[Line]:
        """The offers with the beginning of each text."""
        if not self._offers:
            return [line(("Nothing is selected that could be copied.", "dim")), (), keys((("esc", "close"),), cells)]
        return [*(self._row(n, each, cells) for n, each in enumerate(self._offers)), (), keys(_KEYS, cells)]

    def on_key(self, event: events.Key) -> None:
        """A letter picks its offer at once."""
        found = next((each for each in self._offers if each.key == event.character), None)
        if found is not None:
            event.stop()
            self.dismiss(found)

    def action_move(self, by: int) -> None:
        """Rows up or down."""
        self._cursor = moved(self._cursor, by, len(self._offers))
        self.redraw()

    def action_pick(self) -> None:
        """Send the row under the cursor."""
        if self._offers:
            self.dismiss(self._offers[self._cursor])

    def _row(self, number: int, offer: Offer, cells: int) -> Line:
        chosen = number == self._cursor
        cursor = self.look.glyphs.cursor if chosen else " "
        room = max(8, cells - 5 - _LABEL - _SIZE)
        shown = cut_middle(" ".join(offer.text.split()), room, self.look.glyphs.ellipsis)
        entry = line(
            (f"{cursor} ", "accent"),
            (f"{offer.key}  ", "key"),
            (f"{offer.label:<{_LABEL}}", "text bold" if chosen else "text"),
            *fit(line((shown, "dim")), room),
            (f"{size(len(offer.text.encode())):>{_SIZE}}", "faint"),
        )
        return lit(fit(entry, cells)) if chosen else fit(entry, cells)
