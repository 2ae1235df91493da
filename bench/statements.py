"""T16: how many statements an idle tick and a change cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from wave_tui.data.store.reader import StoreReader
from wave_tui.data.views import EventsQuery, Query

from .recorder import recorded
from .scenario import filters, moves
from .store import LIVE, project_copy
from .verdict import Effort, Verdict, at_most, nothing
from .writer import Writer

_AGGREGATE = re.compile(r"SELECT (?:count|max)\(")
_SCHEMA = "pragma_table_info"
TICKS = 20
_QUERY = Query(run=LIVE, events=EventsQuery(LIVE))


def t16(effort: Effort, preset: str = "large") -> Verdict:
    """Counted in a reader on a store with a run that is going on."""
    with project_copy(preset, running=1) as project:
        store = project / ".agents" / "state.db"
        tick, change = per_tick(store), per_change(store)
        endless = unlimited(store)
    checks = (
        at_most("statements an idle tick", tick, 1),
        at_most("queries a change", change, 3),
        nothing("query without LIMIT", endless),
    )
    return Verdict("T16", checks, f"the most of n={TICKS} ticks and changes")


def per_tick(store: Path) -> int:
    """Statements of one look at a store in which nothing happened, at most."""
    with closing(StoreReader(store)) as reader, closing(Writer(store)) as writer:
        _follow(reader, writer)
        return max(_counted(reader.changed) for _ in range(TICKS))


def per_change(store: Path) -> int:
    """Queries of noticing one event and answering with it, at most; the tick itself, a pragma, is not among them."""
    with closing(StoreReader(store)) as reader, closing(Writer(store)) as writer:
        _follow(reader, writer)
        counts = []
        for number in range(TICKS):
            writer.write(LIVE, [f"event {number}"])
            counts.append(_counted(lambda: reader.changed() and reader.read(_QUERY), ticks=False))
        return max(counts)


def unlimited(store: Path) -> list[str]:
    """Statements that could return any number of rows."""
    with closing(StoreReader(store)) as reader, closing(Writer(store)) as writer, recorded() as found:
        moves(reader, writer, LIVE)
        filters(reader)
    return sorted({one.name for one in found if not _is_limited(one.sql)})


def _follow(reader: StoreReader, writer: Writer) -> None:
    """Read until nothing is new, as a deck has done when it is at rest."""
    writer.write(LIVE, ["an event"])
    for _ in range(3):
        reader.read(_QUERY)
        reader.changed()


def _counted(work: Callable[[], object], *, ticks: bool = True) -> int:
    with recorded() as found:
        work()
    return sum(ticks or not one.sql.startswith("PRAGMA ") for one in found)


def _is_limited(sql: str) -> bool:
    """One row, or as many as the schema has columns, need no LIMIT."""
    return " LIMIT " in sql or sql.startswith("PRAGMA ") or _SCHEMA in sql or _AGGREGATE.match(sql) is not None
