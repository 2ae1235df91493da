"""The rules that records of levels files can break (data model 002); a broken one is a note, the value stays."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import NoteFact
from .fields import brief
from .levels_place import path_of
from .levels_record import LevelsRecord
from .moments import moment

STATES = {
    "pending": "pending",
    "running": "running",
    "completed": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
    "skipped": "skipped",
}
EVENTS = ("operation_started", "level_started", "progress", "level_ended", "operation_ended", "cancel_seen")
_TIMES = ("timestamp", "started_at", "completed_at")
_POINTS = 1.0


def broken(record: LevelsRecord) -> tuple[NoteFact, ...]:
    """A note for each broken rule, at the level that the record is about."""
    path = path_of(record)
    step = path[0] if path else ""
    return tuple(NoteFact(subject, text, step, path[1:]) for subject, text in _broken(record))


def _broken(record: LevelsRecord) -> Iterator[tuple[str, str]]:
    if record.status is not None and record.status not in STATES:
        yield "status", f"is {brief(record.status)}, none of {', '.join(STATES)}"
    if record.event is not None and record.event not in EVENTS:
        yield "event", f"is {brief(record.event)}, none of {', '.join(EVENTS)}"
    yield from _counters(record)
    yield from _times(record)


def _counters(record: LevelsRecord) -> Iterator[tuple[str, str]]:
    current, total, percentage = record.current, record.total, record.percentage
    if current is not None and current < 0:
        yield "current", f"is {current:g}, not 0 or more"
    if total is not None and total < 0:
        yield "total", f"is {total:g}, not 0 or more"
    elif current is not None and total is not None and current > total:
        yield "current", f"is {current:g} of {total:g}"
    if percentage is None:
        return
    if not 0 <= percentage <= 100:
        yield "percentage", f"is {percentage:g}, not from 0 to 100"
    elif current is not None and total and abs(100 * current / total - percentage) > _POINTS:
        yield "percentage", f"is {percentage:g} where {current:g} of {total:g} is {100 * current / total:.1f}"


def _times(record: LevelsRecord) -> Iterator[tuple[str, str]]:
    for name in _TIMES:
        value = getattr(record, name)
        if value is not None and moment(value) is None:
            yield name, f"is {brief(value)}, no time from 2000 to 2100"
    started, ended = moment(record.started_at), moment(record.completed_at)
    if started is not None and ended is not None and ended < started:
        yield "completed_at", "is before started_at"
    for name in ("elapsed_seconds", "estimated_remaining_seconds"):
        seconds = getattr(record, name)
        if seconds is not None and seconds < 0:
            yield name, f"is {seconds:g}, not 0 or more"
