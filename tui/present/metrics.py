"""The Metrics panel: how progress and tokens grew, what came out, and every step against its own history."""

from __future__ import annotations

from wave_tui.data.progress.burnup import burn_up
from wave_tui.data.states import is_live

from .chart import chart
from .current import percent_word, rate_spark, rates, rework_only
from .facts import LABEL, labelled, row, settled
from .line import Line, column, fit, line
from .look import spark
from .now import gauge_line, heading, outputs
from .numbers import clock, count
from .step_table import step_table
from .view import View

_TALL = 12
_TALLER = 22
_WIDE = 60
_CHART_ROWS = 8


def metrics(view: View, cells: int, height: int, *, slowest: bool = False) -> list[Line]:
    """All lines of the panel; the caller scrolls. Tall panels get the head and a chart over several rows."""
    run, detail = view.run, view.detail
    if run is None or detail is None:
        reason = "no run is selected" if run is None else "reading the run"
        return [line((f"  {reason}", "dim"))]
    lines: list[Line] = []
    if height >= _TALL and is_live(run.state):
        lines += [heading(view, cells), gauge_line(view, cells), ()]
    if height >= _TALLER and cells >= _WIDE:
        lines += [*_burn_up(view, cells), (), _tokens(view, cells)]
    else:
        lines += [each for each in (_tokens(view, cells), _progress(view, cells)) if each]
    below = [row("output", outputs(view), cells), row("retries", _retries(view), cells)]
    table = step_table(view, cells, slowest=slowest)
    parts = [part for part in (lines, table, [each for each in below if each]) if part]
    return settled([each for part in parts for each in ((), *part)][1:], view.look)


def _tokens(view: View, cells: int) -> Line:
    run, room = view.run, _room(cells)
    found = rates(view, room)
    if run is None or (found.newest is None and not run.tokens):
        return ()
    numbers = line(column(count(found.newest), "text", 6, right=True), column(count(run.tokens), "dim", 8, right=True))
    return labelled("tokens/min", (*fit(rate_spark(found, view.look), room), *numbers), cells)


def _progress(view: View, cells: int) -> Line:
    room = _room(cells)
    values = _shares(view, room)
    if not values:
        return ()
    drawn = fit(spark(list(values), view.look, top=100.0), room)
    return labelled("progress", (*drawn, *line(column(percent_word(view), "text", 6, right=True))), cells)


def _room(cells: int) -> int:
    return max(4, cells - LABEL - 14)


def _burn_up(view: View, cells: int) -> list[Line]:
    margin = 6
    values = _shares(view, cells - margin)
    run = view.run
    if not values or run is None:
        return []
    labels = {0: "100%", _CHART_ROWS // 2: "50%", _CHART_ROWS - 1: "0%"}
    plot = chart(values, 100.0, _CHART_ROWS, view.look)
    lines = [line((f"{labels.get(place, ''):>{margin - 1}} ", "faint"), *each) for place, each in enumerate(plot)]
    start, end = clock(run.started, view.look.zone), clock(run.ended or view.calm, view.look.zone)
    axis = " " * margin + start + end.rjust(len(values) - len(start))
    return [*lines, line((axis, "faint"))]


def _shares(view: View, columns: int) -> tuple[float, ...]:
    detail, run = view.detail, view.run
    if detail is None or run is None:
        return ()
    return burn_up(run, detail.steps, run.ended or view.calm, columns, rework_only(view))


def _retries(view: View) -> list[Line]:
    steps = view.detail.steps if view.detail is not None else ()
    again = [(step.id, len(step.attempts) - 1) for step in steps if len(step.attempts) > 1]
    return [line((str(times), "text"), (f" in {name}", "dim")) for name, times in again]
