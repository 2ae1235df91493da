"""Takes the fields of one JSON object by type; what is missing or of another type becomes a note, never an error."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ...models import Note
from ...store.times import moment
from ..facts import NoteFact

_MOST = 1 << 62
_HEAD = 60


@dataclass(slots=True)
class Fields:
    """One object of a document; ``notes`` collects what is odd about it, under its ``step`` and subtask ``path``.

    ``what`` names the object at the beginning of each note's text where the field's name alone would not do.
    """

    raw: Mapping[str, object]
    what: str = ""
    step: str = ""
    path: tuple[str, ...] = ()
    notes: list[NoteFact] = field(default_factory=list)

    def note(self, name: str, text: str) -> None:
        """Notes that a rule about the field is broken; ``text`` goes on after the field's name."""
        subject = f"{self.what} {name}".strip()
        self.notes.append(NoteFact(subject, text, self.step, self.path))

    def text(self, name: str, *, needed: bool = False) -> str:
        """The field as text, "" when it is missing; a number is written out and noted."""
        value = self._found(name, needed)
        if value is None or isinstance(value, str):
            return value or ""
        self.note(name, f"is {brief(value)}, no text")
        return brief(value) if isinstance(value, int | float) else ""

    def number(self, name: str, *, needed: bool = False) -> float | None:
        """The field as a finite number as stated, whatever its range."""
        value = self._found(name, needed)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MOST:
            return float(value)
        self.note(name, f"is {brief(value)}, no number")
        return None

    def whole(self, name: str, *, needed: bool = False) -> int | None:
        """The field as a whole number as stated, whatever its range."""
        value = self.number(name, needed=needed)
        if value is None or value.is_integer():
            return None if value is None else int(value)
        self.note(name, f"is {value:g}, no whole number")
        return None

    def percent(self, name: str, *, needed: bool = False, whole: bool = True) -> float | None:
        """The field as a percentage as stated; outside of 0 to 100, or with a fraction where ``whole``, it is noted."""
        value = self.number(name, needed=needed)
        if value is not None and not 0 <= value <= 100:
            self.note(name, f"is {value:g}, not from 0 to 100")
        elif value is not None and whole and not value.is_integer():
            self.note(name, f"is {value:g}, no whole number")
        return value

    def time(self, name: str, *, needed: bool = False) -> float | None:
        """The field as unix seconds; ISO 8601 text or a number of seconds, milliseconds and so on."""
        value = self._found(name, needed)
        if isinstance(value, bool) or not isinstance(value, str | int | float | None):
            self.note(name, f"is {brief(value)}, no time")
            return None
        found: list[Note] = []
        seconds = moment(value, name, found)
        for each in found:
            self.note(name, each.text)
        return seconds

    def inner(self, name: str, what: str, *, needed: bool = False) -> Fields | None:
        """The object in the field, its notes going to the same list."""
        value = self._found(name, needed)
        if value is None:
            return None
        if isinstance(value, dict):
            return Fields(value, what, self.step, self.path, self.notes)
        self.note(name, f"is {brief(value)}, no object")
        return None

    def others(self, known: Collection[str]) -> dict[str, str]:
        """All other fields that hold something, as words: ``regex_matches_found`` is "regex matches found"."""
        left = ((name, value) for name, value in self.raw.items() if name not in known)
        return {words(name): brief(value, limit=1000) for name, value in left if value is not None}

    def _found(self, name: str, needed: bool) -> object:
        value = self.raw.get(name)
        if value is None and needed:
            self.note(name, "is missing")
        return value


def brief(value: object, *, limit: int = _HEAD) -> str:
    """A JSON value as text of bounded length: text as it is, anything else as JSON writes it."""
    if isinstance(value, str):
        return value[:limit]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    try:
        return json.dumps(value, ensure_ascii=False, default=str)[:limit]
    except (ValueError, RecursionError):
        return f"a {type(value).__name__} that cannot be written"


def words(name: str) -> str:
    """A field's name as words."""
    return name.replace("_", " ").strip() or name
