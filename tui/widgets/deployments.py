"""The Deployments panel: what is live, where to roll back to, what was deployed before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click

from wave_tui.data.models import Deployment

from ..present.deployments import deployments_lines, first_row, listed
from ..present.line import Line, line
from ..present.scrolling import moved
from ..present.view import View
from ..scroll_keys import scroll_keys
from .panel import Panel


class DeploymentsPanel(Panel):
    """Deployments of the project, newest first; the cursor stays on its deployment."""

    KEY = "8"
    NAME = "Deployments"
    BINDINGS: ClassVar[list[BindingType]] = [
        *scroll_keys("deployments"),
        Binding("enter", "screen.describe", "describe", id="deployments.describe"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cursor = 0
        self._key = ""

    @property
    def chosen(self) -> Deployment | None:
        """The deployment under the cursor."""
        rows = self._rows()
        return rows[self._cursor] if self._cursor < len(rows) else None

    def facts(self, view: View) -> Sequence[Line]:
        """How many there are."""
        rows = self._rows()
        return [line((f"{len(rows)}", "dim"))] if rows else []

    def changed(self, view: View) -> None:
        """Keep the cursor on its deployment; the first row stays the first."""
        rows = self._rows()
        found = next((at for at, each in enumerate(rows) if each.id == self._key), None)
        self._cursor = found if found is not None and self._cursor else moved(self._cursor, 0, max(len(rows), 1))

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """Summary and list."""
        found = view.snapshot.deployments
        return deployments_lines(found, self._cursor, view, width, height, focused=self.has_focus)

    def on_click(self, event: Click) -> None:
        """A click selects the row under it."""
        if self.view is not None and self.size.height:
            height = self.size.height - int(self.titled)
            at = first_row(self.view.snapshot.deployments, self._cursor, self.view, self.size.width, height)
            row = event.y - int(self.titled) - at[0]
            if row >= 0:
                self._go(at[1] + row)

    def action_move(self, by: int) -> None:
        """Rows up or down."""
        self._go(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Half a page."""
        self.action_move(by * max(1, self.size.height // 2))

    def wheel(self, by: int) -> None:
        """The wheel moves the cursor."""
        self.action_move(by)

    def _go(self, row: int) -> None:
        rows = self._rows()
        self._cursor = moved(row, 0, max(len(rows), 1))
        self._key = rows[self._cursor].id if rows else ""
        self.paint()

    def _rows(self) -> tuple[Deployment, ...]:
        found = self.view.snapshot.deployments if self.view is not None else None
        return tuple(each.deployment for each in listed(found)) if found is not None else ()
