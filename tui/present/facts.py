"""Rows of a label and facts; a fact that does not fit is left out whole."""

from __future__ import annotations

from collections.abc import Iterable

from .line import Line, fit, join, line, width
from .look import Look
from .numbers import UNKNOWN

LABEL = 12
"""Cells of the label column."""


def labelled(label: str, value: Line, cells: int) -> Line:
    """A faint label in its column and the value."""
    return fit(line((f"{label:<{LABEL}}", "faint"), *value), cells)


def fitting(facts: Iterable[Line], cells: int, gap: str = "   ") -> Line:
    """The facts from the first on, as many as fit whole, so that no number is ever cut."""
    kept: list[Line] = []
    for fact in facts:
        if width(join([*kept, fact], gap)) > cells:
            break
        kept.append(fact)
    return join(kept, gap)


def row(label: str, facts: Iterable[Line], cells: int, gap: str = "   ") -> Line:
    """A labelled row of facts, empty when there is none."""
    kept = fitting((fact for fact in facts if fact), cells - LABEL, gap)
    return labelled(label, kept, cells) if kept else ()


def settled(lines: Iterable[Line], look: Look) -> list[Line]:
    """The lines in this terminal's alphabet: without Unicode the sign for unknown is a hyphen too."""
    if not look.glyphs.ascii:
        return list(lines)
    return [tuple((text.replace(UNKNOWN, look.glyphs.dash), style) for text, style in each) for each in lines]
