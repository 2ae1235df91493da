"""The demo's past is one that could have happened."""

from __future__ import annotations

from pathlib import Path

from wave_tui.data.demo.create import create_demo
from wave_tui.data.demo.past import STORE
from wave_tui.data.demo.shapes import INPUTS, shape
from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.connect import connect

NOW = 1_795_000_000.0


def column(store: sqlite3.Connection, sql: str) -> list[object]:
    return [row[0] for row in store.execute(sql)]


def one(store: sqlite3.Connection, sql: str) -> int:
    return int(store.execute(sql).fetchone()[0])


def test_all_runs_lie_in_the_last_two_days(store: sqlite3.Connection) -> None:
    first, last, runs = store.execute(
        "SELECT MIN(started_at), MAX(completed_at), COUNT(*) FROM pipeline_run"
    ).fetchone()
    assert NOW - 2 * 86_400 <= first < last < NOW
    assert runs > 55


def test_runs_end_in_every_way(store: sqlite3.Connection) -> None:
    assert set(column(store, "SELECT status FROM pipeline_run")) == {"completed", "failed", "cancelled", "running"}
    asked = "SELECT COUNT(*) FROM event_log WHERE state = 'cancel_requested'"
    assert one(store, asked) == one(store, "SELECT COUNT(*) FROM pipeline_run WHERE status = 'cancelled'") == 3
    assert one(store, "SELECT COUNT(*) FROM step_state WHERE retry_count > 0 AND state = 'completed'") >= 4


def test_one_run_was_lost_long_ago(store: sqlite3.Connection) -> None:
    ((heartbeat, started),) = store.execute(
        "SELECT last_heartbeat, started_at FROM pipeline_run WHERE status = 'running'"
    ).fetchall()
    assert started <= heartbeat < NOW - 3_600


def test_every_pipeline_has_enough_good_runs_for_an_estimate(store: sqlite3.Connection) -> None:
    good = dict(
        store.execute(
            "SELECT pipeline_name, COUNT(*) FROM pipeline_run WHERE status = 'completed' GROUP BY 1"
        ).fetchall()
    )
    assert set(good) == {*INPUTS, "page"}
    assert min(good.values()) >= 5


def test_children_and_resumed_runs_know_where_they_come_from(store: sqlite3.Connection) -> None:
    kinds = dict(
        store.execute(
            "SELECT c.run_kind, COUNT(*) FROM pipeline_run c JOIN pipeline_run p ON p.run_id = c.parent_run_id"
            " WHERE c.started_at >= p.started_at GROUP BY 1"
        ).fetchall()
    )
    assert kinds["resume"] == 3
    assert kinds["iterate_child"] == one(store, "SELECT COUNT(*) FROM pipeline_run WHERE iterate_total = 4")


def test_every_artifact_is_a_real_file_of_the_stated_size(demo: Path, store: sqlite3.Connection) -> None:
    found = store.execute("SELECT path, type, size_bytes FROM artifact").fetchall()
    newest = {path: (kind, size) for path, kind, size in found}
    assert all((demo / path).stat().st_size > 0 for path in newest)
    suffixes = {Path(path).suffix for path in newest}
    assert {".json", ".zip", ".gz", ""} <= suffixes
    assert all((demo / path).stat().st_size == size for path, (_, size) in newest.items())


def test_no_step_of_a_finished_run_is_still_open(store: sqlite3.Connection) -> None:
    over = "SELECT run_id FROM pipeline_run WHERE status != 'running'"
    open_steps = f"SELECT COUNT(*) FROM step_state WHERE state IN ('running', 'retrying') AND pipeline_id IN ({over})"
    assert one(store, open_steps) == 0
    tries = f"SELECT run_id, step_id, attempt FROM step_attempt WHERE run_id IN ({over}) GROUP BY 1, 2, 3"
    assert one(store, f"SELECT COUNT(*) FROM ({tries} HAVING COUNT(completed_at) != 1)") == 0


def test_no_step_starts_before_what_it_needs_is_done(store: sqlite3.Connection) -> None:
    sql = "SELECT step_id, started_at, completed_at FROM step_state WHERE pipeline_id = ?"
    runs = "SELECT run_id, pipeline_name FROM pipeline_run WHERE status = 'completed' AND run_kind != 'resume'"
    for run, name in store.execute(runs).fetchall():
        times = {step: (start, end) for step, start, end in store.execute(sql, (run,))}
        for step in shape(name).steps:
            for needed in step.needs:
                assert times[needed][1] <= times[step.id][0], (run, step.id)


def test_the_store_is_sound(store: sqlite3.Connection) -> None:
    assert column(store, "PRAGMA integrity_check") == ["ok"]
    assert column(store, "PRAGMA foreign_key_check") == []
    assert one(store, "SELECT COUNT(*) FROM pipeline_run WHERE total_tokens IS NULL") == 0


def test_the_same_seed_tells_the_same_story(demo: Path, tmp_path: Path) -> None:
    stories = []
    for folder in (demo, create_demo(tmp_path / "again", now=NOW)):
        connection = connect(folder / STORE)
        stories.append(connection.execute("SELECT id, run_id, timestamp, message FROM event_log").fetchall())
        connection.close()
    assert stories[0] == stories[1]


def test_the_project_has_definitions_and_a_manifest(demo: Path) -> None:
    assert (demo / "wave.yaml").is_file()
    pipelines = {path.stem for path in (demo / ".agents" / "pipelines").glob("*.yaml")}
    assert pipelines == {*INPUTS, "page"}
