"""What a line of the format ``levels/1`` says of a level."""

from __future__ import annotations

from .encoding import moment

TYPE_CHECKING = False  # the module typing costs more than everything here
if TYPE_CHECKING:
    from .level import Level

FORMAT = "levels/1"
_FIRST_SECONDS = 1.0
BEGUN, PROGRESS, ENDED, CANCEL_SEEN = "started", "progress", "ended", "cancel_seen"


def line_of(level: Level, event: str, now: float, tick: float) -> dict[str, object]:
    """The record of an event: ``now`` in unix seconds, ``tick`` in those of the clock that never goes back."""
    root = level.root
    is_root = level.above is None
    elapsed = max(0.0, tick - level.begun_tick)
    record: dict[str, object] = {
        "format": FORMAT,
        "timestamp": moment(now),
        "operation_id": root.run,
        "operation_type": root.kind,
        "event": _event(event, is_root),
        "path": level.path,
        "name": level.name,
        "status": level.status,
        **(root.origin if is_root else {"level": level.kind, "level_id": level.id}),
        **_counters(level),
        **_times(level, event, now, elapsed, tick),
        **_particulars(level),
    }
    return {name: value for name, value in record.items() if value is not None and value != ""}


def _event(event: str, is_root: bool) -> str:
    if event in (BEGUN, ENDED):
        return f"operation_{event}" if is_root else f"level_{event}"
    return event


def _counters(level: Level) -> dict[str, object]:
    return {
        "current": level.current,
        "total": level.total,
        "percentage": _percentage(level),
        "unit": level.unit,
        "counted": "levels" if level.counts_levels else None,
        "message": level.message,
        "attempt": level.attempt,
    }


def _percentage(level: Level) -> float | None:
    if level.percentage is None and level.current is not None and level.total:
        return round(100 * level.current / level.total, 2)
    return level.percentage


def _times(level: Level, event: str, now: float, elapsed: float, tick: float) -> dict[str, object]:
    if event == BEGUN:
        return {"started_at": moment(level.started)}
    found: dict[str, object] = {"elapsed_seconds": round(elapsed, 6)}
    if event == ENDED:
        return {**found, "started_at": moment(level.started), "completed_at": moment(now)}
    return {**found, "estimated_remaining_seconds": _remaining(level, elapsed, tick)}


def _remaining(level: Level, elapsed: float, tick: float) -> float | None:
    """Seconds left by the counter's pace, else by the percentage that the program states; the first second is mute."""
    if elapsed < _FIRST_SECONDS:
        return None
    if level.current is not None and level.total is not None:
        level.pace.seen(level.current, tick)
        left = level.pace.remaining(level.total)
        return None if left is None else round(left, 1)
    if level.percentage and level.percentage <= 100:
        return round(elapsed * (100 - level.percentage) / level.percentage, 1)
    return None


def _particulars(level: Level) -> dict[str, object]:
    """What is said once."""
    found: dict[str, object] = {
        "metrics": level.metrics or None,
        "metadata": level.metadata or None,
        "artifacts": level.artifacts or None,
    }
    if level.outcome is not None:
        found.update(error=level.outcome.error, error_details=level.outcome.details or None)
    return found
