"""Help: the keys that are valid here, with a search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from ..palette import Palette
from ..present.footer import keys
from ..present.help import Entry, help_lines, matching
from ..present.line import Line, line
from ..present.look import Look
from ..scroll_keys import scroll_keys
from .dialog import Dialog

_KEYS = (("/", "search"), ("j k", "scroll"), ("esc", "close"))


class Help(Dialog[None]):
    """All keys in groups; ``/`` and some letters narrow them down."""

    CELLS = 108
    BINDINGS: ClassVar[list[BindingType]] = [
        *scroll_keys("help"),
        Binding("question_mark,q", "close", "close", id="help.close", show=False),
    ]

    def __init__(self, look: Look, palette: Palette, entries: Sequence[Entry]) -> None:
        super().__init__(look, palette)
        self._entries = entries
        self._top = 0
        self._search = ""
        self._typing = False

    def title_text(self) -> str:
        """What this dialog is."""
        return "Keys"

    def content(self, cells: int, rows: int) -> Sequence[Line]:
        """As many lines as there is room for, the keys of the help itself last."""
        lines = help_lines(matching(self._entries, self._search), cells, self.look)
        whole = len(help_lines(self._entries, cells, self.look))
        room = max(1, min(whole, rows - 2))
        self._top = max(0, min(self._top, len(lines) - room))
        shown = lines[self._top : self._top + room] or [line((f"No key has to do with {self._search!r}.", "dim"))]
        shown += [()] * (room - len(shown))
        return [*shown, (), self._prompt() if self._typing or self._search else keys(_KEYS, cells)]

    def on_key(self, event: events.Key) -> None:
        """Letters are text while searching."""
        if not self._typing:
            if event.character == "/":
                event.stop()
                self._typing, self._search = True, ""
                self.redraw()
            return
        if event.key == "enter":
            self._typing = False
        elif event.key == "backspace":
            self._search = self._search[:-1]
        elif event.is_printable and event.character is not None:
            self._search += event.character
        else:
            return
        event.stop()
        self._top = 0
        self.redraw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Plain keys do nothing else while searching; escape closes always."""
        return not (self._typing and action in ("move", "page"))

    def action_move(self, by: int) -> None:
        """Lines up or down."""
        self._top = max(0, self._top + by)
        self.redraw()

    def _prompt(self) -> Line:
        cursor = (" ", "reverse") if self._typing else ("", "")
        return line(("/", "key"), (self._search, "accent"), cursor)

    def action_page(self, by: int) -> None:
        """Ten lines."""
        self.action_move(10 * by)
