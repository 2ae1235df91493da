"""What the engine leaves in a store is what Wave would have left: its tables, its words, its types, its order."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from waiting import until

from wave_tui.data.demo.create import create_demo
from wave_tui.data.demo.past import STORE
from wave_tui.data.demo.starter import clear, demo_engine
from wave_tui.data.engine.model import StartRequest
from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.create import create_store

REAL = Path(__file__).parents[2] / "fixtures" / "project" / ".agents" / "state.db"
WAVES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'wtui_%'"
PROGRESS = ["progress", "subtask_current", "subtask_total", "estimated_eta", "files_processed", "artifact_count"]
"""Columns of the progress data model, behind Wave's own."""

RUN_ID = re.compile(r"(?P<pipeline>[a-z-]+)-\d{8}-\d{6}-[0-9a-f]{16}")
RUNS = {
    "package": "completed", "log-report": "completed", "site": "completed", "publish": "completed",
    "config-check": "failed",
}  # fmt: skip
COMMAND = ["running", "completed"]
ASIDE = "('step_progress', 'stream_activity', 'eta_updated', 'validating', 'contract_passed')"
STEP_WORDS = {"completed", "failed", "skipped"}

Rows = list[tuple[Any, ...]]


class Store:
    """A store to read."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def rows(self, sql: str, *values: object) -> Rows:
        """All rows of a query."""
        return self._connection.execute(sql, values).fetchall()

    def column(self, sql: str, *values: object) -> list[Any]:
        """The first column of a query."""
        return [row[0] for row in self.rows(sql, *values)]

    def close(self) -> None:
        """Close it."""
        self._connection.close()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A copy of the store that Wave wrote."""
    copy = tmp_path_factory.mktemp("real") / "state.db"
    copy.write_bytes(REAL.read_bytes())
    with closing(Store(copy)) as store:
        yield store


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store into which the engine alone wrote: one run of each of the demo's pipelines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKWELL_PACE", "0")
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        folder = create_demo(tmp_path_factory.mktemp("demo") / "inkwell")
        for name in ("", "-wal", "-shm"):
            Path(f"{folder / STORE}{name}").unlink(missing_ok=True)
        create_store(folder / STORE)
        runs = start_all(folder)
        with closing(Store(folder / STORE)) as store:
            until(lambda: set(runs) <= set(store.column(ENDED)), 30)
            yield store
        assert clear(folder) == ()


ENDED = "SELECT run_id FROM pipeline_run WHERE status IN ('completed', 'failed', 'cancelled')"


def start_all(folder: Path) -> list[str]:
    """Start each pipeline and let everything through the gate; the ids of the runs."""
    engine = demo_engine(folder)
    text = {"package": "1.4.0", "publish": "1.4.0", "log-report": "shop"}
    runs = [engine.start(StartRequest(name, engine.caller, input=text.get(name, "it"))).run for name in RUNS]
    asked = "SELECT run_id FROM wtui_gate_answer"
    with closing(Store(folder / STORE)) as store:
        until(lambda: bool(store.column(asked)), 20)
        engine.approve(store.column(asked)[0], "approve", "a", by="ana")
    return runs


def run_of(store: Store, pipeline: str) -> str:
    """The id of the run of a pipeline."""
    (run,) = store.column("SELECT run_id FROM pipeline_run WHERE pipeline_name = ?", pipeline)
    return str(run)


def test_the_tables_and_columns_are_those_of_wave_s_own_store(real: Store, written: Store) -> None:
    assert sorted(written.column(WAVES)) == sorted(real.column(WAVES))
    for table in real.column(WAVES):
        expected, found = (store.rows(f"PRAGMA table_info({table})") for store in (real, written))
        assert found[: len(expected)] == expected, table
        assert [row[1] for row in found[len(expected) :]] == (PROGRESS if table == "event_log" else []), table


def test_every_value_is_of_a_type_that_wave_writes_there(real: Store, written: Store) -> None:
    strange = []
    for table in real.column(WAVES):
        if not real.column(f"SELECT COUNT(*) FROM {table}")[0]:
            continue
        for column in real.column(f"SELECT name FROM pragma_table_info('{table}')"):
            sql = f"SELECT DISTINCT typeof({column}) FROM {table}"
            if extra := set(written.column(sql)) - set(real.column(sql)):
                strange.append((table, column, extra))
    assert strange == []


@pytest.mark.parametrize(("pipeline", "state"), RUNS.items())
def test_the_row_of_a_run(written: Store, pipeline: str, state: str) -> None:
    run = run_of(written, pipeline)
    matched = RUN_ID.fullmatch(run)
    assert matched is not None and matched["pipeline"] == pipeline
    columns = "status, run_kind, iterate_mode, parent_run_id, cancelled_at, pid > 0, completed_at >= started_at"
    (row,) = written.rows(f"SELECT {columns} FROM pipeline_run WHERE run_id = ?", run)
    assert row == (state, "", "", None, None, 1, 1)
    (last,) = written.column("SELECT current_step FROM pipeline_run WHERE run_id = ?", run)
    assert last.startswith('step "check" failed: contract validation failed') if state == "failed" else last == ""


@pytest.mark.parametrize(("pipeline", "state"), RUNS.items())
def test_the_state_of_its_executor_is_named_after_the_run(written: Store, pipeline: str, state: str) -> None:
    run = run_of(written, pipeline)
    found = written.rows("SELECT pipeline_name, status FROM pipeline_state WHERE pipeline_id = ?", run)
    assert found == [(run, state)]


@pytest.mark.parametrize("pipeline", RUNS)
def test_the_states_of_its_steps(written: Store, pipeline: str) -> None:
    sql = "SELECT step_id, state, started_at, completed_at FROM step_state WHERE pipeline_id = ?"
    rows = written.rows(sql, run_of(written, pipeline))
    assert {state for _, state, *_ in rows} <= STEP_WORDS
    for step, state, started, completed in rows:
        assert (started is None, completed is None) == ((state == "skipped"),) * 2, step


@pytest.mark.parametrize("pipeline", RUNS)
def test_its_events_come_in_wave_s_order(written: Store, pipeline: str) -> None:
    run = run_of(written, pipeline)
    total = written.column("SELECT COUNT(*) FROM step_state WHERE pipeline_id = ?", run)[0]
    of_run = "SELECT state, message FROM event_log WHERE run_id = ? AND step_id = '' AND state NOT LIKE '%requested'"
    told = written.rows(f"{of_run} ORDER BY id", run)
    assert told[0][0] == told[1][0] == "started"
    assert re.fullmatch(rf'input=".*" steps={total}', told[0][1])
    assert told[1][1] == f"workspace root: .agents/workspaces/{run}/"
    if RUNS[pipeline] == "completed":
        assert told[-3:] == [
            ("running", f"{total}/{total} steps completed"),
            ("completed", f"{total} steps completed"),
            ("completed", f"Pipeline '{pipeline}' completed"),
        ]


@pytest.mark.parametrize("step", ["compile", "test-words", "build", "pack"])
def test_a_command_step_says_what_it_executes_and_that_it_was_successful(written: Store, step: str) -> None:
    run = run_of(written, "package")
    sql = f"SELECT state, message FROM event_log WHERE run_id = ? AND step_id = ? AND state NOT IN {ASIDE} ORDER BY id"
    told = written.rows(sql, run, step)
    assert [state for state, _ in told] == COMMAND
    assert told[0][1].startswith('executing command step: python3 "$WAVE_PROJECT_ROOT/tools/')
    assert told[1][1] == "command completed successfully"


def test_a_step_that_is_tried_again_has_two_rows_for_each_try(written: Store) -> None:
    sql = "SELECT attempt, state FROM step_attempt WHERE run_id = ? AND step_id = 'test-tables' ORDER BY id"
    tries = written.rows(sql, run_of(written, "package"))
    assert tries == [(1, "running"), (1, "failed"), (2, "running"), (2, "succeeded")]
    steps = written.column("SELECT DISTINCT step_id FROM step_attempt WHERE run_id = ?", run_of(written, "package"))
    assert steps == ["test-tables"]


def test_a_contract_that_does_not_hold_is_told_as_wave_does(written: Store) -> None:
    sql = "SELECT state FROM event_log WHERE run_id = ? AND step_id = 'check' AND state != 'step_progress' ORDER BY id"
    states = written.column(sql, run_of(written, "config-check"))
    assert states == ["running", "validating", "contract_failed", "failed", "recovery"]
    skipped = "SELECT message FROM event_log WHERE run_id = ? AND step_id = 'apply' AND state = 'skipped'"
    assert written.column(skipped, run_of(written, "config-check")) == ["skipped: dependency failed"]


def test_a_gate_waits_and_is_resolved_without_naming_its_step(written: Store) -> None:
    about = "message LIKE '%gate%' AND state != 'gate_answered'"
    sql = f"SELECT step_id, state, message FROM event_log WHERE run_id = ? AND {about} ORDER BY id"
    assert written.rows(sql, run_of(written, "publish")) == [
        ("approve", "running", "gate step: approval"),
        ("", "gate_waiting", "gate: approval — Publish inkwell 1.4.0?"),
        ("", "gate_resolved", "gate resolved: Publish (a)"),
        ("approve", "completed", "gate step completed"),
    ]


def test_children_know_their_parent_and_their_place(written: Store) -> None:
    columns = "parent_run_id, parent_step_id, run_kind, iterate_total, iterate_mode, sub_pipeline_ref, pid, status"
    rows = written.rows(f"SELECT {columns} FROM pipeline_run WHERE pipeline_name = 'page'")
    assert set(rows) == {(run_of(written, "site"), "pages", "iterate_child", 4, "parallel", "page", 0, "completed")}
    places = written.column("SELECT iterate_index FROM pipeline_run WHERE pipeline_name = 'page'")
    assert sorted(places) == [0, 1, 2, 3]


def test_artifacts_are_the_copies_below_the_workspace_of_their_step(written: Store) -> None:
    for run, step, name, path, kind in written.rows("SELECT run_id, step_id, name, path, type FROM artifact"):
        ending = ".json" if kind == "json" else ""
        if name == "collected-output":
            assert path.startswith(".agents/")
        else:
            assert path == f".agents/workspaces/{run}/{step}/.agents/artifacts/{step}/{name}{ending}"


def test_nothing_is_left_of_what_was_asked_and_the_references_hold(written: Store) -> None:
    assert written.rows("SELECT * FROM cancellation") == []
    assert written.rows("PRAGMA foreign_key_check") == []
    assert written.column("PRAGMA integrity_check") == ["ok"]
