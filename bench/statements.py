"""T16: how many statements an idle tick and a change cost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from wave_tui.data.project import find_project
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.data.views import EventsQuery, Query

from .recorder import recorded
from .scenario import filters, moves
from .store import LIVE, project_copy
from .told import told_copy
from .verdict import Effort, Verdict, at_most, nothing
from .writer import Writer

_AGGREGATE = re.compile(r"SELECT (?:count|max)\(")
_SCHEMA = "pragma_table_info"
TICKS = 20
MORE = 7
"""Queries of one change of the store beside event files, at most: its three and the sidecar's side of the page."""
_QUERY = Query(run=LIVE, events=EventsQuery(LIVE))


def t16(effort: Effort, preset: str = "large") -> Verdict:
    """Counted in a reader on a store with a run that is going on, then beside event files as well."""
    with project_copy(preset, running=1) as project:
        tick, change = per_tick(project), per_change(project)
    with told_copy(preset, running=1) as project:
        ticks, changes, endless = per_tick(project), per_change(project), unlimited(project)
    checks = (
        at_most("statements an idle tick", tick, 1),
        at_most("queries a change", change, 3),
        at_most("beside event files a tick", ticks, 2),
        at_most("a change", changes, MORE),
        nothing("query without LIMIT", endless),
    )
    return Verdict("T16", checks, f"the most of n={TICKS} ticks and changes")


def per_tick(project: Path) -> int:
    """Statements of one look at a store in which nothing happened, at most."""
    with _opened(project) as (reader, writer):
        _follow(reader, writer)
        return max(_counted(reader.changed) for _ in range(TICKS))


def per_change(project: Path) -> int:
    """Queries of noticing one event and answering with it, at most; the tick itself, a pragma, is not among them."""
    with _opened(project) as (reader, writer):
        _follow(reader, writer)
        counts = []
        for number in range(TICKS):
            writer.write(LIVE, [f"event {number}"])
            counts.append(_counted(lambda: reader.changed() and reader.read(_QUERY), ticks=False))
        return max(counts)


def unlimited(project: Path) -> list[str]:
    """Statements that could return any number of rows."""
    with _opened(project) as (reader, writer), recorded() as found:
        moves(reader, writer, LIVE)
        filters(reader)
    return sorted({one.name for one in found if not _is_limited(one.sql)})


@contextmanager
def _opened(project: Path) -> Iterator[tuple[ProjectReader, Writer]]:
    reads, writes = ProjectReader(find_project(project, project)), Writer(project / ".agents" / "state.db")
    with closing(reads) as reader, closing(writes) as writer:
        yield reader, writer


def _follow(reader: ProjectReader, writer: Writer) -> None:
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
