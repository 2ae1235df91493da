"""Operations with levels to any depth (data model 002), as the reporting API and setlist programs write them."""

from __future__ import annotations

from collections.abc import Mapping

from ..facts import Fact, Told
from .levels_facts import CANCEL_SEEN, flat, percent_of, record_facts
from .levels_place import name_of, path_of
from .levels_record import LevelsRecord
from .levels_rules import STATES, broken
from .levels_state import is_state, outermost, state_facts
from .moments import moment

NAME = "levels"
WHOLE = False
RECORD = LevelsRecord
_MARKS = ("operation_type", "level", "event", "overall", "levels", "status")


def belongs(record: Mapping[str, object]) -> bool:
    """True for a record of an operation."""
    return "operation_id" in record and any(name in record for name in _MARKS)


def run_of(record: LevelsRecord, file: str) -> str:
    """The operation's id."""
    return str(record.operation_id)


def facts(record: LevelsRecord, file: str) -> tuple[Fact, ...]:
    """The operation, and the level that the record is about or all that it holds."""
    if is_state(record):
        return state_facts(record)
    return (*record_facts(record), *broken(record))


def told(record: LevelsRecord, file: str) -> Told:
    """The record as one line: how far its level is, what it says, or why it failed."""
    said = outermost(record)[0] if is_state(record) else record
    path = path_of(said)
    state = _state(said)
    return Told(
        time=_time(said),
        state=state,
        step=path[0] if path else "",
        subtask=path[1:],
        attempt=said.attempt,
        message=_message(said),
        level="error" if state == "failed" else "",
        duration=said.elapsed_seconds if state in ("completed", "failed", "cancelled") else None,
        progress=percent_of(said),
        facts=flat(said.metrics),
        notes=tuple((note.subject, note.text) for note in broken(said)),
    )


def _state(record: LevelsRecord) -> str:
    """What the record tells: that its level begins, moves on or ends; a counter is no beginning."""
    if record.event == CANCEL_SEEN:
        return "cancelling"
    state = STATES.get(record.status or "", record.status or "running")
    moves = record.event == "progress" or (record.event is None and record.current is not None)
    return "step_progress" if state == "running" and moves else state


def _time(record: LevelsRecord) -> float | None:
    return next((time for stamp in _stamps(record) if (time := moment(stamp)) is not None), None)


def _stamps(record: LevelsRecord) -> tuple[str | float | None, ...]:
    return record.timestamp, record.completed_at, record.started_at


def _message(record: LevelsRecord) -> str:
    name = name_of(record) or "".join(path_of(record)[-1:])
    what = " ".join(part for part in (record.level, name) if part) or record.operation_type or ""
    how = _counter(record)
    if record.event == CANCEL_SEEN:
        return "sees the cancel and comes to an end"
    said = record.error or record.message or _EVENT_WORDS.get(record.event or "", "")
    return ": ".join(part for part in (what, " ".join(part for part in (how, said) if part)) if part)


_EVENT_WORDS = {
    "operation_started": "started",
    "level_started": "started",
    "level_ended": "ended",
    "operation_ended": "ended",
}


def _counter(record: LevelsRecord) -> str:
    if record.current is None:
        return ""
    total = f"/{record.total:g}" if record.total is not None else ""
    return f"{record.current:g}{total}{f' {record.unit}' if record.unit else ''}"
