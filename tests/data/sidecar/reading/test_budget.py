"""How much is asked of the sidecar: no plan sorts or scans, one statement when idle, little for a change."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from both_sources import Both
from preparing import is_planned_anew
from sidecars import wave_line
from stores import NOW, StoreWriter

from wave_tui.data.project import find_project
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.data.sidecar.reading import queries
from wave_tui.data.sidecar.reading.filters import keep_of
from wave_tui.data.sidecar.tables import EVENT_TABLES
from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.filters import Living
from wave_tui.data.store.open import Handle
from wave_tui.data.views import EventsQuery, Query, RunFilter, RunKey, RunsQuery

FILTERS = (
    RunFilter(),
    RunFilter(text="failed"),
    RunFilter(attention=True),
    RunFilter(states=("completed",)),
    RunFilter(pipeline="demo", since=1.0),
    RunFilter(sources=("wave",), persona="dev", tags=("nightly",)),
)


def statements() -> dict[str, str]:
    found = {
        "place": queries.place(),
        "outside": queries.outside(),
        "all counted": queries.count_all(),
        "known": queries.known(),
        "failed": queries.count_failed(),
        "documents": queries.documents(),
        "family": queries.family(),
        "find": queries.find(),
        "matching": queries.matching(),
        "history": queries.history(),
        "block at": queries.block_at(),
        "lines counted": queries.count_lines(),
        "bad lines": queries.bad_lines(),
    }
    for newer in (False, True):
        for step in (False, True):
            found[f"blocks {newer=} {step=}"] = queries.blocks(newer=newer, step=step)
    for number, wanted in enumerate(FILTERS):
        for flat in (False, True):
            keep = keep_of(wanted, Living(), "[]", flat=flat)
            found[f"page {number} {flat=}"] = queries.runs_page(keep)
            found[f"page from an anchor {number} {flat=}"] = queries.runs_page(keep, anchored=True)
            found[f"oldest page {number} {flat=}"] = queries.runs_page(keep, bottom=True)
            found[f"runs above {number} {flat=}"] = queries.count_above(keep)
            found[f"runs between {number} {flat=}"] = queries.count_between(keep)
    return found


@pytest.fixture(scope="module")
def plans() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(EVENT_TABLES)
    yield connection
    connection.close()


@pytest.mark.parametrize("name", statements())
def test_d16_no_hot_statement_sorts_or_scans_a_table(plans: sqlite3.Connection, name: str) -> None:
    sql = statements()[name]
    values = dict.fromkeys(re.findall(r":(\w+)", sql), 1)
    plan = [str(row[3]) for row in plans.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert not [line for line in plan if "TEMP B-TREE" in line]
    scans = [line for line in plan if re.match(r"SCAN (r|k|b|p|event_\w+)\b", line) and "INDEX" not in line]
    assert not scans or name == "bad lines"
    assert "LIMIT" in sql or "max(" in sql


@pytest.mark.parametrize("name", [name for name, sql in statements().items() if " LIKE " not in sql])
def test_t15_no_hot_statement_is_planned_anew_for_other_values(plans: sqlite3.Connection, name: str) -> None:
    assert not is_planned_anew(plans, statements()[name])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Database and text of every statement that is asked from now on."""
    found: list[tuple[str, str]] = []
    fetch = Handle._fetch

    def recorded(self: Handle, sql: str, values: object) -> list[tuple[object, ...]]:
        found.append((self.path.name, sql))
        return fetch(self, sql, values)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(Handle, "_fetch", recorded)
    return found


def watched(both: Both) -> None:
    both.store.run("s1", status="completed")
    both.files.watch()
    both.files.file("/p/op.ndjson")
    both.files.run("op", format="wave", state="running", seen=NOW - 1)
    both.files.block("op", [wave_line(number) for number in range(50)], at=0)
    both.open("op")
    both.read()


def test_an_idle_tick_costs_one_statement_for_each_database(both: Both, asked: list[tuple[str, str]]) -> None:
    watched(both)
    asked.clear()
    assert not both.reader.changed()
    assert asked == [("state.db", "PRAGMA data_version"), ("wave-tui.db", "PRAGMA data_version")]


def test_an_event_of_a_file_costs_ten_statements_at_most(both: Both, asked: list[tuple[str, str]]) -> None:
    watched(both)
    both.files.run("op", format="wave", state="running", seen=NOW)
    both.files.block("op", [wave_line(50)], at=90_000)
    asked.clear()
    assert both.reader.changed()
    assert both.read().events.rows[-1].message == "line 50"
    assert len([sql for path, sql in asked if path == "wave-tui.db" and "PRAGMA" not in sql]) <= 10
    assert len([sql for path, sql in asked if path == "state.db" and "PRAGMA" not in sql]) <= 4


def test_without_event_tables_nothing_is_asked_and_nothing_is_opened(
    tmp_path: Path, asked: list[tuple[str, str]]
) -> None:
    with StoreWriter(tmp_path / ".agents" / "state.db") as store:
        store.run("s1")
        project = find_project(tmp_path, tmp_path)
        reader = ProjectReader(project, now=lambda: NOW)
        reader.read(Query())
        with sqlite3.connect(project.sidecar) as sidecar:
            sidecar.execute("CREATE TABLE display_settings (key, value)")
        sidecar.close()
        reader.changed()
        asked.clear()
        assert not reader.changed()
        assert asked == [("state.db", "PRAGMA data_version")]
        reader.close()


def test_a_page_of_files_runs_comes_without_the_rest_of_them_first(both: Both) -> None:
    both.files.run("op", pipeline="batch")
    found = imported(both, "with_history=False")
    assert "op" in found
    assert not {"msgspec", "wave_tui.data.events.facts"} & found


def test_a_project_without_event_files_imports_nothing_of_them(tmp_path: Path) -> None:
    both = Both(tmp_path)
    both.files.close()
    both.project.sidecar.unlink()
    found = imported(both)
    assert not [name for name in found if "sidecar.reading" in name or "data.events" in name or name == "msgspec"]
    both.reader.close()
    both.store.close()


def imported(both: Both, options: str = "") -> set[str]:
    """Modules that a first read imports, and the ids that it finds."""
    code = (
        "import sys; from pathlib import Path; from wave_tui.data.project import find_project; "
        "from wave_tui.data.reading.reader import ProjectReader; from wave_tui.data.views import Query; "
        f"root = Path({str(both.project.root)!r}); "
        f"found = ProjectReader(find_project(root, root)).read(Query(){', ' + options if options else ''}); "
        "print(*sys.modules, *(run.id for run in found.runs.rows))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_t12_a_page_of_many_runs_is_asked_for_by_key(both: Both) -> None:
    both.files.update("BEGIN")
    for number in range(3_000):
        both.files.run(f"op-{number:05}", started=NOW - number)
    both.files.update("COMMIT")
    page = both.read(runs=RunsQuery(anchor=RunKey(int(NOW) - 1_500, "op-01500"), before=60, rows=120)).runs
    assert (len(page.rows), page.above, page.below) == (180, 1_440, 1_380)
    event = EventsQuery(run="op-00000")
    assert both.read(run="op-00000", events=event).detail is not None
