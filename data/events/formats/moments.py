"""Times of records become unix seconds, at little cost for the RFC 3339 stamps of a busy stream."""

from __future__ import annotations

from functools import lru_cache

from ...models import Note
from ...store.times import moment as any_moment

_SECOND = 19


def moment(value: str | float) -> float | None:
    """Unix seconds of a stamp or a number (its unit follows from its size); None when it is none from 2000 to 2100.

    The second of a stamp is looked up once, its fraction is added with all its digits.
    """
    if isinstance(value, str) and value[_SECOND : _SECOND + 1] == "." and value[-1] == "Z":
        digits = value[_SECOND + 1 : -1]
        second = _whole(value[:_SECOND] + "Z")
        if second is not None and digits.isascii() and digits.isdigit():
            return second + float(f".{digits}")
    return _whole(value)


@lru_cache(maxsize=256)
def _whole(value: str | float) -> float | None:
    return any_moment(value, "", _UNHEARD)


class _Unheard(list[Note]):
    """Remarks that the caller makes itself."""

    def append(self, _: Note) -> None:
        """Forget it."""


_UNHEARD = _Unheard()
