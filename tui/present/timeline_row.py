"""One row of the timeline: label, plot and numbers of a lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from rich.cells import cell_len

from wave_tui.data.states import Word, word

from .axis import BREAK, Axis, Tick, moment, paint_grid
from .bars import Placed, ground, paint_bars, place
from .canvas import Canvas
from .line import Line, column, cut, cut_middle
from .look import Look
from .numbers import UNKNOWN, count, duration, factor
from .reason import brief
from .timeline_lanes import Lane
from .timeline_spans import AHEAD, BODIES, Part
from .timeline_window import Window

SLOW = 2.0
"""The factor of its own median from which a duration is marked."""

_SECONDS_CELLS, _FACTOR_CELLS = 9, 7
COLUMNS = _SECONDS_CELLS + _FACTOR_CELLS
_LEAST_NOTE = 4
_NEAR = 8


@dataclass(frozen=True, slots=True)
class Plot:
    """What all rows have in common: label width, axis, columns of now and of the cursor, what is switched on."""

    label: int
    axis: Axis
    look: Look
    marks: tuple[Tick, ...]
    now: int | None
    cursor: int | None
    baseline: bool = True
    critical: bool = True
    large: bool = False

    @property
    def window(self) -> Window:
        """The stretch of time."""
        return self.axis.window


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the guides before its label, and whether it or something below it is selected."""

    guide: str = ""
    selected: bool = False
    above: bool = False
    focused: bool = False


def lane_row(lane: Lane, place_: Place, plot: Plot) -> Line:
    """The row of a lane."""
    row = Canvas(plot.label + plot.window.cells)
    placed = place(lane.spans, plot.window, plot.now)
    paint_grid(row, plot.label, plot.axis, plot.marks, plot.look)
    paint_bars(row, plot.label, placed, plot.look, thin=lane.depth > 0)
    tick = _median(row, lane, placed, plot)
    _uprights(row, placed, plot, lane)
    _cuts(row, lane, placed, plot)
    _ahead_labels(row, placed, plot)
    _note(row, lane, place_, placed, plot, tick)
    _label(row, lane, place_, placed, plot)
    return (*row.line(), *(_columns(lane, place_, plot) if plot.large else ()))


def blank_row(plot: Plot) -> Line:
    """A row between groups: grid, now and cursor only."""
    row = Canvas(plot.label + plot.window.cells)
    paint_grid(row, plot.label, plot.axis, plot.marks, plot.look)
    _uprights(row, (), plot, None)
    return row.line()


def _owner(placed: Sequence[Placed], cell: int) -> Placed | None:
    return next((each for each in placed if each.first <= cell <= each.last), None)


def _median(row: Canvas, lane: Lane, placed: Sequence[Placed], plot: Plot) -> int | None:
    """Mark where the lane's usual end was; the cell of the mark."""
    live = any(each.span.part is Part.RUNNING for each in placed)
    if not plot.baseline or lane.median is None or not (plot.large or live):
        return None
    cell = int(plot.window.x(lane.median)) if abs(plot.window.x(lane.median)) < 1e6 else -1
    owner = _owner(placed, cell)
    ends = owner is not None and cell == owner.last and owner.span.part in BODIES
    if not 0 <= cell < plot.window.cells or ends or (plot.now is not None and live and cell >= plot.now):
        return None
    if owner is not None and lane.depth == 0 and owner.span.part in BODIES:
        row.put(plot.label + cell, plot.look.glyphs.median, f"strong{ground(owner.span.part, plot.look)}")
    else:
        row.put(plot.label + cell, plot.look.glyphs.median, "strong")
    return cell


def _uprights(row: Canvas, placed: Sequence[Placed], plot: Plot, lane: Lane | None) -> None:
    """The lines of now and of the cursor; a bar that has no other cell keeps this one."""
    if plot.now is not None and 0 <= plot.now < plot.window.cells:
        owner = _owner(placed, plot.now)
        if owner is None or owner.span.part in AHEAD:
            row.put(plot.label + plot.now, plot.look.glyphs.now, "accent")
    if plot.cursor is not None and 0 <= plot.cursor < plot.window.cells:
        owner = _owner(placed, plot.cursor)
        if owner is None:
            row.put(plot.label + plot.cursor, plot.look.glyphs.now, "strong")
        elif lane is not None and lane.depth == 0 and owner.span.part in BODIES and owner.last != plot.cursor:
            on = ground(owner.span.part, plot.look)
            if on:
                row.put(plot.label + plot.cursor, plot.look.glyphs.now, f"strong{on}")


def _cuts(row: Canvas, lane: Lane, placed: Sequence[Placed], plot: Plot) -> None:
    """Marks where the window cuts a lane, and words for a lane that lies outside of it."""
    window, crumb = plot.window, plot.look.glyphs.crumb
    back = "<" if plot.look.glyphs.ascii else "‹"
    known = [span for span in lane.spans if span.part not in AHEAD]
    if not placed and known and window.x(known[-1].end) <= 0:
        row.put(plot.label, f"{back} ended {moment(known[-1].end, plot.axis)}", "faint")
    elif not placed and known:
        text = f"starts {moment(known[0].start, plot.axis)} {crumb}"
        row.put(plot.label + window.cells - cell_len(text), text, "faint")
    if placed and placed[0].first == 0 and any(window.x(span.start) < -1e-6 for span in lane.spans):
        row.put(plot.label, back, "strong")
    if (
        placed
        and placed[-1].last == window.cells - 1
        and any(span.end != inf and window.x(span.end) > window.cells for span in lane.spans)
    ):
        row.put(plot.label + window.cells - 1, crumb, "accent" if placed[-1].span.part in AHEAD else "strong")


def _ahead_labels(row: Canvas, placed: Sequence[Placed], plot: Plot) -> None:
    """``p50`` and ``p90`` at their ends where they fit; else one blank cell between the two."""
    likely = next((each for each in placed if each.span.part is Part.LIKELY), None)
    doubtful = next((each for each in placed if each.span.part is Part.DOUBTFUL), None)
    if doubtful is None or likely is None:
        return
    if doubtful.last - doubtful.first >= 3:
        row.put(plot.label + doubtful.first, "p50", "faint")
        if doubtful.last + 3 < plot.window.cells:
            row.put(plot.label + doubtful.last + 1, "p90", "faint")
    elif doubtful.last > doubtful.first:
        row.put(plot.label + doubtful.first, " ", "text")


def _note(row: Canvas, lane: Lane, place_: Place, placed: Sequence[Placed], plot: Plot, tick: int | None) -> None:
    """What stands behind the last mark of a lane that is over, and behind the median if that is near."""
    if not placed:
        _wordless(row, lane, place_, plot)
        return
    if not lane.over or placed[-1].right > plot.window.cells or placed[-1].span.part not in BODIES:
        return
    failed = placed[-1].span.part is Part.FAILED
    text, style = _words(lane, plot, failed=failed)
    start = placed[-1].last + (3 if failed and lane.depth and not plot.look.glyphs.ascii else 2)
    if tick is not None and placed[-1].last < tick <= placed[-1].last + _NEAR:
        start = tick + 2
    while BREAK[0] in (row.at(plot.label + start - 1)[0], row.at(plot.label + start)[0]):
        start += 1
    room = plot.window.cells - start
    if style == "text":
        text = cut(text, room, plot.look.glyphs.ellipsis) if room >= _LEAST_NOTE else ""
    if text and cell_len(text) <= room:
        row.put(plot.label + start, text, style)


def _wordless(row: Canvas, lane: Lane, place_: Place, plot: Plot) -> None:
    """Why a lane has no mark, behind its whole name where there is room for both."""
    said = "skipped" if word(lane.state) is Word.SKIP else lane.note if lane.over else ""
    if said and not lane.spans:
        named = 2 + len(place_.guide) + cell_len(lane.label) + 1
        start = max(plot.label, min(named, len(row) - cell_len(said)))
        row.put(start, cut(said, len(row) - start, plot.look.glyphs.ellipsis), "faint")


def _words(lane: Lane, plot: Plot, *, failed: bool) -> tuple[str, str]:
    if failed and lane.note:
        return brief(lane.note), "text"
    if not plot.large:
        return duration(lane.seconds), "dim"
    if plot.critical and lane.depth == 0 and not lane.critical and lane.slack is not None and lane.slack >= 1:
        return f"slack {duration(lane.slack)}", "faint"
    return (f"{count(lane.tokens)} tok", "faint") if lane.depth and lane.tokens else ("", "faint")


def _label(row: Canvas, lane: Lane, place_: Place, placed: Sequence[Placed], plot: Plot) -> None:
    """The name with its guides; over empty plot it may run on up to one cell before the first mark."""
    row.put(0, " " * min(plot.label, 2), "text")
    if place_.selected and place_.focused:
        row.put(0, plot.look.glyphs.cursor, "accent")
    if plot.critical and lane.critical:
        row.put(1 if place_.selected and place_.focused else 0, "*", "accent")
    row.put(2, place_.guide, "rule")
    start = 2 + len(place_.guide)
    first = plot.label + placed[0].first if placed else _first_mark(row, plot)
    room = max(first - 1, plot.label - 1) - start
    text = cut_middle(lane.label, room, plot.look.glyphs.ellipsis)
    style = "strong bold" if place_.selected or place_.above else "dim" if lane.depth else "text"
    row.put(start, text, style)


def _first_mark(row: Canvas, plot: Plot) -> int:
    """The first cell of the plot in which something stands that is no grid."""
    empty = (" ", plot.look.glyphs.grid)
    return next((x for x in range(plot.label, len(row)) if row.at(x)[0] not in empty), len(row))


def _columns(lane: Lane, place_: Place, plot: Plot) -> Line:
    style = "strong" if place_.selected else "dim" if lane.over or lane.seconds is None else "text"
    if lane.seconds is not None:
        text = duration(lane.seconds)
    elif word(lane.state) is Word.PENDING:
        text = f"~{duration(lane.expected)}" if lane.expected is not None else ".."
    else:
        text = UNKNOWN
    slow = lane.factor is not None and lane.factor >= SLOW
    known = factor(lane.factor, plot.look.glyphs.times) if plot.baseline and lane.factor is not None else ""
    return (
        column(text, style, _SECONDS_CELLS, right=True),
        column(known, "warn" if slow else "faint", _FACTOR_CELLS, right=True),
    )
