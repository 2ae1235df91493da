"""What a run really is doing: the stored word checked against its log, its heartbeat, its process and its parent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..models import Note
from .rows import RunRow

HEARTBEAT_SECONDS = 90.0
BEAT_SECONDS = 35.0
"""A run beats every 30 s. One that was heard within that time lives although its process is not to be found here:
the number may belong to a container or to another machine."""
SILENCE_SECONDS = 300.0
_REAPED = ("process gone", "orphaned", "executor process no longer running", "dismissed")
_STEP_NAME = re.compile(r"[\w.:/@-]{1,200}")
_FAILED_STEP = re.compile(r'step "([^"]{1,200})" failed')
_ENDED = frozenset({"completed", "completed_empty", "failed", "cancelled", "rejected", "lost"})

Alive = Callable[[int], bool | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The effective state, why it differs from the stored word, and what was odd on the way."""

    state: str
    reason: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What the row itself does not say: the time, the effective state of the parent, who is alive."""

    now: float
    alive: Alive
    parent: str = ""


def judge(row: RunRow, around: Around) -> Verdict:
    """The effective state of a run."""
    if row.stored in ("running", "failed") and (row.rejected or row.engine_state == "rejected"):
        return Verdict("rejected", f"stored as {row.stored}")
    if row.stored == "failed":
        return Verdict("cancelled", "stored as failed") if row.cancel_requested else Verdict("failed", _reaped(row))
    if row.stored == "cancelled":
        return _cancelled(row, around)
    if row.stored == "pending":
        return _pending(row, around)
    if row.stored == "running":
        return _running(row, around)
    if not row.stored:
        return Verdict("unknown", "no state stored", (Note("status", "the store holds no state for this run"),))
    return Verdict(row.stored)


def error_of(row: RunRow) -> str:
    """The error text of a run that ended badly; Wave hides it in current_step."""
    if row.stored not in ("failed", "cancelled"):
        return row.error
    return row.error or ("" if _STEP_NAME.fullmatch(row.current_step) else row.current_step)


def step_of(row: RunRow) -> str:
    """The step a run that is not followed event by event was at: named by its error, its column or its last event."""
    if row.stored in ("completed", "completed_empty"):
        return ""
    if found := _FAILED_STEP.match(error_of(row)):
        return found[1]
    named = row.current_step if _STEP_NAME.fullmatch(row.current_step) else ""
    return row.last_step or named


def age(seconds: float) -> str:
    """A short age: 45s, 7m, 3h, 2d."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return f"{int(max(0.0, seconds))}s"


def heartbeat_of(row: RunRow, now: float) -> tuple[float | None, tuple[Note, ...]]:
    """The heartbeat that counts; one that lies ahead of the clock is left out and noted."""
    if row.heartbeat is None or row.heartbeat <= now + HEARTBEAT_SECONDS:
        return row.heartbeat, ()
    ahead = age(row.heartbeat - now)
    return None, (Note("last_heartbeat", f"lies {ahead} in the future; not used"),)


def _reaped(row: RunRow) -> str:
    for text in (row.current_step, row.error):
        if text.startswith(_REAPED):
            return text
    return ""


def _cancelled(row: RunRow, around: Around) -> Verdict:
    beat, notes = heartbeat_of(row, around.now)
    since = row.cancelled or row.ended or row.cancel_requested
    if since is None:
        return Verdict("cancelled", "", notes)
    if beat is not None and beat > since and around.now - beat <= HEARTBEAT_SECONDS:
        return Verdict("cancelling", "cancelled, heartbeat still moves", notes)
    recent = around.now - max(since, beat or 0.0) <= HEARTBEAT_SECONDS
    if row.pid and recent and around.alive(row.pid):
        return Verdict("cancelling", f"cancelled, process {row.pid} still runs", notes)
    return Verdict("cancelled", "", notes)


def _pending(row: RunRow, around: Around) -> Verdict:
    if row.engine_state == "running":
        return _running(row, around)
    if row.engine_state:
        return Verdict(row.engine_state, "stored as pending")
    if row.cancel_requested:
        return Verdict("cancelling", "cancelling")
    if row.resumed_as:
        return Verdict("pending", "resumed as another run")
    waited = around.now - row.started if row.started is not None else 0.0
    if waited > SILENCE_SECONDS and row.last_event is None:
        return Verdict("pending", "never started")
    return Verdict("pending")


def _running(row: RunRow, around: Around) -> Verdict:
    beat, notes = heartbeat_of(row, around.now)
    parent = around.parent or row.parent_stored
    ended = f"parent {parent}" if parent in _ENDED else ""
    lost = ended if row.is_child and parent else _lost(row, beat, around)
    if lost:
        return Verdict("lost", lost, notes)
    if row.cancel_requested is not None:
        return Verdict("cancelling", "cancelling", notes)
    return Verdict("running", "", notes)


def _lost(row: RunRow, beat: float | None, around: Around) -> str:
    if beat is not None and around.now - beat > HEARTBEAT_SECONDS:
        return f"heartbeat {age(around.now - beat)} ago"
    signs = (row.started, row.last_event, beat)
    silent = around.now - max((time for time in signs if time is not None), default=0.0)
    if row.pid and silent > BEAT_SECONDS and around.alive(row.pid) is False:
        return f"process {row.pid} gone"
    if beat is None and not row.pid and row.started is not None and silent > SILENCE_SECONDS:
        return f"no sign of life for {age(silent)}"
    return ""
