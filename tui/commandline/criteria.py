"""Options of ``runs`` as a filter and a place in the list; whatever is wrong is refused with the allowed values."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from wave_tui.data.errors import UsageError
from wave_tui.data.text import clean

LEAST, MOST = 1, 100

_AGE = re.compile(r"(\d{1,6})([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def limit(text: str) -> int:
    """A page size from 1 to 100.

    Raises UsageError for anything else.
    """
    if re.fullmatch(r"\d{1,3}", text) and text.isascii() and LEAST <= int(text) <= MOST:
        return int(text)
    raise UsageError(
        f"--limit {clean(text, limit=40)!r} is not allowed; allowed: a whole number from {LEAST} to {MOST}"
    )


def since(text: str, now: float) -> float:
    """Unix seconds of an age such as 30m, 2h or 3d before ``now``, or of an ISO 8601 time (UTC without a zone).

    Raises UsageError for anything else.
    """
    age = _AGE.fullmatch(text)
    if age:
        return now - int(age[1]) * _SECONDS[age[2]]
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise UsageError(
            f"--since {clean(text, limit=40)!r} is neither an age such as 30m, 2h or 3d "
            "nor a time such as 2026-11-20T05:00:00Z"
        ) from None
