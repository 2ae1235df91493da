"""How long the rest of some counted work takes."""

from __future__ import annotations

HALF_LIFE = 60.0
"""Seconds after which what was counted weighs half of what is counted now."""


class Pace:
    """The rate of a counter: work done by time spent, both fading, so that the first moments do not mislead."""

    __slots__ = ("_count", "_done", "_spent", "_time")

    def __init__(self, count: float, time: float) -> None:
        """Where the counter stood at a time in seconds of any clock."""
        self._count, self._time = count, time
        self._done = self._spent = 0.0

    def seen(self, count: float, time: float) -> None:
        """The counter at a later time; one that goes back begins anew."""
        if count < self._count:
            self._count, self._done, self._spent = count, 0.0, 0.0
        passed = max(0.0, time - self._time)
        fading = 0.5 ** (passed / HALF_LIFE)
        self._done = self._done * fading + count - self._count
        self._spent = self._spent * fading + passed
        self._count, self._time = count, time

    def remaining(self, total: float) -> float | None:
        """Seconds until the counter reaches the total, None as long as nothing was done."""
        if self._done <= 0 or self._spent <= 0:
            return None
        return max(0.0, total - self._count) * self._spent / self._done
