"""The least app of the deck's shape: what the toolkit itself costs. Run as ``python bench/floor.py``."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import DataTable, Footer, Header, Static, Tree

SHOWN = "the-floor-itself"
"""A text in the first frame."""


class Floor(App[None]):
    """Header, tree, table, text, footer."""

    TITLE = "floor"
    CSS = "Tree { width: 40; } DataTable { height: 2fr; } Static { height: 1fr; }"
    BINDINGS = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """One of each."""
        yield Header()
        with Horizontal():
            yield Tree("runs")
            with Vertical():
                yield DataTable[str]()
                yield Static(SHOWN)
        yield Footer()

    def on_mount(self) -> None:
        """A little data: the floor is for code, not for rows."""
        tree = self.query_one(Tree[None])
        tree.root.expand()
        for number in range(20):
            tree.root.add_leaf(f"run {number}")
        table = self.query_one(DataTable[str])
        table.add_columns("step", "state", "took")
        for number in range(10):
            table.add_row(f"step {number}", "done", f"{number} s")


if __name__ == "__main__":
    Floor().run()
