"""The Metrics panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ..present.line import Line, line
from ..present.metrics import metrics
from ..present.scrolling import opening
from ..present.view import View
from ..scroll_keys import scroll_keys
from .panel import Panel


class MetricsPanel(Panel):
    """Progress and tokens over time, and every step against its own history."""

    KEY = "6"
    NAME = "Metrics"
    BINDINGS: ClassVar[list[BindingType]] = [
        *scroll_keys("metrics"),
        Binding("s", "sort", "slowest first", id="metrics.sort"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._top = 0
        self._slowest = False

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """The visible part of all metrics, and how many lines lie below it."""
        lines = metrics(view, width, height, slowest=self._slowest)
        self._top = max(0, min(self._top, len(lines) - height))
        return opening(lines, self._top, height, width, view.look)

    def facts(self, view: View) -> Sequence[Line]:
        """How the table is sorted, and the address."""
        return [line(("slowest first", "accent"))] if self._slowest else []

    def action_move(self, by: int) -> None:
        """Move by lines."""
        self._top = max(0, self._top + by)
        self.paint()

    def wheel(self, by: int) -> None:
        """The wheel moves by lines."""
        self.action_move(by)

    def action_page(self, by: int) -> None:
        """Move by half a page."""
        self.action_move(by * max(1, self.size.height // 2))

    def action_sort(self) -> None:
        """Pipeline order, or the slowest against itself first."""
        self._slowest = not self._slowest
        self.paint()
