"""The stretch of time that a plot shows: from seconds to cells and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor

UNITS = (
    0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0,
    14400.0, 21600.0, 43200.0, 86400.0, 172800.0, 604800.0,
)  # fmt: skip
"""Seconds per cell that a person can count in; longer ones double."""

NOW_SHARE = 0.85
"""Where the now line stands while the plot follows it."""

BREAK_CELLS = 3
"""Width of a gap that the busy axis leaves out."""

_GAP_SHARE = 0.1
_NOISE = 1e-5
"""Cells: what a time in seconds since 1970 cannot tell apart, in the smallest unit."""

Gap = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Window:
    """``cells`` columns of ``unit`` seconds from ``start`` on; each of ``gaps`` takes three columns only."""

    start: float
    unit: float
    cells: int
    gaps: tuple[Gap, ...] = ()

    @property
    def end(self) -> float:
        """The time at the right edge."""
        return self.time(self.cells)

    def x(self, time: float) -> float:
        """Cells from the left edge, negative before it."""
        return (self._busy(time) - self._busy(self.start)) / self.unit

    def column(self, time: float) -> int:
        """The cell that a time falls into; one that lies on an edge belongs to the right of it."""
        return floor(self.x(time) + _NOISE)

    def time(self, x: float) -> float:
        """The time at a distance from the left edge in cells."""
        wanted = self._busy(self.start) + x * self.unit
        passed = 0.0
        for start, end in self.gaps:
            if wanted <= start - passed:
                break
            short = self._short(start, end)
            if wanted < start - passed + short:
                return start + (wanted - start + passed) * (end - start) / short
            passed += end - start - short
        return wanted + passed

    def _busy(self, time: float) -> float:
        """Seconds without what the gaps save."""
        return time - sum(
            max(0.0, min(time, end) - start) * (1 - self._short(start, end) / (end - start)) for start, end in self.gaps
        )

    def _short(self, start: float, end: float) -> float:
        return min(BREAK_CELLS * self.unit, end - start)


def unit_for(seconds: float, cells: int) -> float:
    """The smallest round unit with which that many cells hold the time."""
    units = list(UNITS)
    while units[-1] * max(cells, 1) < seconds:
        units.append(units[-1] * 2)
    return next(unit for unit in units if unit * max(cells, 1) >= seconds)


def next_unit(unit: float, by: int) -> float:
    """The neighbouring round unit; below the smallest there is none."""
    if unit > UNITS[-1] or (unit == UNITS[-1] and by > 0):
        return unit * 2 if by > 0 else max(unit / 2, UNITS[-1])
    place = min(range(len(UNITS)), key=lambda index: abs(UNITS[index] - unit))
    return UNITS[min(max(place + by, 0), len(UNITS) - 1)]


def aligned(time: float, unit: float) -> float:
    """The last whole multiple of the unit, so that columns keep their place while time passes."""
    return floor(time / unit + _NOISE) * unit


def fitted(first: float, last: float, cells: int, room: int = 0) -> Window:
    """All from first to last, with ``room`` cells to spare on the right."""
    wide = max(cells - room, 1)
    unit = unit_for(last - first, wide)
    while aligned(first, unit) + unit * wide < last:
        unit = next_unit(unit, 1)
    return Window(aligned(first, unit), unit, cells)


def following(now: float, unit: float, cells: int) -> Window:
    """The now column at 85 % of the width."""
    return Window(aligned(now, unit) - int(cells * NOW_SHARE) * unit, unit, cells)


def zoomed(window: Window, unit: float, about: float) -> Window:
    """Another unit, the column of the given time unmoved."""
    x = min(max(window.column(about), 0), window.cells - 1)
    made = replace(window, start=aligned(about, unit) - x * unit, unit=unit)
    off = made.column(about) - x  # a time on an edge may have been rounded into the next one
    return replace(made, start=made.start + off * unit)


def panned(window: Window, cells: int) -> Window:
    """The same unit, moved."""
    return replace(window, start=window.start + cells * window.unit)


def revealed(window: Window, time: float) -> Window:
    """The same unit, moved no further than needed to hold the time."""
    x = window.column(time)
    if 0 <= x < window.cells:
        return window
    start = aligned(time, window.unit)
    return replace(window, start=start if x < 0 else start - (window.cells - 1) * window.unit)


def idle_gaps(busy: Iterable[Gap], window: Window) -> tuple[Gap, ...]:
    """The stretches between busy ones that are longer than a tenth of the window."""
    least = max(_GAP_SHARE * window.cells, BREAK_CELLS) * window.unit
    merged = _merged(sorted(busy))
    return tuple((before[1], after[0]) for before, after in pairwise(merged) if after[0] - before[1] > least)


def _merged(stretches: Sequence[Gap]) -> list[Gap]:
    merged: list[Gap] = []
    for start, end in stretches:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
