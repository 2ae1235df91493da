"""A page of the run list with the counts of the whole store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..models import PlannedStep, Run
from ..views import Counts, RunsPage, RunsQuery
from . import queries
from .built import BuiltRuns
from .decode import decode_run
from .filters import Living, keep_of, living_of
from .links import Forks
from .logbook import Logbook
from .names import Names
from .open import Handle, Row
from .rows import RunRow
from .runs import build_run
from .runstate import Alive, Around, Verdict, judge
from .schema import Schema
from .tally import Numbers, Place, Tally

Plan = Callable[[str], Sequence[PlannedStep]]
JUST_SECONDS = 300
_STARTED, _IDS = 7, (1, 2, 14, 16, 33)
_RETRIED = frozenset({"failed", "cancelled", "rejected", "lost"})
NEWEST = 9_223_372_036_854_775_807
OLDEST = -NEWEST

Rank = tuple[int, float, str]
"""A started_at in the order in which SQLite sorts values of different types."""
Position = tuple[Rank, int, int, str]
"""Where a top-level run stands: its start, then runs of the store before others, then row id or run id."""


@dataclass(frozen=True, slots=True)
class Group:
    """A top-level run and its child runs below it."""

    position: Position
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the store.

    ``tie`` is the row id at which an anchor that is not in the store stands among the runs of its second, ``known`` a
    JSON list of the ids of runs that are known from the other sources that a filter asks for, too.
    """

    tie: int = NEWEST
    known: str = "[]"


ALONE = Beside()
"""Nothing but the store."""


class Board:
    """Reads run pages; remembers decoded rows and counts until the store changes them."""

    def __init__(self, names: Names, plan: Plan, alive: Alive, forks: Forks) -> None:
        self.forks = forks
        self.tally = Tally()
        self.living: dict[str, RunRow] = {}
        self._names = names
        self.plan = plan
        self._alive = alive
        self._decoded: dict[int, tuple[Row, RunRow]] = {}
        self._built = BuiltRuns()
        self._page: list[tuple[int, Row, RunRow]] = []
        self._verdicts: dict[str, Verdict] = {}
        self._beside = ALONE

    def fetch(
        self, handle: Handle, schema: Schema, query: RunsQuery, now: float, *,
        flat: bool = False, beside: Beside = ALONE,
    ) -> None:  # fmt: skip
        """Read the page and all living runs in one statement; twice when the filter depends on runs new to it.

        ``flat`` lists child runs on their own even without a text.
        """
        self._beside = beside
        living = self._living_of(query, now)
        self._fetch(handle, schema, query, keep_of(schema, query.filter, living, flat=flat, known=beside.known), now)
        if self._living_of(query, now) != living:
            living = self._living_of(query, now)
            keep = keep_of(schema, query.filter, living, flat=flat, known=beside.known)
            self._fetch(handle, schema, query, keep, now)

    def _fetch(self, handle: Handle, schema: Schema, query: RunsQuery, keep: queries.Keep, now: float) -> None:
        anchored = query.anchor is not None and not query.bottom
        sql = queries.runs_page(schema, keep, anchored=anchored, bottom=query.bottom)
        rows = handle.rows(sql, self._values(query, keep) | {"recent": int(now) - JUST_SECONDS})
        seen: dict[int, tuple[Row, RunRow]] = {}
        self._page, self.living = [], {}
        for tag, depth, *fields in rows:
            raw = tuple(fields)
            if tag == queries.NUMBERS:
                self.tally.numbers = Numbers(*(int(value or 0) for value in raw[:5]))
                continue
            row = self._decode(raw, seen)
            if tag == queries.PAGE:
                self._page.append((depth, raw, row))
            elif row.stored in ("running", "pending", "cancelled"):
                self.living[row.id] = row
        self._decoded = seen
        self._built.turn()

    def followed(self) -> list[object]:
        """Stored ids of the runs whose live step and tokens are wanted: living ones, those on the page first."""
        shown = [row.id for _, _, row in self._page]
        alive = [row for row in self.living.values() if row.stored == "running"]
        return [self._names.stored(row.id) for row in sorted(alive, key=lambda row: (row.id not in shown, -row.rowid))]

    def groups(self, now: float, logbook: Logbook) -> tuple[Group, ...]:
        """The top-level rows of the page, newest first, each with its child runs."""
        self._verdicts = {}
        rows = {row.id: row for _, _, row in self._page} | self.living
        top = sorted((one for one in self._page if one[0] == 0), key=lambda one: _order(one[1]), reverse=True)
        children: dict[str, list[RunRow]] = {}
        for depth, _, row in self._page:
            if depth:
                children.setdefault(row.parent, []).append(row)
        seen: set[int] = set()
        found = []
        for _, raw, row in top:
            family = tuple(self.build(one, rows, now, logbook) for one in _with_children(row, children, seen))
            if family:
                found.append(Group((_rank(raw[_STARTED]), 1, raw[0], ""), family))
        return tuple(found)

    def build(self, row: RunRow, rows: Mapping[str, RunRow], now: float, logbook: Logbook) -> Run:
        """One run with its effective state; ``rows`` holds the parents that are known."""
        verdict, plan = self.verdict(row, rows, now), self.plan(row.pipeline)
        log = logbook.logs.get(self._names.stored(row.id))
        fork = self.forks.by_source.get(self._names.stored(row.id)) if verdict.state in _RETRIED else None

        def build() -> Run:
            run = build_run(row, verdict, log, plan)
            return replace(run, retried_as=self._names.shown(fork)) if fork and not run.retried_as else run

        return self._built.get(row.rowid, (row, verdict, plan, fork), build) if log is None else build()

    def verdict(self, row: RunRow, rows: Mapping[str, RunRow], now: float) -> Verdict:
        """The effective state of a row, judged after its parents."""
        chain = [row]
        while chain[-1].is_child and chain[-1].parent in rows and len(chain) < 20:
            chain.append(rows[chain[-1].parent])
        parent = ""
        for one in reversed(chain):
            found = self._verdicts.get(one.id) or judge(one, Around(now, self._alive, parent))
            self._verdicts[one.id] = found
            parent = found.state
        return self._verdicts[row.id]

    def _living_of(self, query: RunsQuery, now: float) -> Living:
        self._verdicts = {}
        states = {row.rowid: self.verdict(row, self.living, now).state for row in self.living.values()}
        return living_of(query.filter, states)

    def _values(self, query: RunsQuery, keep: queries.Keep) -> dict[str, object]:
        anchor = query.anchor
        return {
            **dict(keep.values),
            "rows": query.rows,
            "before": query.before,
            "anchor": self._names.stored(anchor.run) if anchor else "",
            "started": anchor.started if anchor else 0,
            "tie": self._beside.tie,
        }

    def _decode(self, raw: Row, seen: dict[int, tuple[Row, RunRow]]) -> RunRow:
        known = seen.get(raw[0]) or self._decoded.get(raw[0])
        if known is None or known[0] != raw:
            known = raw, decode_run(raw)
            for index in _IDS:
                self._names.shown(raw[index])
        seen[raw[0]] = known
        return known[1]

    def count(self, handle: Handle, schema: Schema, query: RunsQuery, page: tuple[Run, ...], now: float) -> RunsPage:
        """The page with what lies above and below it."""
        keep = keep_of(schema, query.filter, self._living_of(query, now), known=self._beside.known)
        top = [raw for depth, raw, _ in self._page if depth == 0]
        listed = self._listed(handle, query, keep, len(top))
        above = listed if query.anchor and not query.bottom else 0
        if top:
            first = max(top, key=_order)
            known = 0 if not query.anchor and not query.bottom else listed - len(top) if query.bottom else None
            above = self.tally.above(handle, keep, Place(first[_STARTED], first[0]), known=known)
        stored = self.tally.numbers.stored
        return RunsPage(
            rows=page,
            above=max(0, above),
            below=max(0, listed - above - len(top)),
            total=listed if query.filter.active else stored,
            stored=stored,
            query=query,
        )

    def _listed(self, handle: Handle, query: RunsQuery, keep: queries.Keep, top: int) -> int:
        """How many rows the whole list has; a page that is not full has told it already."""
        if not query.filter.active:
            return self.tally.listed
        return top if query.anchor is None and top < query.rows else self.tally.kept(handle, keep)

    def counts(self, handle: Handle, schema: Schema, now: float) -> Counts:
        """What needs the user, over the whole store."""
        rows = [row for row in self.living.values() if not row.is_child]
        states = (self.verdict(row, self.living, now).state for row in rows)
        return self.tally.counts(handle, schema, states, self.forks.by_source)


def _order(raw: Row) -> tuple[Rank, int]:
    return _rank(raw[_STARTED]), raw[0]


def _rank(value: object) -> Rank:
    if value is None:
        return 0, 0.0, ""
    if isinstance(value, int | float):
        return 1, float(value), ""
    return (3, 0.0, repr(value)) if isinstance(value, bytes) else (2, 0.0, str(value))


def _with_children(top: RunRow, children: Mapping[str, list[RunRow]], seen: set[int]) -> list[RunRow]:
    """The run and everything below it, without what was ``seen`` before."""
    found: list[RunRow] = []
    waiting = [top]
    while waiting:
        row = waiting.pop()
        if row.rowid in seen:
            continue
        seen.add(row.rowid)
        found.append(row)
        waiting.extend(sorted(children.get(row.id, ()), key=_child_order, reverse=True))
    return found


def _child_order(row: RunRow) -> tuple[bool, int, float, int]:
    return row.iterate_index is None, row.iterate_index or 0, row.started or 0.0, row.rowid
