"""Stores of every age: what is not there is missing, not an error, and nothing is ever migrated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reading import Desk
from stores import NOW, StoreWriter, schema_statements

T = int(NOW)
# version -> tables that came with it, and columns added by it
TABLES = {
    1: ["pipeline_state", "step_state"],
    2: ["pipeline_run", "event_log", "artifact", "cancellation"],
    3: ["performance_metric"],
    4: ["progress_snapshot", "step_progress", "pipeline_progress"],
    5: ["artifact_metadata"],
    9: ["step_attempt"],
    10: ["chat_session"],
    13: ["retrospective"],
    15: ["checkpoint"],
    17: ["decision_log"],
    18: ["webhooks", "webhook_deliveries"],
    21: ["pipeline_outcome"],
    22: ["orchestration_decision"],
    29: ["pipeline_eval"],
    30: ["pipeline_version"],
    31: ["evolution_proposal"],
    32: ["worksource_binding"],
    33: ["schedule"],
}
COLUMNS = {
    6: [("pipeline_run", "tags_json")],
    7: [("pipeline_run", "branch_name")],
    8: [("pipeline_run", "pid")],
    12: [("step_state", "visit_count")],
    14: [("pipeline_run", "parent_run_id"), ("pipeline_run", "parent_step_id")],
    15: [("pipeline_run", "forked_from_run_id")],
    19: [("event_log", "model"), ("event_log", "adapter")],
    20: [("event_log", "configured_model")],
    25: [("pipeline_outcome", "description"), ("pipeline_outcome", "metadata")],
    26: [("pipeline_run", "last_heartbeat")],
    27: [
        ("pipeline_run", name)
        for name in ("iterate_index", "iterate_total", "iterate_mode", "run_kind", "sub_pipeline_ref")
    ],
}
_KEYS = {"id", "run_id", "status", "pipeline_id", "step_id"}
AGES = (2, 5, 8, 16, 22, 23, 27, 33)


def store_of(path: Path, version: int, *, tracked: bool = True) -> StoreWriter:
    """A store as it was at a version: tables and columns that came later are dropped."""
    later = [name for number, names in TABLES.items() if number > version for name in names]
    kept = [sql for sql in schema_statements() if not any(re.search(rf"\b{name}\b", sql) for name in later)]
    writer = StoreWriter(path, statements=kept, version=version)
    for number, columns in COLUMNS.items():
        for table, column in columns if number > version else ():
            _drop(writer, table, column)
    if not tracked:
        writer.update("DROP TABLE schema_migrations")
    return writer


def _drop(writer: StoreWriter, table: str, column: str) -> None:
    known = {row[1] for row in writer.connection.execute(f"PRAGMA table_info({table})")}
    if column not in known:
        return
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
    for name, text in writer.connection.execute(sql, (table,)).fetchall():
        if column in str(text):
            writer.update(f"DROP INDEX {name}")
    writer.update(f"ALTER TABLE {table} DROP COLUMN {column}")


def fill(writer: StoreWriter) -> None:
    writer.run("demo-0", status="completed", completed_at=T - 10, total_tokens=9)
    writer.run("demo-1", status="failed", current_step='step "plan" failed: no', started_at=T - 50)
    writer.event("demo-1", state="started", message='input="x" steps=2')
    writer.event("demo-1", "plan", "running", "Starting", persona="navigator")
    writer.event("demo-1", "plan", "failed", "no")
    writer.step("demo-1", "plan", "failed", started_at=T - 40, completed_at=T - 30, error_message="no")
    writer.artifact("demo-1", "plan", "notes")
    writer.cancel("demo-0")


@pytest.mark.parametrize("version", AGES)
def test_d3_a_store_of_any_age_is_read_and_left_as_it_is(tmp_path: Path, version: int) -> None:
    writer = store_of(tmp_path / "state.db", version)
    fill(writer)
    writer.close()
    before = (tmp_path / "state.db").read_bytes()
    desk = Desk(tmp_path / "state.db")
    found = desk.open("demo-1")
    desk.reader.close()
    snapshot = desk.read()
    desk.reader.close()
    assert (snapshot.store.state, snapshot.store.schema) == ("ok", version)
    assert [(run.id, run.state) for run in snapshot.runs.rows] == [("demo-1", "failed"), ("demo-0", "completed")]
    assert (found.run.error, found.run.step, found.run.steps_total) == ('step "plan" failed: no', "plan", 2)
    assert [(step.id, step.state, step.persona, len(step.attempts)) for step in found.steps] == [
        ("plan", "failed", "navigator", 1)
    ]
    assert [artifact.name for artifact in found.artifacts] == ["notes"]
    assert [event.state for event in snapshot.events.rows] == ["started", "running", "failed"]
    assert (tmp_path / "state.db").read_bytes() == before


def test_d3_an_untracked_store_has_no_version(tmp_path: Path) -> None:
    with store_of(tmp_path / "state.db", 8, tracked=False) as writer:
        fill(writer)
        desk = Desk(writer.path)
        assert (desk.read().store.state, desk.read().store.schema) == ("ok", None)
        desk.reader.close()


def test_d3_a_newer_store_with_unknown_columns_and_tables_is_read(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "state.db", version=41) as writer:
        writer.update("ALTER TABLE pipeline_run ADD COLUMN colour TEXT DEFAULT 'blue'")
        writer.update("CREATE TABLE weather (id)")
        fill(writer)
        desk = Desk(writer.path)
        assert (desk.read().store.schema, desk.run("demo-1").state) == (41, "failed")
        desk.reader.close()


@pytest.mark.parametrize(
    "table", ["event_log", "step_state", "pipeline_state", "artifact", "cancellation", "step_attempt"]
)
def test_d3_a_missing_table_is_an_empty_one(tmp_path: Path, table: str) -> None:
    with StoreWriter(tmp_path / "state.db") as writer:
        fill(writer)
        writer.update(f"DROP TABLE {table}")
        desk = Desk(writer.path)
        assert desk.open("demo-1").run.state == "failed"
        assert desk.read().store.state == "ok"
        desk.reader.close()


def columns() -> list[tuple[str, str]]:
    found = []
    for table in ("pipeline_run", "event_log", "step_state", "step_attempt", "artifact"):
        sql = next(sql for sql in schema_statements() if re.match(rf"CREATE TABLE \"?{table}\"?\b", sql))
        names = re.findall(r"^\s+(\w+) (?:TEXT|INTEGER|BOOLEAN)", sql, re.MULTILINE)
        found += [(table, name) for name in names if name not in _KEYS]
    return found


@pytest.mark.parametrize(("table", "column"), columns())
def test_d3_a_missing_column_costs_that_fact_alone(tmp_path: Path, table: str, column: str) -> None:
    with StoreWriter(tmp_path / "state.db") as writer:
        fill(writer)
        _drop(writer, table, column)
        desk = Desk(writer.path)
        assert desk.open("demo-1").run.id == "demo-1"
        assert desk.read().store.state == "ok"
        desk.reader.close()


def test_a_store_that_is_migrated_while_it_is_shown_is_read_on(tmp_path: Path) -> None:
    with store_of(tmp_path / "state.db", 8) as writer:
        fill(writer)
        desk = Desk(writer.path)
        desk.read()
        writer.update("ALTER TABLE pipeline_run ADD COLUMN parent_run_id TEXT")
        writer.update("ALTER TABLE pipeline_run DROP COLUMN branch_name")
        assert desk.read().store.state in ("ok", "busy")
        assert desk.run("demo-1").state == "failed"
        desk.reader.close()
