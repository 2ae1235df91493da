"""Which runs of a list are visible, when some of them take two lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wave_tui.data.models import Run

_LEAST_FOR_MORE = 3
"""Below that many lines the list shows runs instead of how many there are."""


@dataclass(frozen=True, slots=True)
class RunWindow:
    """The rows from ``top`` to ``end`` are visible in ``room`` lines; ``hidden`` more lie below them."""

    top: int
    end: int
    room: int
    hidden: int


def height(run: Run) -> int:
    """Lines of a run: a retried one tells as what."""
    return 2 if run.retried_as else 1


def run_window(runs: Sequence[Run], below: int, top: int, cursor: int, lines: int) -> RunWindow:
    """The visible rows with the cursor among them, moved as little as possible and without a wasted line.

    ``below`` is the number of runs after the last of ``runs``; ``lines`` is the room for rows and for the line that
    says how many more there are.
    """
    heights = [height(run) for run in runs]
    top = max(0, min(top, cursor, len(runs) - 1))
    while top < cursor and not _holds(heights, below, top, cursor, lines):
        top += 1
    while not below and top > 0 and sum(heights[top - 1 :]) <= lines:
        top -= 1
    end = _end(heights, below, top, lines)
    return RunWindow(top, end, _room(heights, below, top, lines), below + len(runs) - end)


def _holds(heights: Sequence[int], below: int, top: int, cursor: int, lines: int) -> bool:
    return sum(heights[top : cursor + 1]) <= _room(heights, below, top, lines)


def _end(heights: Sequence[int], below: int, top: int, lines: int) -> int:
    """One past the last row of which the first line is visible."""
    room, used, end = _room(heights, below, top, lines), 0, top
    while end < len(heights) and used < room:
        used += heights[end]
        end += 1
    return max(end, min(top + 1, len(heights)))


def _room(heights: Sequence[int], below: int, top: int, lines: int) -> int:
    """Lines for rows: one fewer when the last line says how many more there are."""
    all_fit = not below and sum(heights[top:]) <= lines
    return lines if all_fit or lines < _LEAST_FOR_MORE else lines - 1
