"""The deck's tree alone, with a step of very many subtasks: ``python -m bench.tree_app ROWS``; ``i`` inserts one."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType

from wave_tui.data.address import Address
from wave_tui.data.models import Run, RunDetail, Step, Subtask
from wave_tui.data.views import RunsPage, Snapshot
from wave_tui.tui.present.view import View
from wave_tui.tui.widgets.tree import TreePanel

NOW = 1_800_000_000.0


class TreeApp(App[None]):
    """One panel."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "TreePanel { width: 100%; height: 100%; }"
    BINDINGS: ClassVar[list[BindingType]] = [("i", "insert", "insert a subtask")]

    def __init__(self, count: int) -> None:
        super().__init__()
        self.panel = TreePanel()
        self.tasks = tuple(_task(number) for number in range(count))

    def compose(self) -> ComposeResult:
        """The tree."""
        yield self.panel

    def on_mount(self) -> None:
        """Show it with the cursor on the step."""
        self.panel.view = self._view()
        self.panel.focus()

    def action_insert(self) -> None:
        """One subtask more, in the middle."""
        middle = len(self.tasks) // 2
        self.tasks = (*self.tasks[:middle], _task(len(self.tasks)), *self.tasks[middle:])
        self.panel.view = self._view()

    def _view(self) -> View:
        run = Run("run-1", "feature-build", "running", "running", started=NOW - 600, seen=NOW)
        step = Step("implement", 1, "running", started=NOW - 500, subtasks=self.tasks)
        snapshot = Snapshot(runs=RunsPage((run,), total=1, stored=1), detail=replace(RunDetail(run), steps=(step,)))
        return View(snapshot, NOW, NOW, NOW, address=Address("run-1", "implement"))


def _task(number: int) -> Subtask:
    return Subtask(f"task-{number:05}", f"task {number}", "completed", NOW - 400, NOW - 300, tokens=number)


if __name__ == "__main__":
    TreeApp(int(sys.argv[1])).run()
