"""A page of the runs that event files tell of, with their counts; the sidecar's side of ``store.board``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from ...models import Run
from ...store.board import Group, Position
from ...store.open import Handle
from ...store.queries import Keep
from ...store.tally import Counting, Place, Tally
from ...views import Counts, RunKey, RunsQuery
from . import queries
from .filters import keep_of, living_of
from .rows import EventRun, Row, decode

State = Callable[[EventRun], str]
COUNT_SECONDS = 5.0
"""Runs are counted again after this time even when none came: some may have gone, or be in the store by now."""
_COUNTING = Counting(queries.count_runs, queries.count_above, queries.count_between)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for a page and what the store answered: the runs it shows.

    ``anchor`` is the place of the first row wanted (second, stored run id), None without one. ``hosts`` are runs of
    the store that are parents of runs here, ``gone`` parents that are nowhere.
    """

    query: RunsQuery
    anchor: tuple[int, str] | None = None
    hosts: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    shown: tuple[str, ...] = ()
    flat: bool = False


@dataclass(slots=True)
class Page:
    """The rows of one answer: top-level runs newest first, children by their parent's stored id, and runs by id."""

    top: list[EventRun] = field(default_factory=list)
    children: dict[str, list[EventRun]] = field(default_factory=dict)
    mirrored: dict[str, EventRun] = field(default_factory=dict)
    living: dict[int, EventRun] = field(default_factory=dict)

    def listed(self) -> Iterable[EventRun]:
        """The rows that are listed from here."""
        yield from self.top
        for children in self.children.values():
            yield from children

    def rows(self) -> Iterable[EventRun]:
        """Every row of which something is shown."""
        yield from self.listed()
        yield from self.mirrored.values()


class EventBoard:
    """Reads pages of event runs; remembers counts until runs come, go or end."""

    def __init__(self) -> None:
        self.page = Page()
        self.watch: Row = ()
        self.tally = Tally(_COUNTING)
        self._failed: tuple[object, int] = (None, 0)
        self._asked = Asked(RunsQuery())
        self._counted: tuple[int, int, int] | None = None
        self._counted_at = 0.0

    def count(self, handle: Handle, now: float) -> bool:
        """Count all runs again when some came, ended or moved, or after a while; True when there are more or fewer.

        ``now`` is in seconds of a clock that never goes back.
        """
        before = self.tally.numbers
        key = before.newest, before.failed, len(self.page.living)
        if key == self._counted and now - self._counted_at < COUNT_SECONDS:
            return False
        self._counted, self._counted_at = key, now
        stored, children = handle.rows(queries.count_all())[0]
        self.tally.numbers = replace(before, stored=stored, children=children)
        return (stored, children) != (before.stored, before.children)

    def fetch(self, handle: Handle, asked: Asked, state_of: State) -> None:
        """Read the page, twice when the filter depends on living runs that are new to it."""
        self._asked = asked
        keep = self._keep(asked, state_of)
        self._fetch(handle, asked, keep)
        if self._keep(asked, state_of) != keep:
            self._fetch(handle, asked, self._keep(asked, state_of))

    def groups(self, build: Callable[[EventRun], Run], without: Collection[str]) -> tuple[Group, ...]:
        """The top-level rows newest first, each with its child runs; not those that the store has (``without``)."""
        seen: set[int] = set()
        found = []
        for row in self.page.top:
            family = [build(one) for one in self._below(row, seen) if one.stored not in without]
            if family and row.stored not in without:
                found.append(Group(position(row), tuple(family)))
        return tuple(found)

    def below(self, parent: str, build: Callable[[EventRun], Run], without: Collection[str]) -> tuple[Run, ...]:
        """The runs here that a run of the store is the parent of, and all below them."""
        seen: set[int] = set()
        rows = (one for child in self.page.children.get(parent, ()) for one in self._below(child, seen))
        return tuple(build(row) for row in rows if row.stored not in without)

    def numbers(self, handle: Handle, state_of: State) -> tuple[int, int, int, int]:
        """Top-level rows above the page and below it, rows that match, rows that are there."""
        query, keep = self._asked.query, self._keep(self._asked, state_of)
        top = self.page.top
        alone = query.anchor is None and not query.bottom and len(top) < query.rows
        listed = len(top) if alone else self.tally.kept(handle, keep)
        above = listed if query.anchor and not query.bottom else 0
        if top:
            known = 0 if not query.anchor and not query.bottom else listed - len(top) if query.bottom else None
            above = self.tally.above(handle, keep, Place(top[0].second, top[0].stored), known=known)
        stored = self.tally.numbers.stored
        total = listed if query.filter.active else stored
        return max(0, above), max(0, listed - above - len(top)), total, stored

    def counts(self, handle: Handle, state_of: State) -> Counts:
        """What needs the user, over all top-level event runs."""
        hosts = _json(self._asked.hosts)
        key = (self.tally.numbers, hosts)
        if self._failed[0] != key:
            self._failed = key, int(handle.rows(queries.count_failed(), {"hosts": hosts})[0][0])
        states = [state_of(row) for row in self.page.living.values() if not self._is_child(row)]
        return Counts(
            running=sum(states.count(word) for word in ("running", "retrying")),
            cancelling=states.count("cancelling"),
            lost=states.count("lost"),
            failed=self._failed[1],
            pending=states.count("pending"),
        )

    def _is_child(self, row: EventRun) -> bool:
        return row.parent not in ("", row.stored) and row.parent not in self._asked.gone

    def _keep(self, asked: Asked, state_of: State) -> Keep:
        states = {row.no: state_of(row) for row in self.page.living.values()}
        wanted = asked.query.filter
        return keep_of(wanted, living_of(wanted, states), _json(asked.hosts), flat=asked.flat)

    def _fetch(self, handle: Handle, asked: Asked, keep: Keep) -> None:
        query = asked.query
        anchored = asked.anchor is not None and not query.bottom
        second, run = asked.anchor or (0, "")
        values = {
            **dict(keep.values),
            "rows": query.rows,
            "before": query.before,
            "second": second,
            "anchor": run,
            "shown": _json(asked.shown),
            "hosting": "[]" if keep.flat else _json(asked.shown),
        }
        self.page = Page()
        rows = handle.rows(queries.runs_page(keep, anchored=anchored, bottom=query.bottom), values)
        for tag, depth, *fields in rows:
            self._take(tag, depth, tuple(fields))
        self.page.top.sort(key=lambda row: (row.second, row.stored), reverse=True)

    def _take(self, tag: int, depth: int, raw: Row) -> None:
        if tag == queries.NUMBERS:
            failed, living, newest = (int(value or 0) for value in raw[:3])
            self.tally.numbers = replace(self.tally.numbers, failed=failed, requests=living, newest=newest)
        elif tag == queries.WATCH:
            self.watch = raw[:8]
        elif tag == queries.LIVING:
            row = decode(raw)
            self.page.living[row.no] = row
        elif tag == queries.MIRRORED:
            row = decode(raw)
            self.page.mirrored[row.stored] = row
        elif depth:
            row = decode(raw)
            self.page.children.setdefault(row.parent, []).append(row)
        else:
            self.page.top.append(decode(raw))

    def _below(self, top: EventRun, seen: set[int]) -> Iterable[EventRun]:
        waiting = [top]
        while waiting:
            row = waiting.pop()
            if row.no not in seen:
                seen.add(row.no)
                yield row
                children: Sequence[EventRun] = self.page.children.get(row.stored, ())
                waiting.extend(sorted(children, key=lambda one: (one.second, one.no), reverse=True))


def position(row: EventRun) -> Position:
    """Where the run stands among all runs: below those of the store that began in the same second."""
    return (1, float(row.second), ""), 0, 0, row.stored


def anchor_of(place: Position) -> tuple[int, str]:
    """The place among event runs that corresponds to a run of the store: before all of its second."""
    (kind, started, _), *_ = place
    second = -1 if kind == 0 else int(started // 1) if kind == 1 else 1 << 60
    return second, "\U0010ffff"


def after_key(key: RunKey) -> tuple[int, str]:
    """The place of a run that is nowhere any more, by its time."""
    return key.started, "\U0010ffff"


def _json(runs: Collection[str]) -> str:
    """A JSON list of run ids; almost always empty, and then without the module."""
    if not runs:
        return "[]"
    import json

    return json.dumps(sorted(runs))
