"""Pipelines through the whole engine: detached processes, a real store, retries and cancels."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from execution import CALLER, Project
from waiting import until

from wave_tui.data.engine.local.engine import LocalEngine
from wave_tui.data.engine.model import StartRequest
from wave_tui.data.errors import NotFoundError, RefusedError
from wave_tui.data.project import find_project
from wave_tui.data.sqlite import sqlite3

PIPELINE = """
steps:
  - {id: fetch, type: command, script: "echo data > f", output_artifacts: [{name: data, path: f}]}
  - {id: test, type: command, dependencies: [fetch], script: "cat f; test -e $WAVE_PROJECT_ROOT/fixed"}
  - {id: ship, type: command, dependencies: [test], script: "echo '{\\"progress\\": 40}' >> $WAVE_EVENT_FILE"}
"""
OVER = ("completed", "failed", "cancelled")


class World:
    """A project with the real engine."""

    def __init__(self, root: Path) -> None:
        self.files = Project(root)
        self.files.pipeline(PIPELINE)
        self.engine = LocalEngine(find_project(root), CALLER, grace=0.5)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the store holds."""
        with closing(sqlite3.connect(self.engine.project.store, timeout=5)) as connection:
            return connection.execute(sql, values).fetchall()

    def status(self, run: str) -> str:
        """The run's status in the store."""
        return str(self.rows("SELECT status FROM pipeline_run WHERE run_id = ?", run)[0][0])

    def over(self, run: str) -> str:
        """Wait for the end of a run; its status."""
        until(lambda: self.status(run) in OVER, 20)
        return self.status(run)

    def states(self, run: str) -> dict[str, str]:
        """The states of a run's steps."""
        return dict(self.rows("SELECT step_id, state FROM step_state WHERE pipeline_id = ?", run))

    def start(self, **request: Any) -> str:
        """Start the pipeline."""
        return self.engine.start(StartRequest("demo", CALLER, **request)).run


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project with the real engine."""
    return World(tmp_path)


def test_a_failed_run_is_retried_from_where_it_failed(world: World) -> None:
    first = world.start()
    assert world.over(first) == "failed"
    assert world.states(first) == {"fetch": "completed", "test": "failed", "ship": "skipped"}
    plan = world.engine.retry_plan(first, "failed")
    assert [(step.step, step.action) for step in plan.steps] == [("fetch", "reuse"), ("test", "run"), ("ship", "run")]
    world.files.write("fixed", "")
    second = world.engine.retry(first, "failed", request=StartRequest("demo", CALLER)).run
    assert world.over(second) == "completed"
    assert world.states(second) == dict.fromkeys(("fetch", "test", "ship"), "completed")
    ran = world.rows("SELECT DISTINCT step_id FROM event_log WHERE run_id = ? AND state = 'running'", second)
    assert {row[0] for row in ran} - {""} == {"test", "ship"}
    (path,) = world.rows("SELECT path FROM artifact WHERE run_id = ?", second)[0]
    assert (world.files.root / path).read_text() == "data\n"
    assert (40,) in world.rows("SELECT progress FROM event_log WHERE run_id = ? AND step_id = 'ship'", second)


def test_p10_a_cancel_in_the_middle_of_a_step_ends_it_and_nothing_starts_any_more(world: World) -> None:
    world.files.pipeline(PIPELINE.replace("cat f; test -e", "sleep 60; test -e"))
    run = world.start()
    until(lambda: world.states(run).get("test") == "running", 10)
    world.engine.cancel(run)
    assert world.over(run) == "cancelled"
    assert world.states(run)["test"] == "failed"
    assert "ship" not in world.states(run) or world.states(run)["ship"] == "pending"
    until(lambda: world.engine.facts(run).verified, 5)
    assert world.engine.facts(run).survivors == ()


def test_nothing_is_started_of_what_is_refused(world: World) -> None:
    world.files.pipeline(PIPELINE.replace("id: ship,", "id: ship, thread: t, fidelity: full,"))
    with pytest.raises(RefusedError, match=r"steps\[2\].thread.*; steps\[2\].fidelity"):
        world.start()
    assert not world.engine.project.store.exists()


def test_a_run_that_is_not_there_cannot_be_retried(world: World) -> None:
    world.over(world.start())
    with pytest.raises(NotFoundError):
        world.engine.retry_plan("nobody", "failed")


def test_x4_an_input_is_in_no_process_s_arguments(world: World) -> None:
    world.files.pipeline(
        "steps: [{id: a, type: command, script: 'echo {{ input }} > $WAVE_PROJECT_ROOT/in; sleep 60'}]"
    )
    run = world.start(input="marker-4711-x4")
    until(lambda: (world.files.root / "in").exists(), 10)
    found = [pid for pid in os.listdir("/proc") if pid.isdecimal() and b"marker-4711-x4" in _arguments(pid)]
    world.engine.cancel(run)
    world.over(run)
    assert found == []


def _arguments(pid: str) -> bytes:
    try:
        return Path("/proc", pid, "cmdline").read_bytes()
    except OSError:
        return b""
