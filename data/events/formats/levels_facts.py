"""What one record of a levels file states about its operation and its level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from ...states import is_terminal
from ..facts import Fact, RunFact, StepFact, SubtaskFact, ToldArtifact, ToldError
from .fields import Fields, brief, words
from .levels_place import name_of, path_of
from .levels_record import LevelsRecord
from .levels_rules import STATES
from .moments import moment

CANCEL_SEEN = "cancel_seen"
_LONGEST = 2_000
_ERROR_FIELDS = ("type", "message", "phase", "file", "page", "timestamp", "traceback")


@dataclass(frozen=True, slots=True)
class _Times:
    """When the record was written and what it says of its level's beginning, end, duration and expected end."""

    at: float | None
    started: float | None
    ended: float | None
    took: float | None
    eta: float | None


def record_facts(record: LevelsRecord) -> tuple[Fact, ...]:
    """The operation, and the level where the record is about one."""
    path, times = path_of(record), _times(record)
    if not path:
        return (_operation(record, times),)
    around = RunFact(
        time=times.at,
        alive=True,
        pipeline=record.operation_type or "",
        input=record.setlist_name or "",
        step=path[0] if len(path) == 1 and state_of(record) in ("", "running") else "",
    )
    if len(path) == 1:
        return around, _step(record, path[0], times)
    below = _subtask(record, path, times)
    files = artifacts_of(record)
    return (around, below, StepFact(step=path[0], time=times.at, artifacts=files)) if files else (around, below)


def state_of(record: LevelsRecord) -> str:
    """The state that the record puts its level into, "" where it only shows that it is at work.

    A progress record of the API that says running may come after the end, from another process.
    """
    state = STATES.get(record.status or "", "")
    return "" if state == "running" and record.event in ("progress", CANCEL_SEEN) else state


def error_of(record: LevelsRecord) -> ToldError | None:
    """The error with its place, None where the record holds no details."""
    details = record.error_details
    if not details:
        return None
    fields = Fields(details)
    return ToldError(
        kind=fields.text("type"),
        message=fields.text("message") or record.error or "",
        phase=fields.text("phase"),
        file=fields.text("file"),
        page=fields.whole("page"),
        time=fields.time("timestamp"),
        traceback=fields.text("traceback"),
        details=fields.others(_ERROR_FIELDS),
    )


def artifacts_of(record: LevelsRecord) -> tuple[ToldArtifact, ...]:
    """The files that the record names."""
    time = moment(record.timestamp)
    return tuple(
        ToldArtifact(path=file.path, name=file.name or "", kind=file.type or "", size=file.size, time=time)
        for file in record.artifacts or ()
    )


def flat(*given: Mapping[str, object] | None) -> dict[str, str]:
    """Measured values and facts under their names as words; an object within becomes one value for each of its own."""
    found: dict[str, str] = {}
    for each in given:
        for name, value in (each or {}).items():
            if isinstance(value, dict):
                found |= {f"{words(name)} {words(str(key))}": _shown(inner) for key, inner in value.items()}
            elif value is not None:
                found[words(name)] = _shown(value)
    return found


def percent_of(record: LevelsRecord) -> float | None:
    """The progress as stated, else by the counter; None where the quotient is no number that can be kept."""
    if record.percentage is None and record.current is not None and record.total:
        counted = 100 * record.current / record.total
        return counted if isfinite(counted) else None
    return record.percentage


def _operation(record: LevelsRecord, times: _Times) -> RunFact:
    state = state_of(record)
    done, total = _levels(record)
    return RunFact(
        time=times.at,
        state="completed" if state == "skipped" else state,
        alive=True,
        pipeline=record.operation_type or "",
        input=name_of(record),
        error=record.error or "",
        started=times.started,
        ended=times.ended,
        steps_done=done,
        steps_total=total,
        progress=None if record.counted == "levels" else percent_of(record),
        how=_how(record),
        eta=times.eta,
        action=_action(record),
        parent=record.parent or "",
        parent_step=record.parent_step or "",
        host=record.host or "",
        pid=record.pid,
        tags=record.tags or (),
        facts=flat(_own(record), record.metadata, record.metrics, _cancel(record)),
        context=error_of(record),
        artifacts=artifacts_of(record),
    )


def _levels(record: LevelsRecord) -> tuple[int | None, int | None]:
    """How many of its first levels are over, and how many there are to be; a total of 0 is as many as begin.

    An operation that has a total and has not counted yet will count its levels, unless it counts something of its own.
    """
    if record.counted == "levels" or record.level == "setlist" or record.current is None:
        return _whole(record.current), _whole(record.total)
    return None, 0


def _cancel(record: LevelsRecord) -> dict[str, object]:
    return {"cancel seen": record.timestamp} if record.event == CANCEL_SEEN else {}


def _step(record: LevelsRecord, step: str, times: _Times) -> StepFact:
    name = name_of(record)
    return StepFact(
        step=step,
        time=times.at,
        state=state_of(record),
        alive=True,
        kind=record.level or "",
        started=times.started,
        ended=times.ended,
        duration=times.took,
        attempt=record.attempt,
        progress=percent_of(record),
        current=_whole(record.current),
        total=_whole(record.total),
        unit=record.unit or "",
        eta=times.eta,
        action=_action(record),
        error=record.error or "",
        remark="" if name == step else name,
        metrics=flat(_own(record), record.metadata, record.metrics),
        context=error_of(record),
        artifacts=artifacts_of(record),
    )


def _subtask(record: LevelsRecord, path: tuple[str, ...], times: _Times) -> SubtaskFact:
    return SubtaskFact(
        step=path[0],
        path=path[1:],
        time=times.at,
        name=name_of(record),
        kind=record.level or "",
        state=state_of(record),
        alive=True,
        started=times.started,
        ended=times.ended,
        current=_whole(record.current),
        total=_whole(record.total),
        unit=record.unit or "",
        progress=percent_of(record),
        eta=times.eta,
        message=record.message or "",
        error=record.error or "",
        metrics=flat({"attempt": record.attempt}, _own(record), record.metadata, record.metrics),
        context=error_of(record),
    )


def _times(record: LevelsRecord) -> _Times:
    at, started, ended = moment(record.timestamp), moment(record.started_at), moment(record.completed_at)
    took, left = record.elapsed_seconds, record.estimated_remaining_seconds
    at = at if at is not None else ended if ended is not None else started
    over = is_terminal(STATES.get(record.status or "", ""))
    if started is None and at is not None and took is not None and took >= 0:
        started = at - took
    return _Times(
        at=at,
        started=started,
        ended=ended if ended is not None or not over else at,
        took=took if over and took is not None and took >= 0 else None,
        eta=at + left if at is not None and left is not None and left >= 0 and not over else None,
    )


def _own(record: LevelsRecord) -> dict[str, object]:
    """What a setlist event says of its place beside the names."""
    return {"setlist id": record.setlist_id, "id": _id(record), "block type": record.block_type}


def _id(record: LevelsRecord) -> str | int | None:
    path = path_of(record)
    return record.level_id if record.path is None and path and path[-1] != str(record.level_id) else None


def _action(record: LevelsRecord) -> str:
    return "cancel seen, coming to an end" if record.event == CANCEL_SEEN else record.message or ""


def _how(record: LevelsRecord) -> str:
    """How the operation's progress is computed, as a sentence."""
    if record.current is None or record.total is None:
        return "as stated" if record.percentage is not None else ""
    what = record.unit or ("songs" if record.level == "setlist" else "")
    counted = f"{record.current:g} of {record.total:g} {what}".strip()
    return f"{counted}, what is at work counts in part" if record.counted == "levels" else counted


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _shown(value: object) -> str:
    return brief(value, limit=_LONGEST)
