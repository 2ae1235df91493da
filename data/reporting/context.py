"""The level for which the plain functions speak: one for each thread and each task."""

from __future__ import annotations

from contextvars import ContextVar

TYPE_CHECKING = False  # the module typing costs more than everything here
if TYPE_CHECKING:
    from contextvars import Token

    from .level import Level

    CURRENT: ContextVar[Level | None]

CURRENT = ContextVar("wave_tui_level", default=None)


def enter(level: Level | None) -> Token[Level | None]:
    """Make a level the one that plain functions speak for."""
    return CURRENT.set(level)


def leave(token: Token[Level | None] | None) -> None:
    """Go back to the level before."""
    if token is None:
        return
    try:
        CURRENT.reset(token)
    except (ValueError, RuntimeError):  # a generator may be closed by another task, which has levels of its own
        return
