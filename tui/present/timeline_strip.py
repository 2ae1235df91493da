"""A whole run in two lines: the chain of steps that leads to the current one, and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from rich.cells import cell_len

from wave_tui.data.models import PipelineHistory, RunDetail, Step
from wave_tui.data.progress.graph import dependencies

from .bars import Placed, paint_bars, place
from .canvas import Canvas
from .line import Line, cut
from .look import Look
from .numbers import clock
from .timeline_lanes import Scene, scene_of
from .timeline_spans import BODIES, Part, Span, sane
from .timeline_window import fitted

_LEAST_NAME = 3
_ROOM_FOR_P90 = 4


def strip(
    detail: RunDetail, now: float, cells: int, look: Look, history: PipelineHistory | None = None
) -> tuple[Line, Line]:
    """Labels with the clock of now, and below them the bars of one chain of steps."""
    steps = tuple(replace(step, subtasks=()) if step.subtasks else step for step in detail.steps)
    scene = scene_of(replace(detail, steps=steps), history, now)
    chain = {step.id: step for step in _chain(detail, scene)}
    lanes = [lane for lane in scene.lanes if lane.depth == 0 and lane.address.step in chain]
    spans = [span for lane in lanes for span in lane.spans if span.part is not Part.QUEUED]
    over = scene.moment.over
    last = max((span.end for span in spans if span.end != inf), default=scene.now)
    room = 0 if over else min(_ROOM_FOR_P90, cells // 4)
    window = fitted(scene.first, last if over else max(min(last, scene.last), scene.now), cells, room)
    at = None if over else window.column(scene.now)
    placed = place(spans, window, at)
    bars, names = Canvas(cells), Canvas(cells)
    paint_bars(bars, 0, placed, look, thin=False)
    if at is not None and 0 <= at < cells:
        bars.put(at, look.glyphs.now, "accent")
        text = clock(now, look.zone)
        names.put(max(0, min(at - len(text) // 2, cells - len(text))), text, "accent bold")
    _end_label(bars, placed, cells)
    _names(names, placed, [(chain[lane.address.step], lane.spans) for lane in lanes], look)
    return names.line(), bars.line()


def _chain(detail: RunDetail, scene: Scene) -> list[Step]:
    """The current step, else the last of the critical path that began, and back along what each waited for."""
    begun = {step.id: step for step in detail.steps if sane(step.started) is not None}
    needs = dependencies(detail.steps)
    current = begun.get(detail.run.step)
    if current is None:
        current = next((begun[link.step] for link in reversed(scene.path.links) if link.step in begun), None)
    chain: list[Step] = []
    while current is not None and current not in chain:
        chain.append(current)
        before = [begun[name] for name in needs.get(current.id, ()) if name in begun]
        current = max(before, key=lambda step: step.ended or 0.0, default=None)
    return chain


def _end_label(row: Canvas, placed: Sequence[Placed], cells: int) -> None:
    doubtful = next((each for each in placed if each.span.part is Part.DOUBTFUL), None)
    if doubtful is not None and doubtful.last - doubtful.first >= 3:
        row.put(doubtful.first, "p50", "faint")
        if doubtful.last + 3 < cells:
            row.put(doubtful.last + 1, "p90", "faint")


def _names(row: Canvas, placed: Sequence[Placed], steps: Sequence[tuple[Step, Sequence[Span]]], look: Look) -> None:
    """Number and name of each step over its bar, as much of it as there is room for."""
    labels: list[tuple[int, str, str]] = []
    for step, spans in steps:
        cells = [_cell(span, placed) for span in spans if span.part in BODIES]
        if cells:
            labels.append((cells[0], f"{step.index + 1}", step.id))
        if len(cells) > 1 and len(step.attempts) > 1:
            labels.append((cells[-1], f"A{step.attempts[-1].number}", ""))
    labels.sort()
    for index, (cell, number, name) in enumerate(labels):
        end = labels[index + 1][0] if index + 1 < len(labels) else len(row)
        taken = next((x for x in range(cell, end) if row.at(x)[0] != " "), end + 1 if end == len(row) else end)
        room = taken - 1 - cell
        if cell_len(number) <= room:
            row.put(cell, number, "dim")
        left = room - cell_len(number) - 1
        if name and left >= _LEAST_NAME:
            row.put(cell + cell_len(number) + 1, cut(name, left, look.glyphs.ellipsis), "dim")


def _cell(span: Span, placed: Sequence[Placed]) -> int:
    return next((each.first for each in placed if any(member is span for member in each.spans)), 0)
