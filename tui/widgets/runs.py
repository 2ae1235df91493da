"""The list of runs: pages by key, the cursor stays on its run whatever arrives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click

from wave_tui.data.address import Address
from wave_tui.data.models import Run
from wave_tui.data.states import is_live
from wave_tui.data.views import RunFilter, RunKey, RunsPage, RunsQuery

from ..filtering import typed_runs
from ..messages import Drilled, Marked, RunsWanted, Said, Selected
from ..palette import lit
from ..present.empty import empty_runs
from ..present.estimate import eta_text, stated_text
from ..present.line import Line, cut_middle, line
from ..present.run_window import run_window
from ..present.runs import after_row, cancelling_for, heading, is_child, row
from ..present.scrolling import more, moved
from ..present.view import View
from .panel import Panel

_ID_COLUMN = 10
_FILTER_CELLS = 24
"""Most that the title says of a filter; the header says all of it."""
_MARGIN = 20
"""Rows left in the page at which the next page is asked for."""
_AROUND = RunsQuery(before=60, rows=120)


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
        self._filter = RunFilter()
        self._away = False
        self._looked_for = ""
        self._rows_at: list[int] = []

    @property
    def page(self) -> RunsPage:
        """The rows at hand."""
        return self.view.snapshot.runs if self.view is not None else RunsPage()

    def facts(self, view: View) -> Sequence[Line]:
        """Marks, filter and how many runs there are."""
        page = view.snapshot.runs
        marks = [line((f"{len(view.marks)} marked", "dim"))] if view.marks else []
        query = page.query.filter
        typed = cut_middle(typed_runs(query), _FILTER_CELLS, view.look.glyphs.ellipsis)
        shown = [line((f"/{typed}" if typed else "!", "accent"))] if typed or query.attention else []
        total = f"{page.total} of {page.stored}" if query.active else f"{page.stored}"
        return [*marks, *shown, line((total, "dim"))]

    def changed(self, view: View) -> None:
        """Keep the cursor on its run and the run on its line; a run that was chosen elsewhere is looked for."""
        rows = view.snapshot.runs.rows
        wanted = view.address.run or self._key
        filtered, self._filter = self._filter != view.snapshot.runs.query.filter, view.snapshot.runs.query.filter
        self._looked_for = "" if filtered else self._looked_for
        index = self._edge_reached(view.snapshot.runs)
        if index is None:
            index = next((i for i, run in enumerate(rows) if run.id == wanted), None)
        self._away = index is None and wanted != self._key and bool(rows)
        if self._away:
            self._look_for(view)
            return
        if index is None:
            index = 0 if filtered else min(self._cursor, max(len(rows) - 1, 0))
        if self._top or index < self._cursor:
            self._top += index - self._cursor
        self._cursor = moved(index, 0, max(len(rows), 1))
        self._key = rows[self._cursor].id if rows else ""
        if rows and view.address.run != self._key:
            self.post_message(Selected(Address(self._key)))

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """Column heads, rows, and how many more there are."""
        page = view.snapshot.runs
        if not page.rows:
            return empty_runs(view, width, height)
        window = run_window(page.rows, page.below, self._top, self._cursor, height - 1)
        self._top = window.top
        made = [(index, each) for index in range(window.top, window.end) for each in self._row(index, view, width)]
        del made[window.room :]
        self._rows_at = [index for index, _ in made]
        last = [more(window.hidden, width, view.look, _ID_COLUMN)] if window.room < height - 1 else []
        return [heading(width, view.look), *(each for _, each in made), *last]

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
            return
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
        else:
            self.post_message(
                Said(f"no failure {'below' if by > 0 else 'above'} in the runs at hand; ! lists them all")
            )

    def on_click(self, event: Click) -> None:
        """A click selects the row under it, below title and column heads."""
        line = event.y - 2
        if 0 <= line < len(self._rows_at):
            self._go(self._rows_at[line])

    def wheel(self, by: int) -> None:
        """The wheel moves the cursor."""
        self._go(self._cursor + by)

    def _go(self, index: int) -> None:
        rows = self.page.rows
        if not rows:
            return
        self._cursor = moved(index, 0, len(rows))
        self._key = rows[self._cursor].id
        self._away = False
        self._edge = ""
        self._ask()
        self.post_message(Selected(Address(self._key)))
        if self.view is not None and self.view.address.run == self._key:  # else a new view paints the cursor
            self.paint()

    def _look_for(self, view: View) -> None:
        """Ask once for the rows around a run that is not in the page."""
        run = view.address.run
        if self._looked_for == run or view.detail is None or view.detail.run.started is None:
            return
        self._looked_for = run
        near = RunKey(int(view.detail.run.started), run)
        self.post_message(RunsWanted(replace(_AROUND, filter=self.page.query.filter, anchor=near)))

    def _ask(self) -> None:
        page = self.page
        near_end = page.below and self._cursor > len(page.rows) - _MARGIN
        near_start = page.above and self._cursor < _MARGIN
        if near_end or near_start:
            near = _anchor(page.rows, self._cursor)
            self.post_message(RunsWanted(replace(_AROUND, filter=page.query.filter, anchor=near)))

    def _edge_reached(self, page: RunsPage) -> int | None:
        """The row of the end that was asked for, once the page that has it is there."""
        if self._edge == "bottom" and page.query.bottom:
            self._edge = ""
            return max(len(page.rows) - 1, 0)
        if self._edge == "top" and page.query.anchor is None and not page.query.bottom:
            self._edge = ""
            return 0
        return None

    def _row(self, index: int, view: View, width: int) -> list[Line]:
        run = view.snapshot.runs.rows[index]
        selected = index == self._cursor and not self._away
        now = view.now if selected else view.calm
        drawn = row(
            run, view.snapshot.runs, view.look, width, now=now, eta=_eta(run, view), selected=selected,
            focused=self.has_focus, marked=run.id in view.marks,
        )  # fmt: skip
        below = after_row(run, width, view.look)
        return [lit(drawn) if selected and self.has_focus else drawn, *([below] if below else [])]


def _eta(run: Run, view: View) -> str:
    if run.state == "cancelling" and run.cancel_requested is not None:
        return cancelling_for(run, view)
    if not is_live(run.state):
        return ""
    return eta_text(view) if view.detail is not None and view.detail.run.id == run.id else stated_text(run, view.calm)


def _anchor(rows: Sequence[Run], index: int) -> RunKey | None:
    for run in reversed(rows[: index + 1]):
        if not is_child(run) and run.started is not None:
            return RunKey(int(run.started), run.id)
    return None
