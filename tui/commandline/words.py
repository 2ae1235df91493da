"""Cells of plain text with the words of the screen."""

from __future__ import annotations

from wave_tui.data.models import Run, Step
from wave_tui.data.states import word

from ..present.line import plain
from ..present.numbers import UNKNOWN
from ..present.runs import step_cell


def state_word(state: str) -> str:
    """The word of the screen, or the foreign state as it is."""
    known = word(state)
    return known.value if known is not None else state or "unknown"


def run_step(run: Run) -> str:
    """Count and name of the running step, or the reason of an odd state."""
    return plain(step_cell(run)).strip() or UNKNOWN


def one_line(text: str) -> str:
    """The first line of a text, marked when there is more."""
    first, _, rest = text.partition("\n")
    return f"{first} …" if rest.strip() else first


def attempts(step: Step) -> str:
    """``2/3``: tries so far and tries allowed."""
    made = len(step.attempts)
    if not made:
        return ""
    return f"{made}/{step.max_attempts}" if step.max_attempts else str(made)
