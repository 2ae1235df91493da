"""The remaining time of the open run in the words of a list cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wave_tui.data.models import PipelineHistory

from .numbers import UNKNOWN, span
from .view import View

if TYPE_CHECKING:
    from wave_tui.data.progress.eta import Estimate


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
    """``2–5m``, ``~36s`` or nothing."""
    if view.detail is None:
        return ""
    found = open_estimate(view)
    text = span(found.low, found.high, view.look.glyphs.dash)
    return "" if text == UNKNOWN or found.late else text
