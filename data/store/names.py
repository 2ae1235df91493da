"""Ids as they are shown and as they are stored, where the two differ."""

from __future__ import annotations

from ..text import clean_id


class Names:
    """Remembers the stored form of every id that is not safe to show as it is."""

    def __init__(self) -> None:
        self._stored: dict[str, object] = {}

    def shown(self, stored: object) -> str:
        """The safe form of a stored id."""
        safe = clean_id(stored)
        if safe != stored:
            self._stored[safe] = stored
        return safe

    def stored(self, shown: str) -> object:
        """The stored form of an id that was shown."""
        return self._stored.get(shown, shown)
