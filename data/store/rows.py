"""Raw tuples of the store become typed rows: clean text, seconds, counts, and notes on what is odd."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..models import Artifact, Note
from ..text import clean, clean_id
from .open import Row
from .select import NESTED, SEPARATOR
from .times import duration, moment, whole

CHILD_KINDS = frozenset({"iterate_child", "sub_pipeline_child", "loop_iteration", "branch_arm"})
_STEPS = re.compile(r"\bsteps=(\d{1,6})\b")


@dataclass(frozen=True, slots=True)
class RunRow:
    """A pipeline_run row with its pipeline_state, cancellation, parent, the ends of its log and its done steps."""

    rowid: int
    id: str
    pipeline: str
    stored: str
    input: str
    current_step: str
    tokens: int | None
    started: float | None
    ended: float | None
    cancelled: float | None
    error: str
    tags: tuple[str, ...]
    branch: str
    pid: int
    parent: str
    parent_step: str
    forked_from: str
    heartbeat: float | None
    iterate_index: int | None
    iterate_total: int | None
    iterate_mode: str
    kind: str
    child_ref: str
    engine_state: str
    cancel_requested: float | None
    cancel_forced: bool
    parent_stored: str
    announced: int | None
    last_event: float | None
    last_step: str
    rejected: bool
    spent: int | None
    done: tuple[str, ...]
    nested: tuple[str, ...]
    resumed_as: str
    notes: tuple[Note, ...]

    @property
    def is_child(self) -> bool:
        """True for a run that lives inside its parent's process; rows without a kind are told by their parent."""
        return self.kind in CHILD_KINDS or (bool(self.parent) and self.kind != "resume")


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event_log row before its attempt is known."""

    id: int
    run: str
    time: float | None
    step: str
    state: str
    persona: str
    message: str
    tokens: int | None
    duration: float | None
    model: str
    adapter: str
    progress: float | None
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step_state row."""

    run: str
    step: str
    state: str
    retries: int
    started: float | None
    ended: float | None
    error: str
    visits: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A step_attempt row; each try writes one when it starts and one when it ends."""

    run: str
    step: str
    number: int
    state: str
    error: str
    failure_class: str
    tokens: int | None
    duration: float | None
    started: float | None
    ended: float | None
    notes: tuple[Note, ...]


def decode_run(raw: Row) -> RunRow:
    """A row of select.run_columns."""
    notes: list[Note] = []
    fields: Iterator[object] = iter(raw)

    def lines() -> str:
        value = next(fields)
        return clean(value, lines=True) if value else ""

    def name() -> str:
        return clean_id(next(fields))

    def time(subject: str) -> float | None:
        return moment(next(fields), subject, notes)

    def count(subject: str) -> int | None:
        return whole(next(fields), subject, notes)

    return RunRow(
        rowid=int(raw[0]) if next(fields) is not None else 0,
        id=name(),
        pipeline=name(),
        stored=name(),
        input=lines(),
        current_step=lines(),
        tokens=count("total_tokens"),
        started=time("started_at"),
        ended=time("completed_at"),
        cancelled=time("cancelled_at"),
        error=lines(),
        tags=_tags(next(fields), notes),
        branch=name(),
        pid=count("pid") or 0,
        parent=name(),
        parent_step=name(),
        forked_from=name(),
        heartbeat=time("last_heartbeat"),
        iterate_index=count("iterate_index"),
        iterate_total=count("iterate_total"),
        iterate_mode=name(),
        kind=name(),
        child_ref=name(),
        engine_state=name(),
        cancel_requested=time("requested_at"),
        cancel_forced=bool(next(fields)),
        parent_stored=name(),
        announced=announced_steps(lines()),
        last_event=time("timestamp"),
        last_step=name(),
        rejected=bool(next(fields)),
        spent=count("tokens_used"),
        done=(done := _names(next(fields))).plain,
        nested=done.nested,
        resumed_as=name(),
        notes=tuple(notes),
    )


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


@dataclass(frozen=True, slots=True)
class _Done:
    plain: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()


def _names(value: object) -> _Done:
    if value is None:
        return _Done()
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    parts = text.split(SEPARATOR)
    return _Done(
        tuple(clean_id(part) for part in parts if not part.endswith(NESTED)),
        tuple(clean_id(part[:-1]) for part in parts if part.endswith(NESTED)),
    )


def _tags(value: object, notes: list[Note]) -> tuple[str, ...]:
    if value in (None, "", "[]"):
        return ()
    try:
        found = json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, list):
        return tuple(clean(tag, limit=100) for tag in found[:50])
    notes.append(Note("tags_json", f"{clean(value, limit=60)!r} is no JSON list"))
    return ()


def _percent(value: object, notes: list[Note]) -> float | None:
    if value is None:
        return None
    if isinstance(value, int | float) and 0 <= value <= 100:
        return float(value)
    notes.append(Note("progress", f"{clean(value, limit=60)!r} is not between 0 and 100"))
    return None
