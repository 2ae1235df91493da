"""What is usual for a step, and how far one duration is from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from ..models import StepHistory

ENOUGH = 5
"""Samples from which on a median and a p90 are shown as such; below it they say too little."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Median and p90 of earlier durations in seconds with the number of samples; None without a sample."""

    n: int = 0
    median: float | None = None
    p90: float | None = None

    @property
    def trusted(self) -> bool:
        """True when there are enough samples for a range."""
        return self.n >= ENOUGH


@dataclass(frozen=True, slots=True)
class Comparison:
    """One duration against the history of its own step; ``factor`` is duration / median.

    ``slow`` is set when the duration is beyond the p90 of a trusted baseline; ``going`` while it still grows.
    """

    duration: float
    baseline: Baseline
    factor: float
    slow: bool
    going: bool = False

    @property
    def tells(self) -> bool:
        """False for what still goes on below its median: a tenth of it says when it began, not that it is quick."""
        return not self.going or self.factor >= 1


def quantile(values: Sequence[float], q: float) -> float | None:
    """The q-quantile (0 to 1) of the values, None without values.

    Method: linear interpolation between the two nearest ranks at (n - 1) * q, which is type 7 of Hyndman and
    Fan and the "inclusive" method of the statistics module.
    """
    if not values:
        return None
    ranked = sorted(values)
    place = (len(ranked) - 1) * q
    low = floor(place)
    high = min(low + 1, len(ranked) - 1)
    return min(ranked[low] + (ranked[high] - ranked[low]) * (place - low), ranked[high])


def baseline(history: StepHistory) -> Baseline:
    """Median and p90 of a step's earlier durations; negative durations are bad data and left out."""
    durations = sane(history.durations)
    return Baseline(len(durations), quantile(durations, 0.5), quantile(durations, 0.9))


def compare(duration: float | None, history: StepHistory, *, going: bool = False) -> Comparison | None:
    """A duration in seconds against its step's history; None when either is unknown or the median is 0."""
    usual = baseline(history)
    if duration is None or duration < 0 or not usual.median or usual.p90 is None:
        return None
    return Comparison(duration, usual, duration / usual.median, usual.trusted and duration > usual.p90, going)


def sane(durations: Sequence[float]) -> tuple[float, ...]:
    """The durations that can be true: not negative."""
    return tuple(seconds for seconds in durations if seconds >= 0)
