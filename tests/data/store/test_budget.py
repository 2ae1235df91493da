"""How much the reader asks: no plan sorts or scans, one statement when idle, three for a change."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from hot_statements import hot_statements
from preparing import is_planned_anew
from reading import Desk
from stores import DONOR, NOW, StoreWriter, schema_statements

from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store import queries
from wave_tui.data.store.filters import Living, keep_of
from wave_tui.data.store.open import open_store
from wave_tui.data.store.schema import Schema, read_schema
from wave_tui.data.views import EventsQuery, Query, RunFilter, RunKey, RunsQuery

_SCHEMA: list[Schema] = []


@pytest.fixture
def plans() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for statement in schema_statements():
        connection.execute(statement)
    yield connection
    connection.close()


def full_schema() -> Schema:
    if not _SCHEMA:
        handle = open_store(DONOR)
        _SCHEMA.append(read_schema(handle))
        handle.close()
    return _SCHEMA[0]


FILTERS = (
    RunFilter(text="failed"),
    RunFilter(text="x", pipeline="demo"),
    RunFilter(attention=True),
    RunFilter(states=("completed",)),
    RunFilter(pipeline="demo"),
    RunFilter(since=1.0),
    RunFilter(top_level=True, text="x"),
    RunFilter(sources=("wave",), persona="reviewer", tags=("nightly", "slow")),
)


def statements() -> dict[str, str]:
    schema = full_schema()
    found = dict(hot_statements(schema))
    for number, wanted in enumerate(FILTERS):
        keep = keep_of(schema, wanted, Living())
        found[f"filter {number}"] = queries.runs_page(schema, keep, anchored=True)
        found[f"filter {number} counted"] = queries.count_between(keep)
    return found


@pytest.mark.parametrize("name", statements())
def test_d16_no_hot_statement_sorts_or_scans_a_table(plans: sqlite3.Connection, name: str) -> None:
    sql = statements()[name]
    values = dict.fromkeys(re.findall(r":(\w+)", sql), 1)
    plan = [str(row[3]) for row in plans.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert not [line for line in plan if "TEMP B-TREE" in line]
    tables = {str(row[0]) for row in plans.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if name != "runs counted":  # a total of matches has to look at every run once; it is kept until runs come or go
        assert not [line for line in plan if _scans_a_table(line, tables)]
    assert "LIMIT" in sql or "max(" in sql or name == "detail"


@pytest.mark.parametrize("name", [name for name, sql in statements().items() if " LIKE " not in sql])
def test_t15_no_hot_statement_is_planned_anew_for_other_values(plans: sqlite3.Connection, name: str) -> None:
    assert not is_planned_anew(plans, statements()[name])


def _scans_a_table(line: str, tables: set[str]) -> bool:
    aliases = {"r", "e", "k", "a", "s", "c", "q", "p", "o", "x", "m"}
    found = re.match(r"SCAN (\S+)(.*)", line)
    return found is not None and found[1] in tables | aliases and "INDEX" not in found[2]


def trace(desk: Desk) -> list[str]:
    asked: list[str] = []
    handle = desk.reader._source.handle
    assert handle is not None
    handle.connection.set_trace_callback(lambda sql: asked.append(sql) if not sql.startswith("--") else None)
    return asked


@pytest.fixture
def busy(writer: StoreWriter, desk: Desk) -> Desk:
    writer.run("demo-1", last_heartbeat=int(NOW))
    writer.event(state="started", message='input="x" steps=2')
    writer.step()
    for number in range(5):
        writer.run(f"old-{number}", status="completed", started_at=int(NOW) - 500 + number)
    query = Query(run="demo-1", events=EventsQuery(run="demo-1"))
    desk.read(run=query.run, events=query.events)
    desk.read()
    return desk


def test_an_idle_tick_costs_one_statement(busy: Desk) -> None:
    asked = trace(busy)
    assert not busy.reader.changed()
    assert asked == ["PRAGMA data_version"]


@pytest.mark.parametrize("anchor", [None, RunKey(int(NOW) - 498, "old-2")])
def test_a_change_costs_three_statements_besides_the_version(
    busy: Desk, writer: StoreWriter, anchor: RunKey | None
) -> None:
    busy.read(runs=RunsQuery(anchor=anchor))
    asked = trace(busy)
    writer.event(step="plan", state="stream_activity", message="Read main.go")
    writer.heartbeat()
    assert busy.reader.changed()
    found = busy.read()
    assert found.events.rows[-1].message == "Read main.go"
    assert len([sql for sql in asked if sql != "PRAGMA data_version"]) == 3


def test_reading_again_does_not_need_the_thread_that_opened_the_store(busy: Desk) -> None:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(busy.read().store.state))
    thread.start()
    thread.join()
    assert found == ["ok"]


def test_only_a_run_of_which_something_is_new_is_built_again(busy: Desk, writer: StoreWriter) -> None:
    before = {run.id: run for run in busy.read().runs.rows}
    writer.update("UPDATE pipeline_run SET total_tokens = 7 WHERE run_id = 'old-2'")
    after = {run.id: run for run in busy.read().runs.rows}
    assert [run for run in before if run.startswith("old") and after[run] is not before[run]] == ["old-2"]
    assert after["old-2"].tokens == 7
