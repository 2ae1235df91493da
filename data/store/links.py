"""Which run was forked from which: found in pieces, because no index leads from a run to its forks."""

from __future__ import annotations

from . import queries
from .open import Handle
from .schema import Schema

PIECE = 5_000


class Forks:
    """Forked run by its source, as stored; complete after as many calls as the store has pieces."""

    def __init__(self) -> None:
        self.by_source: dict[object, object] = {}
        self._low: int | None = None
        self._high = 0

    @property
    def complete(self) -> bool:
        """True when every run of the store was looked at once."""
        return self._low == 0

    def advance(self, handle: Handle, schema: Schema, newest: int) -> None:
        """Look at runs that are new, then at one piece of older ones."""
        if not schema.has("pipeline_run", "forked_from_run_id"):
            self._low = 0
            return
        if self._low is None:
            self._low = self._high = newest
        if newest > self._high:
            self._take(handle, self._high, newest)
            self._high = newest
        if self._low > 0:
            low = max(0, self._low - PIECE)
            self._take(handle, low, self._low)
            self._low = low

    def _take(self, handle: Handle, above: int, to: int) -> None:
        for source, fork in handle.rows(queries.forks(), {"above": above, "to": to}):
            self.by_source.setdefault(source, fork)
