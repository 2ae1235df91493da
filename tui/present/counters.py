"""Counters of steps and of what is below them, and the chain of what is at work: ``file 2/3 a.pdf, page 5/12``."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from wave_tui.data.models import Step, Subtask
from wave_tui.data.states import is_live, is_terminal

from .line import cut_middle
from .numbers import count

_PLAIN = 10_000
"""Counters below that are written with all their digits."""


def counter(node: Step | Subtask, *, unit: bool = True) -> str:
    """``page 5/12``, without a total ``page 5``; nothing when nothing is counted."""
    if node.current is None:
        return ""
    number = _number(node.current) if node.total is None else f"{_number(node.current)}/{_number(node.total)}"
    return f"{node.unit} {number}" if unit and node.unit else number


def stopped_at(node: Step | Subtask) -> str:
    """The counter of what ended or was lost before it had counted everything."""
    if node.state == "lost":
        return counter(node)
    stopped = is_terminal(node.state) and node.total is not None and node.current != node.total
    return counter(node) if stopped else ""


def chain(step: Step, chosen: Sequence[str] = ()) -> tuple[Subtask, ...]:
    """What is at work below a step, or was when it was lost, outermost first; not child runs.

    Of several it is the chosen one, else the first.
    """
    found: list[Subtask] = []
    below = step.subtasks
    while below:
        wanted = chosen[len(found)] if len(found) < len(chosen) else None
        at_work = [each for each in below if (is_live(each.state) or each.state == "lost") and not each.run]
        node = next((each for each in at_work if each.id == wanted), at_work[0] if at_work else None)
        if node is None:
            break
        found.append(node)
        below = node.subtasks
    return tuple(found)


def doing(step: Step, chosen: Sequence[str] = ()) -> str:
    """``file 2/3 statement_002.pdf, page 5/12``: every counter on the way down to what is at work."""
    parts: list[str] = []
    above: Step | Subtask = step
    for node in chain(step, chosen):
        parts.append(f"{counter(above) or node.kind} {node.name}".strip())
        above = node
    return ", ".join(part for part in (*parts, counter(above)) if part)


def inmost(told: str, cells: int, ellipsis: str) -> str:
    """As much of what ``doing`` tells as fits, from the inside out: counters are never cut."""
    kept, rest = told, told
    while cell_len(kept) > cells and ", " in rest:
        rest = rest.partition(", ")[2]
        kept = f"{ellipsis} {rest}"
    return cut_middle(kept, cells, ellipsis)


def saying(step: Step, chosen: Sequence[str] = ()) -> str:
    """What the step says it does, else what the innermost of all that is at work below it says."""
    said = (step.action, *(node.message for node in reversed(chain(step, chosen))))
    return next((" ".join(text.split()) for text in said if text.strip()), "")


def _number(value: int) -> str:
    return str(value) if abs(value) < _PLAIN else count(value)
