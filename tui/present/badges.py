"""How a try was made: beside others, alone, or alone for want of resources; and how many tests failed in it."""

from __future__ import annotations

from wave_tui.data.models import Attempt

from .line import Piece

_MODES: dict[str, Piece] = {
    "parallel": ("parallel", "dim"),
    "serial": ("serial", "dim"),
    "fallback": ("serial fallback", "warn"),
}


def badges(attempt: Attempt) -> tuple[Piece, ...]:
    """The badges of a try; no failed test is no news."""
    mode = (_MODES.get(attempt.mode, (attempt.mode, "dim")),) if attempt.mode else ()
    return (*mode, (f"{attempt.failures} failed", "fail")) if attempt.failures else mode
