"""Where two lines differ, in cells: what has to be sent to a terminal that shows the one and should show the other."""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat, zip_longest

from rich.cells import cell_len, get_character_cell_size

from .line import Line

Span = tuple[int, int]
"""First cell and one past the last."""

_SECOND = " second"
"""What is added to the style of the second cell of a wide character."""
GAP = 16
"""Equal cells between two spans below which sending them is cheaper than another move of the cursor."""


def spans(old: Line, new: Line) -> list[Span]:
    """All spans of cells in which two lines differ, from left to right."""
    start, before, after = _trimmed(old, new)
    found: list[Span] = []
    for index, (one, other) in enumerate(zip_longest(_cells(before), _cells(after)), start):
        if one == other:
            continue
        if found and index - found[-1][1] < GAP:
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index, index + 1))
    return found


def uncut(line: Line, span: Span) -> Span:
    """The span with the whole of a wide character that one of its ends would cut."""
    if all(_is_narrow(text) for text, _ in line):
        return span
    cells = _cells(line)
    start, end = span
    start -= 0 < start < len(cells) and cells[start][1].endswith(_SECOND)
    end += end < len(cells) and cells[end][1].endswith(_SECOND)
    return start, end


def _trimmed(old: Line, new: Line) -> tuple[int, Line, Line]:
    """Both lines without the pieces that they have in common at their ends, and the width of those at the start."""
    same, most = 0, min(len(old), len(new))
    while same < most and old[same] == new[same]:
        same += 1
    while same and any(map(_joins, (old[same:], new[same:]))):
        same -= 1
    after = 0
    while after < most - same and old[-1 - after] == new[-1 - after]:
        after += 1
    width = sum(cell_len(text) for text, _ in old[:same])
    return width, old[same : len(old) - after], new[same : len(new) - after]


def _joins(rest: Line) -> bool:
    """True when the rest begins with a mark that belongs to the character before it."""
    return bool(rest) and not rest[0][0].isascii() and cell_len(rest[0][0][0]) == 0


def _cells(line: Line) -> list[tuple[str, str]]:
    """A character and its style for each cell; both cells of a wide character name it."""
    cells: list[tuple[str, str]] = []
    for text, style in line:
        if _is_narrow(text):
            cells.extend(zip(text, repeat(style)))
            continue
        for character in text:
            size = get_character_cell_size(character)
            if size:
                cells.extend(((character, style), (character, style + _SECOND))[:size])
            elif cells:
                cells[-1] = (cells[-1][0] + character, cells[-1][1])
    return cells


@lru_cache(4096)
def _is_narrow(text: str) -> bool:
    """True when every character takes one cell."""
    return text.isascii() or all(get_character_cell_size(character) == 1 for character in text)
