"""The timeline of one run, drawn from a scene and a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from wave_tui.data.address import Address

from ..palette import lit
from .axis import Axis, Tick, moment, paint_axis, ticks
from .canvas import Canvas
from .facts import settled
from .line import Line, column, fit, line, plain, spread
from .look import Look
from .scrolling import visible_top
from .timeline_facts import SLOTS, folded_words, legend, slots, totals
from .timeline_fold import folded, guides, selected_lane, spaced
from .timeline_lanes import Lane, Scene
from .timeline_moment import at_section, last_line
from .timeline_row import COLUMNS, Place, Plot, blank_row, lane_row
from .timeline_window import Window
from .view import View

_LARGE = (100, 27)
_LARGE_REST = 13
_STRIP_HEIGHT = 17
_WIDEST_LABEL = 20


@dataclass(frozen=True, slots=True)
class Shape:
    """How a panel is divided: label and plot cells, rows for lanes, and what else has room."""

    width: int
    height: int
    label: int
    plot: int
    lanes: int
    large: bool
    strip: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One lane in view with the guides before its label."""

    lane: Lane
    guide: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows in view (None is an empty one), the first of them, and how many lanes are kept of how many."""

    rows: tuple[Row | None, ...]
    top: int
    kept: int
    total: int


def shape_of(scene: Scene, width: int, height: int) -> Shape:
    """Labels take a seventh of the width, at most what the longest one needs."""
    large = width >= _LARGE[0] and height >= _LARGE[1]
    strip, last = large or height >= _STRIP_HEIGHT, height >= 4
    names = [2 + 2 * lane.depth + cell_len(lane.label) for lane in scene.lanes] or [8]
    longest = max(*names, cell_len(SLOTS) + 2 if strip else 0)
    label = max(6, min(_WIDEST_LABEL, round(width / 7) + 4, longest + 1))
    rest = _LARGE_REST if large else (height >= 2) + last + (height >= 6) + 2 * strip
    plot = max(1, width - label - (COLUMNS if large else 0))
    return Shape(width, height, label, plot, max(height - rest, 0), large, strip, last)


def shown_lanes(scene: Scene, address: Address, shape: Shape, look: Look, top: int) -> Shown:
    """The lanes in view; the selected one is always among them."""
    kept = folded(scene.lanes, address, shape.lanes, over=scene.moment.over)
    made = (Row(lane, guide) for lane, guide in zip(kept, guides(kept, look), strict=True))
    by_lane = {id(row.lane): row for row in made}
    rows = [by_lane[id(lane)] if lane else None for lane in (spaced(kept, shape.lanes) if shape.large else kept)]
    chosen = selected_lane(kept, address)
    cursor = rows.index(by_lane[id(kept[chosen])]) if chosen is not None else top
    top = visible_top(top, cursor, shape.lanes, len(rows))
    total = len(scene.lanes) + sum(lane.left for lane in scene.lanes)
    return Shown(tuple(rows[top : top + shape.lanes]), top, len(kept), total)


def plot_of(view: View, scene: Scene, window: Window, shape: Shape, cursor: float | None, mode: str) -> Plot:
    """What all rows have in common."""
    axis = Axis(window, view.look.zone, mode, scene.first)
    now = None if scene.moment.over else window.column(scene.now)
    at = None if cursor is None else window.column(cursor)
    return Plot(
        shape.label, axis, view.look, ticks(axis), now, None if at == now else at, baseline=view.baseline,
        critical=view.critical, large=shape.large,
    )  # fmt: skip


def draw(
    view: View, scene: Scene, shape: Shape, plot: Plot, shown: Shown, cursor: float | None, *, focused: bool
) -> list[Line]:
    """All lines below the title."""
    lane = _selected(scene, view.address)
    clock = min(view.calm, scene.now) if scene.moment.over else view.calm
    lines: list[Line] = [()] if shape.large else []
    if shape.height >= 2:
        lines.append(_axis_row(plot, shape, clock, cursor))
    lines.extend(_lane_rows(shown, view.address, plot, focused=focused))
    if not shape.large:
        lines.extend(() for _ in range(shape.lanes - len(shown.rows)))
        below = _below(scene, shape, plot, lane, cursor, clock)
        last = [_with_count(each, shown, shape.width) for each in below[-1:]]
        return settled([*lines, *below[:-1], *last], view.look)
    words = ((), totals(scene, plot, shape.width), legend(view.look, shape.width))
    lines += [(), slots(scene, plot, shape.width), *words]
    section = at_section(scene, lane, cursor, plot, clock, shape.width)
    lines.extend(() for _ in range(shape.height - len(lines) - len(section)))
    return settled([*lines, *section], view.look)


def _below(
    scene: Scene, shape: Shape, plot: Plot, lane: Lane | None, cursor: float | None, clock: float
) -> Sequence[Line]:
    strip: tuple[Line, ...] = ((), slots(scene, plot, shape.width)) if shape.strip else ()
    air: tuple[Line, ...] = ((),) if shape.height >= 6 else ()
    last = (last_line(scene, lane, cursor, plot, clock, shape.width),) if shape.last else ()
    return (*strip, *air, *last)


def _with_count(of: Line, shown: Shown, cells: int) -> Line:
    """The last line with the count of lanes at the right where it is free."""
    words = folded_words((shown.kept, shown.total))
    used = len(plain(of).rstrip())
    return spread(of, line((words, "faint")), cells) if words and used + len(words) + 2 <= cells else of


def _selected(scene: Scene, address: Address) -> Lane | None:
    index = selected_lane(scene.lanes, address)
    return None if index is None else scene.lanes[index]


def _axis_row(plot: Plot, shape: Shape, clock: float, cursor: float | None) -> Line:
    row = Canvas(shape.label + shape.plot)
    now = None if plot.now is None else Tick(plot.now, moment(clock, plot.axis))
    at = None if plot.cursor is None or cursor is None else Tick(plot.cursor, moment(cursor, plot.axis))
    paint_axis(row, shape.label, plot.axis, plot.marks, now, at)
    if not shape.large:
        return row.line()
    row.put(0, "STEP", "faint")
    heads = (column("DUR", "faint", 9, right=True), column("VS P50" if plot.baseline else "", "faint", 7, right=True))
    return (*row.line(), *heads)


def _lane_rows(shown: Shown, address: Address, plot: Plot, *, focused: bool) -> list[Line]:
    lanes = [row.lane for row in shown.rows if row is not None]
    chosen = selected_lane(lanes, address)
    made: list[Line] = []
    for row in shown.rows:
        if row is None:
            made.append(blank_row(plot))
            continue
        selected = chosen is not None and row.lane is lanes[chosen]
        above = not selected and row.lane.address.holds(address)
        drawn = lane_row(row.lane, Place(row.guide, selected, above, focused=focused), plot)
        width = plot.label + plot.window.cells + (COLUMNS if plot.large else 0)
        made.append(lit(fit(drawn, width)) if selected and focused else drawn)
    return made
