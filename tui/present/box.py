"""The frame of a dialog: the only box on the screen means that somebody is being asked."""

from __future__ import annotations

from collections.abc import Sequence

from .line import Line, cut, fit, line, width
from .look import Look

QUIET_CELLS = 2
QUIET_ROWS = 1
EDGES = 6
"""Cells of a frame that are not content: two sides, two blanks beside each."""

OVERHEAD = 3
"""Rows of a frame that are not content: both edges and a blank line below the title."""

_LEAST_DECK = 6
_LONGEST_NAME = 200


def frame_cells(screen: int, wanted: int) -> int:
    """How wide the frame is; one that would leave next to nothing of the deck takes all of it."""
    full = screen - 2 * QUIET_CELLS
    return full if full - wanted < _LEAST_DECK else wanted


def boxed(title: str, content: Sequence[Line], cells: int, rows: int, look: Look) -> list[Line]:
    """A frame of that many cells and rows around the content, in a quiet zone that keeps cut words off it."""
    inner = cells - EDGES
    made = [_top(title, cells, look), _row((), inner, look)]
    made += [_row(content[n] if n < len(content) else (), inner, look) for n in range(rows - OVERHEAD)]
    made.append(_bottom(cells, look))
    blank = line((" " * QUIET_CELLS, "text"))
    outer = cells + 2 * QUIET_CELLS
    return [fit((), outer), *(fit((*blank, *each), outer) for each in made), fit((), outer)]


def quoted(name: str, cells: int = _LONGEST_NAME) -> str:
    """A name from outside as one quoted line of at most 200 cells, so that it cannot look like a question of ours."""
    return f'"{cut(" ".join(name.split()), min(cells, _LONGEST_NAME) - 2)}"'


def _top(title: str, cells: int, look: Look) -> Line:
    left, heavy, right = ("+", "=", "+") if look.glyphs.ascii else ("┍", "━", "┑")
    name = cut(title, max(cells - 8, 0), look.glyphs.ellipsis)
    head = line((left + heavy, "accent"), (f" {name} ", "strong"))
    return (*head, (heavy * max(cells - width(head) - 1, 0) + right, "accent"))


def _row(content: Line, inner: int, look: Look) -> Line:
    side = ("|" if look.glyphs.ascii else "│", "rule")
    return line(side, "  ", *fit(content, max(inner, 0)), "  ", side)


def _bottom(cells: int, look: Look) -> Line:
    left, flat, right = ("+", "-", "+") if look.glyphs.ascii else ("└", "─", "┘")
    return line((left + flat * max(cells - 2, 0) + right, "rule"))
