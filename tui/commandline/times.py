"""Times and durations for programs and for plain text."""

from __future__ import annotations

from datetime import UTC, datetime

from wave_tui.data.models import Run, Step
from wave_tui.data.states import is_live

from ..present.numbers import UNKNOWN, duration


def rfc3339(time: float | None) -> str | None:
    """UTC with Z, milliseconds only where there are some; None when unknown."""
    if time is None:
        return None
    made = datetime.fromtimestamp(round(time, 3), UTC)
    return made.isoformat(timespec="milliseconds" if made.microsecond else "seconds").replace("+00:00", "Z")


def moment(time: float | None) -> str:
    """``2026-11-20 05:00:00Z``: a time in plain text, always UTC."""
    return UNKNOWN if time is None else datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def took(run: Run, now: float) -> str:
    """How long a run took, or has taken while it lives; empty when unknown."""
    return _between(run.started, now if run.ended is None and is_live(run.state) else run.ended)


def step_took(step: Step, now: float) -> str:
    """How long a step took, or has taken while it lives; empty when unknown."""
    if step.duration is not None and not is_live(step.state):
        return duration(step.duration)
    return _between(step.started, now if is_live(step.state) else step.ended)


def _between(start: float | None, end: float | None) -> str:
    return "" if start is None or end is None else duration(end - start)
