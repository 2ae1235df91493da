"""Which runs that only an event file tells of can be cancelled from here."""

from __future__ import annotations

from ..models import Run

ASKABLE = frozenset({"levels", "phases"})
"""Formats whose programs look for a request beside their file."""
MARKED = "marked as cancelled by "
"""How the error of a run begins whose end was written for it; who did that follows."""


def unreachable(run: Run, *, alive: bool | None = None) -> str:
    """Why a run cannot be cancelled from here, "" when it can; ``alive`` is what is known of its process.

    One that is lost gets its end written for it, whatever its format, unless its process is at work after all.
    """
    lost = run.state == "lost" and alive is not True
    if lost or "store" in run.sources or not ASKABLE.isdisjoint(run.sources):
        return ""
    return f"it is known from its {', '.join(run.sources)} file alone; cancel it where it was started"
