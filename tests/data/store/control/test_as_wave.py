"""Runs that are recorded leave the rows that the same runs left when Wave executed them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

import pytest
import told_runs as told
from recording import Scene
from stores import DONOR

from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.recorder import Recorder
from wave_tui.data.store.control.rows import Lineage

OWN_TIME = {"started_at", "completed_at", "cancelled_at", "created_at", "updated_at", "recorded_at", "timestamp"}
EVENTS = "step_id, state, persona, message, tokens_used, duration_ms, model, adapter, configured_model"
TABLES = {
    "pipeline_run": (
        "run_id",
        "pipeline_name, status, input, current_step, total_tokens, started_at, completed_at, cancelled_at,"
        " error_message, tags_json, branch_name, parent_run_id, parent_step_id, forked_from_run_id, iterate_index,"
        " iterate_total, iterate_mode, run_kind, sub_pipeline_ref",
    ),
    "pipeline_state": ("pipeline_id", "pipeline_name, status, input, created_at, updated_at"),
    "step_state": (
        "pipeline_id",
        "step_id, state, retry_count, started_at, completed_at, workspace_path, error_message, visit_count",
    ),
    "event_log": ("run_id", EVENTS),
    "step_attempt": (
        "run_id",
        "step_id, attempt, state, error_message, failure_class, stdout_tail, tokens_used, duration_ms, started_at,"
        " completed_at",
    ),
    "performance_metric": (
        "run_id",
        "step_id, pipeline_name, persona, started_at, completed_at, duration_ms, tokens_used, files_modified,"
        " artifacts_generated, memory_bytes, success, error_message",
    ),
    "artifact": ("run_id", "step_id, name, path, type, size_bytes, created_at"),
    "checkpoint": (
        "run_id",
        "step_id, step_index, workspace_path, workspace_commit_sha, artifact_snapshot, created_at",
    ),
    "decision_log": ("run_id", "step_id, category, decision, rationale, context_json, timestamp"),
    "pipeline_outcome": ("run_id", "step_id, type, label, value, created_at, description, metadata"),
    "pipeline_eval": (
        "run_id",
        "pipeline_name, judge_score, contract_pass, retry_count, failure_class, human_override, duration_ms,"
        " cost_dollars, recorded_at",
    ),
    "cancellation": ("run_id", "requested_at, force"),
}
ROOT = "/srv/build/shop"

Rows = list[tuple[Any, ...]]


class Real:
    """The store that Wave wrote."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(f"file:{DONOR}?mode=ro&immutable=1", uri=True)

    def rows(self, sql: str, *values: object) -> Rows:
        return self._connection.execute(sql, values).fetchall()

    def ids(self, start: str) -> list[str]:
        sql = "SELECT run_id FROM pipeline_run WHERE run_id LIKE ? || '%' ORDER BY started_at, run_id"
        return [run for (run,) in self.rows(sql, start)]

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(scope="module")
def real() -> Iterator[Real]:
    with closing(Real()) as store:
        yield store


def as_told(query: Callable[..., Rows], run: str, table: str, names: dict[str, str]) -> Rows:
    """The rows of a run with its names and times made comparable: what is there, not when it was."""
    key, columns = TABLES[table]
    own = " AND state NOT LIKE '%_requested'" if table == "event_log" else ""
    found = query(f"SELECT {columns} FROM {table} WHERE {key} = ?{own} ORDER BY rowid", run)
    return [
        tuple(map(lambda name, value: _plain(name.strip(), value, names), columns.split(","), row)) for row in found
    ]


def _plain(name: str, value: object, names: dict[str, str]) -> object:
    if name in OWN_TIME or name == "duration_ms":
        return type(value).__name__, bool(value)
    if isinstance(value, str):
        for stored, plain in names.items():
            value = value.replace(stored, plain)
        if value.startswith("{") and name.endswith(("json", "snapshot")):
            return json.loads(value)
    return value


def assert_same(real: Real, origin: str, scene: Scene, recorder: Recorder, kin: Sequence[tuple[str, str]] = ()) -> None:
    """Every table says the same of the two runs; ``kin`` pairs other ids that they speak of."""
    pairs = [(origin, recorder.run), *kin]
    theirs = {stored: f"RUN{place}" for place, (stored, _) in enumerate(pairs)}
    mine = {stored: f"RUN{place}" for place, (_, stored) in enumerate(pairs)}
    for table in TABLES:
        expected = as_told(real.rows, origin, table, theirs)
        assert as_told(scene.rows, recorder.run, table, mine) == expected, table


def contract_error(real: Real, run: str) -> str:
    return str(real.rows("SELECT message FROM event_log WHERE run_id = ? AND state = 'contract_failed'", run)[0][0])


def test_commands(real: Real, scene: Scene) -> None:
    child = real.ids("demo-cmd-20261120-043449")[0]
    recorder = scene.starts("demo-cmd", "input for demo-cmd", root=ROOT)
    told.demo_cmd(scene, recorder)
    assert_same(real, child, scene, recorder)


def test_a_contract_that_holds_at_the_second_try(real: Real, scene: Scene) -> None:
    origin = real.ids("demo-retry")[0]
    recorder = scene.starts("demo-retry", "input for demo-retry", root=ROOT)
    told.demo_retry(scene, recorder, contract_error(real, origin).replace(origin, recorder.run))
    assert_same(real, origin, scene, recorder)


def test_a_contract_that_never_holds(real: Real, scene: Scene) -> None:
    origin = real.ids("demo-contract-fail")[0]
    recorder = scene.starts("demo-contract-fail", "input for demo-contract-fail", root=ROOT)
    told.demo_contract_fail(scene, recorder, contract_error(real, origin).replace(origin, recorder.run))
    assert_same(real, origin, scene, recorder)


def test_a_command_that_fails(real: Real, scene: Scene) -> None:
    recorder = scene.starts("demo-cmd-fail", "input for demo-cmd-fail", root=ROOT)
    told.demo_cmd_fail(scene, recorder)
    assert_same(real, real.ids("demo-cmd-fail")[0], scene, recorder)


def test_a_gate(real: Real, scene: Scene) -> None:
    recorder = scene.starts("demo-gate", "gate auto", root=ROOT)
    told.demo_gate(scene, recorder)
    assert_same(real, real.ids("demo-gate-20261120-043903")[0], scene, recorder)


def test_items_that_are_runs_of_their_own(real: Real, scene: Scene) -> None:
    origin, items = real.ids("demo-iterate")[0], real.ids("demo-child")
    recorder = scene.starts("demo-iterate", "input for demo-iterate", root=ROOT)
    children = told.demo_iterate(scene, recorder)
    for item, child in zip(items, children, strict=True):
        assert_same(real, item, scene, child, [(origin, recorder.run)])


def test_the_run_of_an_iteration(real: Real, scene: Scene) -> None:
    recorder = scene.starts("demo-iterate", "input for demo-iterate", root=ROOT)
    told.demo_iterate(scene, recorder)
    origin = real.ids("demo-iterate")[0]
    for table in TABLES:
        mine = as_told(scene.rows, recorder.run, table, {recorder.run: "RUN"})
        theirs = as_told(real.rows, origin, table, {origin: "RUN"})
        in_any_order = table == "event_log"  # two items at a time there, one after the other here
        assert (sorted(mine) == sorted(theirs)) if in_any_order else mine == theirs, table


def test_a_loop_and_a_branch(real: Real, scene: Scene) -> None:
    origin = real.ids("demo-loop")[0]
    recorder = scene.starts("demo-loop", "loopy", root=ROOT)
    children = told.demo_loop(scene, recorder)
    assert_same(real, origin, scene, recorder)
    called = real.rows("SELECT run_id FROM pipeline_run WHERE parent_run_id = ? ORDER BY started_at", origin)
    for (run,), child in zip(called, children, strict=True):
        assert_same(real, run, scene, child, [(origin, recorder.run)])


def test_a_run_that_is_stopped(real: Real, scene: Scene) -> None:
    """Interrupted by a signal, since Wave calls a cancelled run failed; it has no way out, for nothing failed."""
    origin = real.ids("demo-long-20261120-043729")[0]
    recorder = scene.starts("demo-long", "signal 2", root=ROOT)
    told.demo_long_cancelled(scene, recorder)
    for table in TABLES:
        mine = as_told(scene.rows, recorder.run, table, {recorder.run: "RUN"})
        theirs = as_told(real.rows, origin, table, {origin: "RUN"})
        assert mine == [row for row in theirs if "recovery" not in row], table


def test_a_run_that_goes_on_where_another_failed(real: Real, scene: Scene) -> None:
    """The rows are Wave's, and the states of the run and its steps besides, which Wave leaves out."""
    first, second = real.ids("demo-contract-fail")
    text = "input for demo-contract-fail"
    earlier = scene.starts("demo-contract-fail", text, root=ROOT)
    told.demo_contract_fail(scene, earlier, contract_error(real, first).replace(first, earlier.run))
    lineage = Lineage(parent=earlier.run, step="produce", kind="resume")
    recorder = scene.starts("demo-contract-fail", text, lineage=lineage, resumed_from="produce", root=ROOT)
    error = contract_error(real, second).replace(first, earlier.run)
    told.demo_contract_fail(scene, recorder, error, f".agents/workspaces/{earlier.run}/produce")
    for table in TABLES:
        mine = as_told(scene.rows, recorder.run, table, {recorder.run: "RUN", earlier.run: "EARLIER"})
        theirs = as_told(real.rows, second, table, {second: "RUN", first: "EARLIER"})
        assert table == "step_state" or mine == theirs, table
    assert [
        row[:2] for row in scene.rows("SELECT step_id, state FROM step_state WHERE pipeline_id = ?", recorder.run)
    ] == [("produce", "failed")]
