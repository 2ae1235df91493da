"""Which runs the store has too, asked again only when runs came to the store."""

from __future__ import annotations

from collections.abc import Collection

from ..store.reader import StoreReader


class Shared:
    """Remembers what the store said of runs; a run that it has stays there until the store is replaced."""

    def __init__(self, store: StoreReader) -> None:
        self._store = store
        self._asked: frozenset[str] = frozenset()
        self._has: frozenset[str] = frozenset()
        self._version: object = None

    def among(self, runs: Collection[str], version: object) -> frozenset[str]:
        """Those of the runs (as stored) that the store has; ``version`` changes whenever runs come to the store."""
        if version != self._version:
            self._version, self._asked, self._has = version, frozenset(), frozenset()
        unknown = frozenset(runs) - self._asked
        if unknown:
            self._has |= self._store.known(unknown)
            self._asked |= unknown
        return self._has & frozenset(runs)
