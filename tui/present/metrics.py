"""The Metrics panel: how progress and tokens grew, what came out, and every step against its own history."""

from __future__ import annotations

from wave_tui.data.models import Run
from wave_tui.data.progress.burnup import burn_up
from wave_tui.data.states import is_live

from .chart import chart
from .current import current_step, percent_word, rate_spark, rates, rework_only
from .deployments import deployment_strip
from .exit_code import exit_fact
from .facts import LABEL, labelled, row, settled
from .line import Line, column, fit, line
from .look import spark
from .now import gauge_line, heading
from .numbers import clock, count
from .output import both_ways, doing_line, metrics_line, outputs
from .step_table import step_table
from .told import conflict_lines, facts_line, how_lines, indexed_line, odd_lines, origin_facts
from .view import View

_TALL = 12
_TALLER = 22
_WIDE = 60
_CHART_ROWS = 8


def metrics(view: View, cells: int, height: int, *, slowest: bool = False) -> list[Line]:
    """All lines of the panel; the caller scrolls. Tall panels get the head and a chart over several rows."""
    run, detail = view.run, view.detail
    deployed = deployment_strip(view.snapshot.deployments, view, cells)
    if run is None or detail is None:
        reason = "no run is selected" if run is None else "reading the run"
        return [line((f"  {reason}", "dim")), *([(), deployed] if deployed else [])]
    lines: list[Line] = []
    if height >= _TALL and is_live(run.state):
        lines += [heading(view, cells), gauge_line(view, cells), ()]
    if height >= _TALLER and cells >= _WIDE:
        tokens = _tokens(view, cells)
        lines += [*_burn_up(view, cells), *([(), tokens] if tokens else [])]
    else:
        lines += [each for each in (_tokens(view, cells), _progress(view, cells)) if each]
    below = [
        doing_line(view, cells) if is_live(run.state) else (),
        row("output", outputs(view), cells),
        row("retries", _retries(view), cells),
        metrics_line(view, cells),
        row("tokens", both_ways(current_step(view)), cells),
        row("result", [exit_fact(run)], cells),
        facts_line(run, cells),
        row("source", origin_facts(run), cells),
        deployed,
        *odd_lines(detail, cells),
    ]
    table = step_table(view, cells, slowest=slowest)
    parts = [part for part in (lines, _told(run, view, cells), table, [each for each in below if each]) if part]
    return settled([each for part in parts for each in ((), *part)][1:], view.look)


def _told(run: Run, view: View, cells: int) -> list[Line]:
    """What the sources say about the whole: where they disagree, how progress was computed, how much is read."""
    lines = [*conflict_lines(run, cells), *how_lines(run, cells, view.look), indexed_line(run, cells)]
    return [each for each in lines if each]


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
