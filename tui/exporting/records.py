"""A run as a sequence of records: the run, then what belongs to it, then its events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wave_tui.data.models import Subtask

from ..commandline.fields import Shape
from ..commandline.shapes import (
    artifact_summary,
    event_summary,
    outcome_summary,
    run_summary,
    step_detail,
    subtask_detail,
)
from .story import Story


def records(story: Story) -> Iterator[tuple[str, Shape]]:
    """Kind and fields of every record; a nested one names its step and the path below it."""
    detail, now = story.detail, story.now
    yield "run", run_summary(detail.run, now, detail.steps)
    if detail.origin is not None:
        yield "origin", run_summary(detail.origin, now)
    for step in detail.steps:
        fields = step_detail(step, now)
        attempts = fields.pop("attempts", [])
        fields.pop("subtasks", None)
        yield "step", fields
        for attempt in attempts:
            yield "attempt", {"step_id": step.id, **attempt}
        yield from _subtasks(step.id, step.subtasks, ())
    yield from (("child", run_summary(child, now)) for child in detail.children)
    yield from (("artifact", artifact_summary(artifact)) for artifact in detail.artifacts)
    yield from (("outcome", outcome_summary(outcome)) for outcome in detail.outcomes)
    yield from (("edge", edge) for edge in story.dag["edges"])
    yield from (("event", event_summary(event)) for event in story.events)


def _subtasks(step: str, subtasks: Sequence[Subtask], above: tuple[str, ...]) -> Iterator[tuple[str, Shape]]:
    for subtask in subtasks:
        path = (*above, subtask.id)
        fields = subtask_detail(subtask)
        fields.pop("subtasks", None)
        yield "subtask", {"step_id": step, "path": list(path), **fields}
        yield from _subtasks(step, subtask.subtasks, path)
