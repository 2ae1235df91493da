"""The time axis: round labels, the clock of now and the clock of the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from math import ceil

from .canvas import Canvas
from .look import Look
from .numbers import clock
from .timeline_window import UNITS, Window

_STEPS = (*UNITS, 1_209_600.0, 2_592_000.0, 7_776_000.0, 31_536_000.0)
_AIR = 3

BREAK = "//"
"""Marks a gap that the busy axis leaves out."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A label and the column that it names."""

    x: int
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """How time is written: ``mode`` is wall, rel or busy; ``origin`` is where relative time begins."""

    window: Window
    zone: tzinfo | None = None
    mode: str = "wall"
    origin: float = 0.0


def ticks(axis: Axis) -> tuple[Tick, ...]:
    """Labels at round times, far enough apart to be read; none inside of a gap."""
    step, found = _step(axis), list[Tick]()
    for x in range(axis.window.cells):
        time = _round_time(x, step, axis)
        if time is not None and not (found and x < found[-1].x + len(found[-1].label) + _AIR):
            found.append(Tick(x, _label(time, step, axis)))
    return tuple(found)


def moment(time: float, axis: Axis) -> str:
    """One time in the words of the axis: a clock, or the distance from the start."""
    return relative(time - axis.origin) if axis.mode == "rel" else clock(time, axis.zone)


def relative(seconds: float) -> str:
    """``+12s`` ``+2:05`` ``+1:02:05``."""
    sign, whole = ("-" if seconds <= -1 else "+"), int(abs(seconds))
    if whole < 60:
        return f"{sign}{whole}s"
    minutes = f"{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{sign}{whole // 3600}:{minutes}" if whole >= 3600 else f"{sign}{whole // 60}:{whole % 60:02d}"


def unit_text(unit: float) -> str:
    """Seconds per column in the largest unit that divides them."""
    for seconds, letter in ((604_800, "w"), (86_400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        if unit >= seconds and unit % seconds == 0:
            return f"{int(unit // seconds)}{letter}/col"
    return f"{round(unit * 1000)}ms/col"


def zone_name(time: float, zone: tzinfo | None) -> str:
    """The name of the zone at that time."""
    return datetime.fromtimestamp(time, UTC).astimezone(zone).tzname() or ""


def paint_axis(
    row: Canvas, left: int, axis: Axis, marks: tuple[Tick, ...], now: Tick | None, cursor: Tick | None
) -> None:
    """Labels into the axis row whose plot begins at ``left``; clocks come before labels."""
    _breaks(row, left, axis)
    taken: list[tuple[int, int]] = []
    for mark, style in ((cursor, "strong reverse"), (now, "accent bold")):
        if mark is not None and 0 <= mark.x < axis.window.cells:
            start = _centred(mark, axis.window.cells)
            _label_into(row, left, Tick(start, mark.label), style, taken, least=0 if style == "strong reverse" else 1)
    for mark in marks:
        if mark.x + len(mark.label) <= axis.window.cells:
            _label_into(row, left, mark, "faint", taken)


def paint_grid(row: Canvas, left: int, axis: Axis, marks: tuple[Tick, ...], look: Look) -> None:
    """The faint uprights of the labels and the breaks of a busy axis, where the row is empty."""
    if look.grid and not look.glyphs.ascii:
        for mark in marks:
            row.put(left + mark.x, look.glyphs.grid, "grid")
    _breaks(row, left, axis)


def _breaks(row: Canvas, left: int, axis: Axis) -> None:
    for start, _ in axis.window.gaps:
        x = ceil(axis.window.x(start) - 1e-6)
        if 0 <= x < axis.window.cells - 1:
            row.put(left + x, BREAK, "faint")


def _label_into(row: Canvas, left: int, mark: Tick, style: str, taken: list[tuple[int, int]], least: int = 1) -> None:
    start, end = mark.x, mark.x + len(mark.label)
    if all(end + least <= before or start >= after + least for before, after in taken):
        row.put(left + start, mark.label, style)
        taken.append((start, end))


def _centred(mark: Tick, cells: int) -> int:
    return max(0, min(mark.x - len(mark.label) // 2, cells - len(mark.label)))


def _step(axis: Axis) -> float:
    """The least round distance of labels that leaves air between them."""
    unit = axis.window.unit
    return next((step for step in _STEPS if step / unit >= _label_cells(step, axis) + _AIR), _STEPS[-1])


def _label_cells(step: float, axis: Axis) -> int:
    if axis.mode == "rel":
        return 5 if axis.window.end - axis.origin < 3600 else 8
    return 8 if step < 60 else 6 if step >= 86_400 else 5


def _round_time(x: int, step: float, axis: Axis) -> float | None:
    """The round time that falls into a column, if one does."""
    window = axis.window
    start, end = window.time(x), window.time(x + 1)
    base = axis.origin if axis.mode == "rel" else -_offset(start, axis.zone)
    time = base + ceil((start - base) / step - 1e-6) * step
    inside = time < end - 1e-6 and not any(before < time < after for before, after in window.gaps)
    return time if inside else None


def _offset(time: float, zone: tzinfo | None) -> float:
    shift = datetime.fromtimestamp(time, UTC).astimezone(zone).utcoffset()
    return shift.total_seconds() if shift else 0.0


def _label(time: float, step: float, axis: Axis) -> str:
    if axis.mode == "rel":
        return relative(round(time - axis.origin))
    local = datetime.fromtimestamp(time, UTC).astimezone(axis.zone)
    if step >= 86_400 or (local.hour, local.minute, local.second) == (0, 0, 0):
        return local.strftime("%b %d")
    return local.strftime("%H:%M" if step >= 60 else "%H:%M:%S")
