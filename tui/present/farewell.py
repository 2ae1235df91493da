"""What is left in the scrollback when the deck is gone: the runs that go on without it."""

from __future__ import annotations

from wave_tui.data.models import Run
from wave_tui.data.states import is_live, word

from .numbers import duration
from .runs import is_child
from .view import View

_NAMED = 5


def farewell(view: View) -> list[str]:
    """Plain lines about the runs that continue, the newest first; none when nothing runs."""
    counts = view.snapshot.counts
    going = counts.running + counts.cancelling
    if not going:
        return []
    runs = [run for run in view.snapshot.runs.rows if is_live(run.state) and not is_child(run)][:_NAMED]
    more = [f"  and {going - len(runs)} more"] if runs and going > len(runs) else []
    what = "1 run continues" if going == 1 else f"{going} runs continue"
    return [f"{what}{':' if runs else '.'}", *(_row(run, view) for run in runs), *more]


def _row(run: Run, view: View) -> str:
    spent = duration(view.now - run.started) if run.started is not None else ""
    done = f"{run.steps_done}/{run.steps_total}" if run.steps_done is not None and run.steps_total else ""
    facts = (run.id, str(word(run.state) or run.state), f"{done} {run.step}".strip(), spent)
    return "  " + "  ".join(fact for fact in facts if fact)
