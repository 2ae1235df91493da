"""The lines above and below the panels."""

from __future__ import annotations

from collections.abc import Sequence

from textual.reactive import reactive

from ..present.footer import Hint, happened, keys
from ..present.header import header, tiny
from ..present.line import Line
from ..present.view import View
from .panel import Panel


class Header(Panel, can_focus=False):
    """Project, counts and freshness; selected run, path and mode."""

    TITLED = False

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """One to three lines."""
        return header(view, width, height)


class Footer(Panel, can_focus=False):
    """Keys that work now and the last thing that happened."""

    TITLED = False
    hints: reactive[tuple[Hint, ...]] = reactive((), init=False, repaint=False)

    def watch_hints(self) -> None:
        """Other keys work now."""
        self.paint()

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """Keys, and from two lines on what happened."""
        if height == 1 and view.message is not None and view.now - view.message[0] < 5:
            return [happened(view, width)]
        return [keys(self.hints, width), *([happened(view, width)] if height > 1 else [])]


class Tiny(Panel):
    """All that fits into three lines."""

    TITLED = False

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """At most three lines."""
        return tiny(view, width, min(height, 3))
