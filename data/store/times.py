"""Stored moments and durations become seconds; what cannot be true becomes a note."""

from __future__ import annotations

from datetime import UTC, datetime

from ..models import Note
from ..text import clean

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
LATEST = datetime(2101, 1, 1, tzinfo=UTC).timestamp()
_SCALES = ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6), (float("inf"), 1e9))


def moment(value: object, subject: str, notes: list[Note]) -> float | None:
    """Unix seconds of a stored time; the unit follows from the magnitude (s, ms, us, ns) or the text is ISO 8601.

    NULL and 0 mean unknown. Anything outside the years 2000 to 2100 is unknown too and adds a note with the raw value.
    """
    if value is None or value == 0 or value in ("", "0"):
        return None
    seconds = _seconds(value)
    if seconds is not None and EARLIEST <= seconds < LATEST:
        return seconds
    notes.append(Note(subject, f"{clean(value, limit=60)!r} is no time between 2000 and 2100"))
    return None


def duration(value: object, subject: str, notes: list[Note]) -> float | None:
    """Seconds of a stored number of milliseconds; NULL and 0 mean unknown, a negative one adds a note."""
    if value is None or value == 0:
        return None
    if isinstance(value, int | float) and 0 < value < 1e14:
        return value / 1000
    notes.append(Note(subject, f"{clean(value, limit=60)!r} is no duration in milliseconds"))
    return None


def between(start: float | None, end: float | None, subject: str, notes: list[Note]) -> float | None:
    """Seconds from start to end, None when one is unknown; an end before its start adds a note and is unknown."""
    if start is None or end is None:
        return None
    if end >= start:
        return end - start
    notes.append(Note(subject, f"ended {start - end:.0f} s before it started"))
    return None


def whole(value: object, subject: str, notes: list[Note]) -> int | None:
    """A stored count; NULL means unknown, a negative number or a text that is none adds a note."""
    if value is None:
        return None
    if isinstance(value, int) and 0 <= value < 1 << 62:
        return value
    if isinstance(value, float) and value.is_integer() and 0 <= value < 1 << 62:
        return int(value)
    notes.append(Note(subject, f"{clean(value, limit=60)!r} is no count"))
    return None


def _seconds(value: object) -> float | None:
    if isinstance(value, int | float):
        return _scaled(float(value))
    if isinstance(value, bytes):
        return None
    text = str(value).strip()
    try:
        return _scaled(float(text))
    except ValueError:
        return _iso(text)


def _scaled(number: float) -> float | None:
    if not number > 0 or number == float("inf"):
        return None
    return next(number / scale for limit, scale in _SCALES if number < limit)


def _iso(text: str) -> float | None:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
