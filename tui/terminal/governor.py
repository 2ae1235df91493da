"""How often the screen may be repainted, from the user's wish and from what the terminal has not yet taken."""

from __future__ import annotations

SLOWEST = 1.0

_MANY_BYTES = 8_192
_FEW_BYTES = 1_024


def interval(backlog: int, previous: float, quickest: float) -> float:
    """Seconds to the next paint: doubled while ``backlog`` bytes wait, halved again once they are gone."""
    if backlog > _MANY_BYTES:
        return max(quickest, min(SLOWEST, previous * 2))
    if backlog < _FEW_BYTES:
        return max(quickest, previous / 2)
    return max(quickest, min(SLOWEST, previous))
