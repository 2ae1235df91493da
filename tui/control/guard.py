"""The guard against keys that were typed before their question could be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """``painted`` is the monotonic time at which the question stood on the screen, None while it does not."""

    painted: float | None = None

    def accepts(self, typed: float) -> bool:
        """True for a key that reached the program, at the monotonic time ``typed``, after the question was there."""
        return self.painted is not None and typed > self.painted
