"""One row of cells that marks are painted on, each over what is there."""

from __future__ import annotations

from itertools import groupby

from rich.cells import cell_len

from .line import Line


class Canvas:
    """A row of exactly ``cells`` cells; what falls outside of it is cut."""

    def __init__(self, cells: int) -> None:
        self._cells: list[tuple[str, str]] = [(" ", "text")] * max(cells, 0)

    def __len__(self) -> int:
        return len(self._cells)

    def put(self, x: int, text: str, style: str) -> None:
        """Paint text from cell ``x`` on; a wide character at an edge becomes a blank."""
        for character in text:
            size = cell_len(character)
            if size == 0:
                continue
            if x >= 0 and x + size <= len(self._cells):
                self._split(x)
                self._split(x + size - 1)
                self._cells[x : x + size] = [(character, style), ("", style)][:size]
            x += size

    def at(self, x: int) -> tuple[str, str]:
        """The character and style of a cell; a blank outside."""
        return self._cells[x] if 0 <= x < len(self._cells) else (" ", "text")

    def line(self) -> Line:
        """The row as a line, one piece per run of equal style."""
        runs = groupby(self._cells, key=lambda cell: cell[1])
        return tuple(("".join(text for text, _ in run), style) for style, run in runs)

    def _split(self, x: int) -> None:
        """A cell about to be painted takes the other half of a wide character with it."""
        if self._cells[x][0] == "" and x > 0:
            self._cells[x - 1] = (" ", "text")
        elif x + 1 < len(self._cells) and self._cells[x + 1][0] == "":
            self._cells[x + 1] = (" ", "text")
