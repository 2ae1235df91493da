"""Which rows of a long list are visible."""

from __future__ import annotations

from collections.abc import Sequence

from .line import Line, fit, line
from .look import Look

_LEAST_FOR_MORE = 3
"""Below that many lines a list shows rows instead of how many there are."""


def visible_top(top: int, cursor: int, height: int, total: int) -> int:
    """The first visible row so that the cursor is visible and no row is wasted at the end."""
    if height <= 0:
        return 0
    top = min(max(top, cursor - height + 1), cursor)
    return max(0, min(top, total - height))


def moved(cursor: int, by: int, total: int) -> int:
    """The cursor after a move, kept inside the list."""
    return max(0, min(cursor + by, total - 1))


def opening(lines: Sequence[Line], top: int, height: int, cells: int, look: Look) -> list[Line]:
    """The lines from ``top`` on; the last one says how many more there are, blank ones aside."""
    if height < _LEAST_FOR_MORE or len(lines) - top <= height:
        return list(lines[top : top + height])
    end = top + height - 1
    return [*lines[top:end], more(sum(any(each) for each in lines[end:]), cells, look)]


def more(below: int, cells: int, look: Look, indent: int = 0) -> Line:
    """The last line when a list goes on."""
    return fit(line((" " * indent, "text"), (f"{look.glyphs.ellipsis} {below} more", "dim")), cells)
