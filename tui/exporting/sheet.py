"""A run as titled tables, the common ground of the forms that people read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wave_tui.data.models import Attempt, ErrorContext, Metric, Note, Run, RunDetail, Step, Subtask
from wave_tui.data.progress.overall import overall
from wave_tui.data.states import is_live
from wave_tui.data.text import clean

from ..commandline.times import moment, step_took, took
from ..commandline.words import attempts, state_word
from ..present.numbers import UNKNOWN, count, duration, percent, size
from .story import Story

Cells = tuple[str, ...]

EVENT_HEAD: Cells = ("time", "state", "place", "message")
_STEP_HEAD: Cells = ("state", "step", "kind", "persona", "tries", "done", "duration", "tokens", "remark")
_ATTEMPT_HEAD: Cells = ("step", "try", "state", "mode", "started", "duration", "error")
_SUBTASK_HEAD: Cells = ("state", "place", "name", "done", "duration", "message")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A titled table; without rows it is left out."""

    title: str
    head: Cells
    rows: tuple[Cells, ...]


def facts(detail: RunDetail, now: float) -> tuple[Cells, ...]:
    """Name and value of everything said of the run as a whole; what is unknown is left out."""
    run, done = detail.run, overall(detail.run, detail.steps)
    known = (
        ("run", run.id),
        ("pipeline", run.pipeline),
        ("state", f"{state_word(run.state)}{f' ({run.reason})' if run.reason else ''}"),
        ("conflict", run.conflict),
        ("error", run.error),
        ("started", moment(run.started) if run.started is not None else ""),
        ("ended", moment(run.ended) if run.ended is not None else ""),
        ("duration", took(run, now)),
        ("progress", percent(done, over=not is_live(run.state)) if done is not None else ""),
        ("how computed", run.how),
        ("tokens", count(run.tokens) if run.tokens is not None else ""),
        ("input", run.input),
        ("exit code", "" if run.exit_code is None else str(run.exit_code)),
        ("branch", run.branch),
        ("parent", run.parent + (f"/{run.parent_step}" if run.parent_step else "")),
        ("retried as", run.retried_as),
        ("tags", ", ".join(run.tags)),
        ("sources", "" if run.sources == ("store",) else ", ".join(run.sources)),
        ("workspace", run.workspace),
        ("host", run.host),
        *((metric.name, metric.value) for metric in run.facts),
    )
    return tuple((name, value) for name, value in known if value)


def sheets(story: Story) -> Iterator[Sheet]:
    """The tables below the facts, events left out."""
    run, steps = story.detail.run, story.detail.steps
    yield Sheet("Error", ("what", "value"), tuple(_context(run.context)))
    yield Sheet("Steps", _STEP_HEAD, tuple(_step(step, story.now) for step in steps))
    yield Sheet("Attempts", _ATTEMPT_HEAD, tuple(_attempt(step.id, one) for step in steps for one in step.attempts))
    yield Sheet("Subtasks", _SUBTASK_HEAD, tuple(row for step in steps for row in _subtasks((step.id,), step.subtasks)))
    yield Sheet("Measured", ("place", "name", "value"), tuple(_measured(steps)))
    yield Sheet("Errors of steps", ("place", "what", "value"), tuple(_contexts(steps)))
    yield from _around(story)
    yield Sheet("Odd about the data", ("place", "subject", "what"), tuple(_notes(run, steps)))


def events(story: Story) -> Iterator[Cells]:
    """Time, state, place and text of every event."""
    for event in story.events:
        attempt = f"A{event.attempt}" if event.step and event.attempt else ""
        place = "/".join(part for part in (event.step, attempt, *event.subtask) if part)
        said = " ".join(part for part in (event.level, clean(event.message, lines=True), event.place) if part)
        yield moment(event.time), event.state, place, said


def _around(story: Story) -> Iterator[Sheet]:
    """What a run leads to and leaves behind."""
    detail, edges = story.detail, story.dag["edges"]
    children = tuple(_child(run, story.now) for run in detail.children)
    artifacts = tuple((one.step, one.name, one.kind, size(one.size), one.path) for one in detail.artifacts)
    results = tuple((one.step, one.kind, one.label, one.value) for one in detail.outcomes)
    yield Sheet("Child runs", ("state", "run", "pipeline", "step", "duration"), children)
    yield Sheet("Artifacts", ("step", "name", "type", "size", "path"), artifacts)
    yield Sheet("Results", ("step", "type", "label", "value"), results)
    yield Sheet("Graph", ("from", "to"), tuple((edge["from"], edge["to"]) for edge in edges))


def _child(run: Run, now: float) -> Cells:
    return state_word(run.state), run.id, run.pipeline, run.parent_step, took(run, now)


def _step(step: Step, now: float) -> Cells:
    told = step.error or step.remark
    return (
        state_word(step.state), step.id, step.kind, step.persona, attempts(step), _done(step),
        step_took(step, now) or UNKNOWN, count(step.tokens), told,
    )  # fmt: skip


def _attempt(step: str, one: Attempt) -> Cells:
    failures = f"{one.failures} failed" if one.failures else ""
    error = " ".join(part for part in (one.failure_class, failures, one.error) if part)
    return step, str(one.number), state_word(one.state), one.mode, moment(one.started), duration(one.duration), error


def _subtasks(above: Cells, subtasks: Sequence[Subtask]) -> Iterator[Cells]:
    for one in subtasks:
        place = (*above, one.id)
        took = None if one.started is None or one.ended is None else one.ended - one.started
        told = one.error or one.message
        yield state_word(one.state), "/".join(place), one.name, _done(one), duration(took), told
        yield from _subtasks(place, one.subtasks)


def _done(one: Step | Subtask) -> str:
    counted = "" if one.current is None or one.total is None else f"{one.current}/{one.total} {one.unit}".strip()
    share = "" if one.progress is None else percent(one.progress, over=not is_live(one.state))
    return ", ".join(part for part in (share, counted) if part)


def _measured(steps: Sequence[Step]) -> Iterator[Cells]:
    for place, metrics, _, _ in _places(steps):
        yield from ((place, metric.name, metric.value) for metric in metrics)


def _contexts(steps: Sequence[Step]) -> Iterator[Cells]:
    for place, _, context, _ in _places(steps):
        yield from ((place, *row) for row in _context(context))


def _notes(run: Run, steps: Sequence[Step]) -> Iterator[Cells]:
    yield from (("", note.subject, note.text) for note in run.notes)
    for place, _, _, notes in _places(steps):
        yield from ((place, note.subject, note.text) for note in notes)


_Place = tuple[str, tuple[Metric, ...], ErrorContext | None, tuple[Note, ...]]


def _places(steps: Sequence[Step]) -> Iterator[_Place]:
    for step in steps:
        yield step.id, step.metrics, step.context, step.notes
        yield from _below((step.id,), step.subtasks)


def _below(above: Cells, subtasks: Sequence[Subtask]) -> Iterator[_Place]:
    for one in subtasks:
        place = (*above, one.id)
        yield "/".join(place), one.metrics, one.context, one.notes
        yield from _below(place, one.subtasks)


def _context(context: ErrorContext | None) -> Iterator[tuple[str, str]]:
    if context is None:
        return
    stated = (
        ("type", context.kind),
        ("message", context.message),
        ("phase", context.phase),
        ("file", context.file),
        ("page", "" if context.page is None else str(context.page)),
        ("time", moment(context.time) if context.time is not None else ""),
        *((metric.name, metric.value) for metric in context.details),
        ("traceback", context.traceback),
    )
    yield from ((name, value) for name, value in stated if value)
