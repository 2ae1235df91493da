"""Typed access to a document's values exactly as they are written; what has the wrong shape is collected."""

from __future__ import annotations

from collections.abc import Iterator

from ....text import clean, clean_id
from .definition import Place
from .durations import seconds

_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_LONGEST_NUMBER = 9


class Values:
    """The values of one mapping; an absent one has none, and faults go to a list shared by a whole document."""

    def __init__(self, values: object, place: Place = (), faults: list[str] | None = None) -> None:
        self.place = place
        self.faults: list[str] = [] if faults is None else faults
        self._values: dict[str, object] = values if isinstance(values, dict) else {}
        if values is not None and not isinstance(values, dict):
            self.fault((), "must be a mapping of keys to values")

    def __contains__(self, key: str) -> bool:
        return self._values.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(str(key) for key in self._values)

    def fault(self, below: Place, text: str) -> None:
        """Note that something here or at a place below is wrong."""
        self.faults.append(f"{words((*self.place, *below))} {text}")

    def text(self, key: str, default: str = "") -> str:
        """A scalar as written."""
        value = self._values.get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            self.fault((key,), "must be text")
            return default
        return value

    def flag(self, key: str) -> bool | None:
        """True or false, None when absent."""
        if key not in self:
            return None
        value = _WORDS.get(self.text(key).lower())
        if value is None:
            self.fault((key,), f"must be true or false, but is {_shown(self.text(key))}")
        return value

    def whole(self, key: str, *, least: int = 0) -> int | None:
        """A whole number, None when absent."""
        value = self.text(key)
        if key not in self:
            return None
        if value.isascii() and value.isdecimal() and len(value) <= _LONGEST_NUMBER and int(value) >= least:
            return int(value)
        self.fault((key,), f"must be a whole number from {least} on, but is {_shown(value)}")
        return None

    def minutes(self, key: str) -> float | None:
        """A positive number of minutes, None when absent."""
        value = self.text(key)
        try:
            number = float(value) if key in self else None
        except ValueError:
            number = -1.0
        if number is None or 0 < number < 1e7:
            return number
        self.fault((key,), f"must be a positive number of minutes, but is {_shown(value)}")
        return None

    def duration(self, key: str) -> float | None:
        """Seconds, None when absent."""
        length = seconds(self.text(key)) if key in self else None
        if key in self and length is None:
            self.fault((key,), f"must be a length of time such as 90s or 5m, but is {_shown(self.text(key))}")
        return length

    def group(self, key: str) -> Values:
        """The mapping under a key, empty when absent."""
        return Values(self._values.get(key), (*self.place, key), self.faults)

    def groups(self, key: str) -> tuple[Values, ...]:
        """The mappings listed under a key."""
        place = (*self.place, key)
        return tuple(Values(one or {}, (*place, at), self.faults) for at, one in enumerate(self._list(key)))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """The names and texts of a mapping of texts."""
        group = self.group(key)
        return tuple((name, group.text(name)) for name in group)

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts listed under a key."""
        for at, one in enumerate(self._list(key)):
            if not isinstance(one, str):
                self.fault((key, at), "must be text")
        return tuple(one for one in self._list(key) if isinstance(one, str))

    def _list(self, key: str) -> list[object]:
        value = self._values.get(key)
        if value is None or isinstance(value, list):
            return value or []
        self.fault((key,), "must be a list")
        return []


def words(place: Place) -> str:
    """A place in a document as people write it: steps[2].retry.policy."""
    parts = "".join(f"[{part}]" if isinstance(part, int) else f".{clean_id(part)}" for part in place)
    return parts.removeprefix(".") or "the document"


def _shown(value: str) -> str:
    return repr(clean(value, limit=60))
