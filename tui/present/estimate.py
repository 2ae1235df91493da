"""The remaining time of the open run in the words of a list cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wave_tui.data.models import PipelineHistory, Run
from wave_tui.data.states import is_live

from .numbers import UNKNOWN, duration, span
from .view import View

if TYPE_CHECKING:
    from wave_tui.data.progress.eta import Estimate

_YEAR = 365 * 86_400.0


def open_estimate(view: View) -> Estimate:
    """The estimate of the open run, an empty one when nothing is known."""
    from wave_tui.data.progress.eta import Estimate, estimate

    detail = view.detail
    if detail is None:
        return Estimate()
    history = view.snapshot.history or PipelineHistory(detail.run.pipeline)
    rework = [step.id for step in view.pipeline.steps if step.rework_only] if view.pipeline else []
    return estimate(detail.run, detail.steps, history, view.calm, rework)


def eta_text(view: View) -> str:
    """``2–5m``, ``~36s`` or nothing; what the run itself expects stands in where its history is too short."""
    if view.detail is None:
        return ""
    found = open_estimate(view)
    if found.quality != "history" and (stated := stated_text(view.detail.run, view.calm)):
        return stated
    text = span(found.low, found.high, view.look.glyphs.dash)
    return "" if text == UNKNOWN or found.late else text


def stated_text(run: Run, now: float) -> str:
    """The same of any run from its own words alone; nothing when it says nothing or should have ended."""
    rest = stated_rest(run, now)
    return f"~{duration(rest)}" if rest is not None and rest >= 0 else ""


def stated_rest(run: Run, now: float) -> float | None:
    """Seconds that a run at work says it still needs, negative when it should have ended; None when it says none."""
    rest = run.eta - now if run.eta is not None and is_live(run.state) else None
    return rest if rest is not None and abs(rest) < _YEAR else None
