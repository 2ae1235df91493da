"""Raw tuples of the store become typed rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..models import Artifact, Note
from ..text import clean, clean_id
from .open import Row
from .rows import AttemptRow, Done, EventRow, RunRow, StepRow
from .select import NESTED, SEPARATOR
from .times import duration, moment, whole

Convert = Callable[[object, str, list[Note]], Any]
_STEPS = re.compile(r"\bsteps=(\d{1,6})\b")


def _name(value: object, column: str, notes: list[Note]) -> str:
    return clean_id(value)


def _lines(value: object, column: str, notes: list[Note]) -> str:
    return clean(value, lines=True) if value else ""


def _title(value: object, column: str, notes: list[Note]) -> str:
    """A name that nothing is looked up by, so that secrets in it are masked."""
    return clean(value, limit=200) if value else ""


def _flag(value: object, column: str, notes: list[Note]) -> bool:
    return bool(value)


def _number(value: object, column: str, notes: list[Note]) -> int:
    return whole(value, column, notes) or 0


def _announced(value: object, column: str, notes: list[Note]) -> int | None:
    return announced_steps(_lines(value, column, notes))


def _done(value: object, column: str, notes: list[Note]) -> Done:
    if value is None:
        return Done()
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    parts = text.split(SEPARATOR)
    return Done(
        tuple(clean_id(part) for part in parts if not part.endswith(NESTED)),
        tuple(clean_id(part[:-1]) for part in parts if part.endswith(NESTED)),
    )


def _tags(value: object, column: str, notes: list[Note]) -> tuple[str, ...]:
    if value in (None, "", "[]"):
        return ()
    import json  # few runs have tags: the first paint does not wait for this module

    try:
        found = json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, list):
        return tuple(clean(tag, limit=100) for tag in found[:50])
    notes.append(Note(column, f"{clean(value, limit=60)!r} is no JSON list"))
    return ()


_RUN: tuple[tuple[str, Convert], ...] = (
    ("rowid", _number),
    ("run_id", _name),
    ("pipeline_name", _name),
    ("status", _name),
    ("input", _lines),
    ("current_step", _lines),
    ("total_tokens", whole),
    ("started_at", moment),
    ("completed_at", moment),
    ("cancelled_at", moment),
    ("error_message", _lines),
    ("tags_json", _tags),
    ("branch_name", _title),
    ("pid", _number),
    ("parent_run_id", _name),
    ("parent_step_id", _name),
    ("forked_from_run_id", _name),
    ("last_heartbeat", moment),
    ("iterate_index", whole),
    ("iterate_total", whole),
    ("iterate_mode", _name),
    ("run_kind", _name),
    ("sub_pipeline_ref", _name),
    ("pipeline_state.status", _name),
    ("requested_at", moment),
    ("force", _flag),
    ("parent status", _name),
    ("first message", _announced),
    ("timestamp", moment),
    ("step_id", _name),
    ("rejected", _flag),
    ("tokens_used", whole),
    ("done", _done),
    ("resumed by", _name),
)
"""Columns of select.run_columns in the order of RunRow's fields."""


def decode_run(raw: Row) -> RunRow:
    """A row of select.run_columns."""
    notes: list[Note] = []
    values: list[Any] = [convert(value, column, notes) for (column, convert), value in zip(_RUN, raw, strict=True)]
    return RunRow(*[*values, tuple(notes)])


def decode_event(raw: Row) -> EventRow:
    """A row of select.event_columns."""
    number, run, time, step, state, persona, message, tokens, took, model, adapter, progress = raw
    notes: list[Note] = []
    return EventRow(
        id=number,
        run=clean_id(run),
        time=moment(time, "timestamp", notes),
        step=clean_id(step),
        state=clean_id(state),
        persona=clean_id(persona),
        message=clean(message, lines=True) if message else "",
        tokens=whole(tokens, "tokens_used", notes) or None,
        duration=duration(took, "duration_ms", notes),
        model=clean_id(model),
        adapter=clean_id(adapter),
        progress=_percent(progress, notes),
        notes=tuple(notes),
    )


def decode_step(raw: Row) -> StepRow:
    """A row of select.step_columns."""
    run, step, state, retries, started, ended, error, visits = raw
    notes: list[Note] = []
    return StepRow(
        run=clean_id(run),
        step=clean_id(step),
        state=clean_id(state),
        retries=whole(retries, "retry_count", notes) or 0,
        started=moment(started, "started_at", notes),
        ended=moment(ended, "completed_at", notes),
        error=clean(error, lines=True) if error else "",
        visits=whole(visits, "visit_count", notes) or 0,
        notes=tuple(notes),
    )


def decode_attempt(raw: Row) -> AttemptRow:
    """A row of select.attempt_columns."""
    run, step, number, state, error, kind, tokens, took, started, ended = raw
    notes: list[Note] = []
    return AttemptRow(
        run=clean_id(run),
        step=clean_id(step),
        number=whole(number, "attempt", notes) or 1,
        state=clean_id(state),
        error=clean(error, lines=True) if error else "",
        failure_class=clean_id(kind),
        tokens=whole(tokens, "tokens_used", notes) or None,
        duration=duration(took, "duration_ms", notes),
        started=moment(started, "started_at", notes),
        ended=moment(ended, "completed_at", notes),
        notes=tuple(notes),
    )


def decode_artifact(number: int, raw: Row) -> Artifact:
    """A row of select.artifact_columns; the path stays a path and is judged when it is opened."""
    run, step, name, path, kind, size, created = raw
    return Artifact(
        run=clean_id(run),
        step=clean_id(step),
        name=clean_id(name),
        path=_path(path),
        kind=clean_id(kind),
        size=whole(size, "size_bytes", []),
        created=moment(created, "created_at", []),
        id=number,
    )


def announced_steps(message: str) -> int | None:
    """The number of steps that a run's first ``started`` message names ("steps=6"), None without one."""
    found = _STEPS.findall(message)
    return int(found[-1]) if found else None


def _path(value: object) -> str:
    """A path as it is stored unless it would not be safe to show."""
    return value if isinstance(value, str) and value.isascii() and value.isprintable() else clean(value)


def _percent(value: object, notes: list[Note]) -> float | None:
    if value is None:
        return None
    if isinstance(value, int | float) and 0 <= value <= 100:
        return float(value)
    notes.append(Note("progress", f"{clean(value, limit=60)!r} is not between 0 and 100"))
    return None
