"""Numbers about the whole store, counted again only when runs came, went or ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..views import Counts
from . import queries
from .open import Handle
from .queries import Keep
from .schema import Schema

_KEPT = 50


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whole-store numbers that come with every page."""

    stored: int = 0
    children: int = 0
    failed: int = 0
    requests: int = 0
    newest: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run stands in the order of the list, as stored."""

    started: object
    tie: object


@dataclass(frozen=True, slots=True)
class Counting:
    """Makes the statements that count runs: all that are kept, those before a place, those between two places."""

    kept: Callable[[Keep], str]
    above: Callable[[Keep], str]
    between: Callable[[Keep], str]


STORED = Counting(queries.count_runs, queries.count_above, queries.count_between)


class Tally:
    """Counts runs: those a filter keeps, those above a page, failed ones, and children without a parent."""

    def __init__(self, counting: Counting = STORED) -> None:
        self._counting = counting
        self.numbers = Numbers()
        self._orphans: tuple[int, int] | None = None
        self._failed: tuple[object, int] = (None, 0)
        self._kept: dict[object, int] = {}
        self._above: tuple[object, Place, int] | None = None

    @property
    def listed(self) -> int:
        """Runs that have a row of their own in a list without filter."""
        return self.numbers.stored - self.numbers.children + (self._orphans[1] if self._orphans else 0)

    def find_orphans(self, handle: Handle, schema: Schema) -> None:
        """Count child runs without a parent, which stand in the list on their own; again when runs were deleted."""
        stored = self.numbers.stored
        if schema.has("pipeline_run", "parent_run_id") and (self._orphans is None or stored < self._orphans[0]):
            self._orphans = stored, int(handle.rows(queries.count_orphans())[0][0])
        elif self._orphans:
            self._orphans = stored, self._orphans[1]

    def kept(self, handle: Handle, keep: Keep) -> int:
        """How many runs a filter keeps."""
        key = (keep, self.numbers)
        if key not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[key] = int(handle.rows(self._counting.kept(keep), dict(keep.values))[0][0])
        return self._kept[key]

    def above(self, handle: Handle, keep: Keep, first: Place, *, known: int | None = None) -> int:
        """How many kept runs stand before ``first``: from the last answer and what lies between the two places.

        ``known`` is the answer where it is known already, at both ends of the list.
        """
        key = (keep, self.numbers)
        if known is not None:
            found = known
        elif self._above and self._above[0] == key:
            _, last, found = self._above
            if last != first:
                found += self._between(handle, keep, first, last) - self._between(handle, keep, last, first)
        else:
            values = dict(keep.values) | {"after_started": first.started, "after": first.tie}
            found = int(handle.rows(self._counting.above(keep), values)[0][0])
        self._above = key, first, found
        return found

    def counts(self, handle: Handle, schema: Schema, states: Iterable[str], forked: Iterable[object]) -> Counts:
        """What needs the user; ``states`` are those of living runs, ``forked`` the runs that were tried again."""
        sources = _listed(forked)
        key = (self.numbers.failed, self.numbers.requests, self.numbers.newest, sources)
        if self._failed[0] != key:
            self._failed = key, int(handle.rows(queries.count_failed(schema), {"forked": sources})[0][0])
        living = list(states)
        return Counts(
            running=living.count("running"),
            cancelling=living.count("cancelling"),
            lost=living.count("lost"),
            failed=self._failed[1] + living.count("rejected"),
            pending=living.count("pending"),
        )

    def _between(self, handle: Handle, keep: Keep, after: Place, to: Place) -> int:
        """Kept runs that stand before ``after`` but not before ``to``, 0 when the two stand the other way round."""
        values = {"after_started": after.started, "after": after.tie, "to_started": to.started, "to": to.tie}
        return int(handle.rows(self._counting.between(keep), dict(keep.values) | values)[0][0])


def _listed(runs: Iterable[object]) -> str:
    """A JSON list of run ids; almost always empty, and then without the module."""
    found = [str(run) for run in runs]
    if not found:
        return "[]"
    import json

    return json.dumps(found)
