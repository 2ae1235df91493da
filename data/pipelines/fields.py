"""Typed access to a document's values; what has the wrong shape is collected, never raised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..models import Note
from ..text import clean, clean_id
from .document import Document, Place, sentence

_TRUE = ("true", "yes", "on")
_FALSE = ("false", "no", "off")


@dataclass(frozen=True, slots=True)
class Fault:
    """A value of the wrong shape and where it stands."""

    place: Place
    text: str


class Fields:
    """The values of one mapping; an absent one has none, and faults go to a list shared by a whole document."""

    def __init__(self, values: object, place: Place, faults: list[Fault]) -> None:
        self.place = place
        self.faults = faults
        self._values = values if isinstance(values, dict) else {}
        if values is not None and not isinstance(values, dict):
            self.fault((), f"must be a mapping of keys to values, but is {_shape(values)}")

    def __contains__(self, key: str) -> bool:
        return self._values.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(str(key) for key in self._values if key is not None)

    def fault(self, below: Place, text: str) -> None:
        """Note that something here or at a place below is wrong."""
        self.faults.append(Fault((*self.place, *below), text))

    def text(self, key: str, default: str = "", *, lines: bool = False) -> str:
        """A scalar, safe to display."""
        value = self._scalar(key)
        return default if value is None else clean(value, lines=lines)

    def name(self, key: str) -> str:
        """An id or name, safe to display."""
        return clean_id(self._scalar(key) or "")

    def flag(self, key: str) -> bool:
        """True or false; absent is false."""
        value = self._scalar(key)
        if value is not None and value.lower() not in _TRUE + _FALSE:
            self.fault((key,), f"must be true or false, but is {clean(value, limit=60)!r}")
        return value is not None and value.lower() in _TRUE

    def whole(self, key: str) -> int | None:
        """A whole number of at most nine digits, not negative."""
        value = self._scalar(key)
        if value is None or (value.isascii() and value.isdecimal() and len(value) < 10):
            return None if value is None else int(value)
        self.fault((key,), f"must be a whole number from 0 to 999999999, but is {clean(value, limit=60)!r}")
        return None

    def real(self, key: str) -> float | None:
        """A finite number."""
        value = self._scalar(key)
        try:
            number = None if value is None else float(value)
        except ValueError:
            number = float("nan")
        if number is None or abs(number) < 1e300:
            return number
        self.fault((key,), f"must be a number, but is {clean(value, limit=60)!r}")
        return None

    def group(self, key: str) -> Fields:
        """The mapping under a key, empty when absent."""
        return Fields(self._values.get(key), (*self.place, key), self.faults)

    def groups(self, key: str) -> tuple[Fields, ...]:
        """The mappings listed under a key."""
        place = (*self.place, key)
        return tuple(Fields(value or {}, (*place, at), self.faults) for at, value in enumerate(self._list(key)))

    def named(self, key: str) -> tuple[tuple[str, Fields], ...]:
        """The mappings that a mapping holds, by their names."""
        group = self.group(key)
        return tuple((name, group.group(name)) for name in group)

    def names(self, key: str) -> tuple[str, ...]:
        """The ids or names listed under a key."""
        found = []
        for at, value in enumerate(self._list(key)):
            if isinstance(value, str):
                found.append(clean_id(value))
            else:
                self.fault((key, at), f"must be a name, but is {_shape(value)}")
        return tuple(found)

    def _scalar(self, key: str) -> str | None:
        value = self._values.get(key)
        if value is None or isinstance(value, str):
            return value
        self.fault((key,), f"must be text, but is {_shape(value)}")
        return None

    def _list(self, key: str) -> list[object]:
        value = self._values.get(key)
        if value is None or isinstance(value, list):
            return value or []
        self.fault((key,), f"must be a list, but is {_shape(value)}")
        return []


def blame(document: Document, faults: list[Fault]) -> tuple[Note, ...]:
    """One sentence per fault with its file, line and place, from the top of the file to its end."""
    marked = [(document.mark(fault.place), fault) for fault in dict.fromkeys(faults)]
    subject = clean(document.file.name)
    return tuple(
        Note(subject, sentence(document.file, *mark, f"{_words(fault.place)} {fault.text}", "correct it there"))
        for mark, fault in sorted(marked, key=lambda one: one[0])
    )


def _words(place: Place) -> str:
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{clean_id(part)}" for part in place)
    return words.removeprefix(".") or "the document"


def _shape(value: object) -> str:
    if isinstance(value, str):
        return f"the text {clean(value, limit=60)!r}"
    return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list) else "nothing"
