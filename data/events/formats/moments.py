"""Times of records become unix seconds, at little cost for the RFC 3339 stamps of a busy stream."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from ...models import Note
from ...store.times import EARLIEST, LATEST
from ...store.times import moment as any_moment


def moment(value: str | float | None) -> float | None:
    """Unix seconds of a stamp or a number (its unit follows from its size); None when it is none from 2000 to 2100."""
    if isinstance(value, str) and value.endswith("Z"):
        try:
            seconds = datetime.fromisoformat(value).timestamp()
        except ValueError:
            return None
        return seconds if EARLIEST <= seconds < LATEST else None
    return _any(value)


@lru_cache(maxsize=256)
def _any(value: str | float | None) -> float | None:
    ignored: list[Note] = []
    return any_moment(value, "", ignored)
