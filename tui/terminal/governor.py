"""How often the screen may be repainted, from the link and from what the terminal has not yet taken."""

from __future__ import annotations

LOCAL = 0.25
REMOTE = 0.5
SLOWEST = 1.0

_MANY_BYTES = 8_192
_FEW_BYTES = 1_024


def base(remote: bool) -> float:
    """Seconds between two paints of a link that keeps up."""
    return REMOTE if remote else LOCAL


def interval(backlog: int, previous: float, *, remote: bool) -> float:
    """Seconds to the next paint: doubled while ``backlog`` bytes wait, halved again once they are gone."""
    quickest = base(remote)
    if backlog > _MANY_BYTES:
        return min(SLOWEST, max(quickest, previous * 2))
    if backlog < _FEW_BYTES:
        return max(quickest, previous / 2)
    return max(quickest, min(SLOWEST, previous))
