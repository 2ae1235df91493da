"""``wave-tui show``: one run in full."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import click

from wave_tui.data.models import Event, RunDetail
from wave_tui.data.text import clean

from ..exporting.sheet import facts, sheets
from ..exporting.story import Story
from ..present.numbers import UNKNOWN, count, percent, size
from .argument import run_argument
from .dag import dag
from .eventlines import lines as event_lines
from .fields import Shape
from .output import Global, as_json, machine, say
from .shapes import event_summary, run_detail, step_progress
from .source import Source, opened
from .table import table
from .times import step_took, took
from .words import attempts, one_line, state_word

_HELP = """Show one run: steps, events, artifacts and graph.

RUN is a run id, or its beginning or end when that names one run only. The text shows the last events; the JSON has
all of them.

\b
Examples:
  wave-tui show impl-issue-20261120-045000-8k3m
  wave-tui show 8k3m --json
"""
_LAST_EVENTS = 10
_EXTRA = frozenset({"Error", "Subtasks", "Measured", "Errors of steps", "Odd about the data"})
_STEP_HEAD = ("STATE", "STEP", "KIND", "PERSONA", "TRIES", "DONE", "DURATION", "TOKENS", "NEEDS")
_STEP_RIGHT = frozenset({4, 5, 6, 7})


@click.command(name="show", help=_HELP)
@run_argument
@as_json
@click.pass_obj
def command(obj: Global, run: str, in_json: bool) -> None:
    """Print one run."""
    with opened(obj) as source:
        detail = source.store.detail(source.store.find_run(run))
        events = tuple(source.events(detail.run.id))
        if in_json:
            machine(shape(source, detail, events, time.time()))
        else:
            say(*text(source, detail, events, time.time()))


def shape(source: Source, detail: RunDetail, events: Sequence[Event], now: float) -> Shape:
    """RunDetailResponse."""
    graph = dag(detail, source.definitions.get(detail.run.pipeline))
    return {**run_detail(detail, graph, now), "events": [event_summary(event) for event in events]}


def text(source: Source, detail: RunDetail, events: Sequence[Event], now: float) -> Iterator[str]:
    """The same as lines."""
    yield from table([(name, clean(value)) for name, value in facts(detail, now)])
    yield from _titled("STEPS", _steps(detail, now))
    yield from _told(detail, now)
    yield from _titled("CHILD RUNS", _children(detail, now))
    yield from _titled("ARTIFACTS", artifact_table(detail))
    graph = dag(detail, source.definitions.get(detail.run.pipeline))
    yield from _titled("GRAPH", [f"{edge['from']} -> {edge['to']}" for edge in graph["edges"]])
    yield from _titled("EVENTS", event_lines(events[-_LAST_EVENTS:]))
    if len(events) > _LAST_EVENTS:
        yield f"{len(events) - _LAST_EVENTS} earlier: wave-tui events {detail.run.id}"


def _told(detail: RunDetail, now: float) -> Iterator[str]:
    """The tables that only runs with levels, measurements, error places or odd data have."""
    for sheet in sheets(Story(detail, (), {"edges": []}, now)):
        if sheet.title in _EXTRA:
            rows = [tuple(clean(cell) for cell in row) for row in sheet.rows]
            head = tuple(name.upper() for name in sheet.head)
            yield from _titled(sheet.title.upper(), table(rows, head=head) if rows else ())


def _steps(detail: RunDetail, now: float) -> list[str]:
    rows = [
        (
            state_word(step.state), step.id, step.kind, step.persona, attempts(step),
            percent(step_progress(step), over=True), step_took(step, now) or UNKNOWN, count(step.tokens),
            ", ".join(step.needs),
        )
        for step in detail.steps
    ]  # fmt: skip
    lines = table(rows, head=_STEP_HEAD, right=_STEP_RIGHT) if rows else []
    errors = [f"{step.id}: {one_line(step.error)}" for step in detail.steps if step.error]
    return [*lines, *errors]


def _children(detail: RunDetail, now: float) -> list[str]:
    rows = [
        (state_word(child.state), child.id, child.pipeline, child.parent_step, took(child, now) or UNKNOWN)
        for child in detail.children
    ]
    return table(rows, head=("STATE", "RUN", "PIPELINE", "STEP", "DURATION")) if rows else []


def artifact_table(detail: RunDetail) -> list[str]:
    """The artifacts of a run as a table."""
    rows = [(one.step, one.name, one.kind, size(one.size), one.path) for one in detail.artifacts]
    return table(rows, head=("STEP", "NAME", "TYPE", "SIZE", "PATH"), right=frozenset({3})) if rows else []


def _titled(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", title, *lines)
