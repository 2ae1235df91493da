"""The dialog about several marked runs: what becomes of each of them, and the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wave_tui.data.engine.model import RunPlan
from wave_tui.data.engine.reach import unreachable
from wave_tui.data.models import Run
from wave_tui.data.states import is_terminal

from ..box import quoted
from ..line import Line, column, cut, line
from ..look import Look, state_cell
from ..runs import short_id
from .parts import buttons, said
from .reality import named, steps_of
from .retry import on_purpose, refusal

_NAME = 22


@dataclass(frozen=True, slots=True)
class Batch:
    """Marked runs and what is done to them: ``verb`` is cancel or retry; ``results`` are told by run."""

    verb: str
    runs: tuple[Run, ...]
    plans: Mapping[str, RunPlan] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)
    sent: bool = False
    again: bool = False

    @property
    def able(self) -> tuple[Run, ...]:
        """The runs to which it can be done now."""
        return tuple(run for run in self.runs if not self.against(run))

    def against(self, run: Run) -> str:
        """Why it cannot be done to a run."""
        if self.verb == "cancel":
            return f"already {run.state}" if is_terminal(run.state) else unreachable(run)
        plan = self.plans.get(run.id)
        refused = "; ".join(plan.refusals) if plan is not None else ""
        return refusal(run) or self.results.get(run.id, "") or refused


def batch_lines(of: Batch, top: int, rows: int, cells: int, look: Look, notice: str) -> list[Line]:
    """One line for each run, the total, the keys."""
    room = max(1, min(len(of.runs), rows - 6))
    shown = [_row(each, of, cells, look) for each in of.runs[top : top + room]]
    below = len(of.runs) - top - room
    more = [line((f"{look.glyphs.ellipsis} {below} more, j k scroll", "faint"))] if below > 0 else []
    told = said(notice, cells, "warn")[:2] if notice else []
    return [*shown, *more, (), *said(total(of), cells, "strong")[:2], *told, (), _keys(of, cells)]


def total(of: Batch) -> str:
    """What it comes to."""
    able, count = of.able, len(of.runs)
    if of.sent:
        return f"asked for {count} runs; the results stand beside them"
    if of.verb == "cancel":
        return f"{len(able)} of {count} runs are asked to stop"
    steps = sum(len(steps_of(of.plans[run.id], "run")) for run in able if run.id in of.plans)
    return f"{len(able)} of {count} runs are retried: {steps} steps run again"


def _row(run: Run, of: Batch, cells: int, look: Look) -> Line:
    name = cut(quoted(run.pipeline, _NAME), _NAME - 1, look.glyphs.ellipsis)
    text, token = _what(run, of)
    room = max(cells - 8 - 6 - _NAME, 0)
    entry = (column(name, "text", _NAME), (cut(text, room, look.glyphs.ellipsis), token))
    return line(*state_cell(run.state, look), (f"{short_id(run.id):<6}", "strong"), *entry)


def _what(run: Run, of: Batch) -> tuple[str, str]:
    if run.id in of.results:
        return of.results[run.id], "text"
    if against := of.against(run):
        return against, "warn"
    if of.verb == "cancel":
        return "is asked to stop", "dim"
    plan = of.plans.get(run.id)
    if plan is None:
        return "looking", "faint"
    purpose = ", was cancelled on purpose" if on_purpose(run) else ""
    return f"re-run {named(steps_of(plan, 'run'))}{purpose}", "dim"


def _keys(of: Batch, cells: int) -> Line:
    if of.sent:
        return buttons("Close", "enter, esc", (), cells)
    label = {"cancel": "cancel gracefully", "retry": "start them all the same" if of.again else "start them"}[of.verb]
    harmless = "Keep running" if of.verb == "cancel" else "Back"
    return buttons(harmless, "enter, esc, n", (("y", label),) if of.able else (), cells)


def several(view_runs: Sequence[Run], marks: frozenset[str]) -> tuple[Run, ...]:
    """The marked runs among those that are known, in the order of the list."""
    return tuple(run for run in view_runs if run.id in marks)
