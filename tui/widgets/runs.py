"""The list of runs: pages by key, the cursor stays on its run whatever arrives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from wave_tui.data.address import Address
from wave_tui.data.models import Run
from wave_tui.data.states import is_live
from wave_tui.data.views import RunKey, RunsPage, RunsQuery

from ..messages import Drilled, Marked, RunsWanted, Selected
from ..palette import lit
from ..present.empty import empty_runs
from ..present.estimate import eta_text
from ..present.line import Line, line
from ..present.runs import after_row, heading, is_child, more, row
from ..present.scrolling import moved, visible_top
from ..present.view import View
from .panel import Panel

_MARGIN = 20
"""Rows left in the page at which the next page is asked for."""


class RunsPanel(Panel):
    """All runs of the project, newest first."""

    KEY = "1"
    NAME = "Runs"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "down", id="runs.down"),
        Binding("k,up", "move(-1)", "up", id="runs.up"),
        Binding("g,home", "top", "newest", id="runs.top"),
        Binding("G,end", "bottom", "oldest", id="runs.bottom"),
        Binding("ctrl+d,pagedown", "page(1)", "half page down", id="runs.page_down"),
        Binding("ctrl+u,pageup", "page(-1)", "half page up", id="runs.page_up"),
        Binding("enter,l,right", "drill", "drill", id="runs.drill"),
        Binding("space", "mark", "mark", id="runs.mark"),
        Binding("e", "failure(1)", "next failure", id="runs.next_failure"),
        Binding("E", "failure(-1)", "previous failure", id="runs.previous_failure"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cursor = 0
        self._top = 0
        self._key = ""
        self._edge = ""

    @property
    def page(self) -> RunsPage:
        """The rows at hand."""
        return self.view.snapshot.runs if self.view is not None else RunsPage()

    def facts(self, view: View) -> Sequence[Line]:
        """Marks, filter and how many runs there are."""
        page = view.snapshot.runs
        marks = [line((f"{len(view.marks)} marked", "dim"))] if view.marks else []
        query = page.query.filter
        shown = [line((f"/{query.text}" if query.text else "!", "accent"))] if query.text or query.attention else []
        total = f"{page.total} of {page.stored}" if query.active else f"{page.stored}"
        return [*marks, *shown, line((total, "dim"))]

    def changed(self, view: View) -> None:
        """Keep the cursor on its run and the run on its line."""
        rows = view.snapshot.runs.rows
        wanted = self._wanted(view)
        index = next((i for i, run in enumerate(rows) if run.id == wanted), None)
        if index is None:
            index = self._landing(len(rows))
        if self._top or index < self._cursor:
            self._top += index - self._cursor
        self._cursor = moved(index, 0, max(len(rows), 1))
        self._key = rows[self._cursor].id if rows else ""
        self._settle()
        if rows and view.address.run != self._key and not self._edge_waits(view):
            self.post_message(Selected(Address(self._key)))

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """Column heads, rows, and how many more there are."""
        page = view.snapshot.runs
        if not page.rows:
            return empty_runs(view, width, height)
        lines = [heading(width, view.look)]
        for index in range(self._top, len(page.rows)):
            if len(lines) >= height:
                break
            lines.extend(self._row(index, view, width))
        if page.below and len(lines) < height:
            lines.append(more(page.below, width, view.look))
        hidden = self._below(len(lines), height)
        if hidden:
            lines[height - 1 :] = [more(hidden, width, view.look)]
        return lines

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self._go(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Move by half a page."""
        self._go(self._cursor + by * max(1, (self.size.height - 2) // 2))

    def action_top(self) -> None:
        """The newest run."""
        if self.page.above:
            self._edge = "top"
            self.post_message(RunsWanted(RunsQuery(self.page.query.filter)))
        self._top = 0
        self._go(0)

    def action_bottom(self) -> None:
        """The oldest run, wherever it is."""
        if self.page.below:
            self._edge = "bottom"
            self.post_message(RunsWanted(RunsQuery(self.page.query.filter, bottom=True)))
            return
        self._go(len(self.page.rows) - 1)

    def action_drill(self) -> None:
        """Look inside the run."""
        if self._key:
            self.post_message(Drilled(Address(self._key)))

    def action_mark(self) -> None:
        """Mark the run or take the mark away, and go on to the next."""
        if self._key:
            self.post_message(Marked(self._key))
            self._go(self._cursor + 1)

    def action_failure(self, by: int) -> None:
        """The next or previous failed or lost run of the page."""
        rows = self.page.rows
        order = range(self._cursor + 1, len(rows)) if by > 0 else range(self._cursor - 1, -1, -1)
        found = next((i for i in order if rows[i].state in ("failed", "rejected", "lost")), None)
        if found is not None:
            self._go(found)

    def on_click(self, event: object) -> None:
        """A click selects the row under it."""
        y = getattr(event, "y", 0) - 2
        if y >= 0 and self._top + y < len(self.page.rows):
            self._go(self._top + y)

    def _go(self, index: int) -> None:
        rows = self.page.rows
        if not rows:
            return
        self._cursor = moved(index, 0, len(rows))
        self._key = rows[self._cursor].id
        self._settle()
        self._ask()
        self.post_message(Selected(Address(self._key)))
        self.paint()

    def _settle(self) -> None:
        self._top = visible_top(self._top, self._cursor, max(1, self.size.height - 3), len(self.page.rows))

    def _ask(self) -> None:
        page = self.page
        near_end = page.below and self._cursor > len(page.rows) - _MARGIN
        near_start = page.above and self._cursor < _MARGIN
        if near_end or near_start:
            self.post_message(
                RunsWanted(RunsQuery(page.query.filter, anchor=_anchor(page.rows, self._cursor), before=60, rows=120))
            )

    def _wanted(self, view: View) -> str:
        return view.address.run or self._key

    def _landing(self, total: int) -> int:
        edge, self._edge = self._edge, ""
        if edge == "bottom":
            return max(total - 1, 0)
        return 0 if edge == "top" else min(self._cursor, max(total - 1, 0))

    def _edge_waits(self, view: View) -> bool:
        return bool(self._edge) and view.address.run != ""

    def _below(self, used: int, height: int) -> int:
        page = self.page
        visible = height - 1
        left = len(page.rows) - self._top - visible + (1 if used >= height else 0)
        return page.below + max(left, 0) if used >= height and left > 0 else 0

    def _row(self, index: int, view: View, width: int) -> list[Line]:
        run = view.snapshot.runs.rows[index]
        selected = index == self._cursor
        now = view.now if selected else view.calm
        drawn = row(
            run, view.snapshot.runs, view.look, width, now=now, eta=_eta(run, view), selected=selected,
            focused=self.has_focus, marked=run.id in view.marks,
        )  # fmt: skip
        below = after_row(run, width, view.look)
        return [lit(drawn) if selected and self.has_focus else drawn, *([below] if below else [])]


def _eta(run: Run, view: View) -> str:
    return eta_text(view) if view.detail is not None and view.detail.run.id == run.id and is_live(run.state) else ""


def _anchor(rows: Sequence[Run], index: int) -> RunKey | None:
    for run in reversed(rows[: index + 1]):
        if not is_child(run) and run.started is not None:
            return RunKey(int(run.started), run.id)
    return None
