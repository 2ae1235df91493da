"""A filled chart over several rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from .line import Line, line
from .look import Look


def chart(values: Sequence[float], top: float, rows: int, look: Look) -> list[Line]:
    """Rows from top to bottom, one column per value, eighths of a cell high; the newest column is bright."""
    columns = [_column(value / top * rows if top else 0.0, rows, look) for value in values]
    made = ["".join(column[place] for column in columns) for place in range(rows)]
    return [line((text[:-1], "done"), (text[-1:], "accent")) for text in made]


def _column(level: float, rows: int, look: Look) -> str:
    whole = min(max(floor(level), 0), rows)
    part = floor((level - whole) * 8) if whole < rows else 0
    head = look.glyphs.ramp[part - 1] if part > 0 else ""
    made = look.glyphs.ramp[-1] * whole + head
    return made.ljust(rows)[::-1]
