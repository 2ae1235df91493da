"""Runs that are much too much end with true states and leave nothing behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from supervised import ANA, World, carriers_of, end_marked, marked
from waiting import until

from wave_tui.data.engine.local.reap import read_unfinished
from wave_tui.data.engine.model import StartRequest

HEAD = "kind: WavePipeline\nmetadata: {name: demo}\nsteps:\n"
MANY = 1_000
CHILDREN = 200
PRINTED = 100 * 1024 * 1024


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A project whose runs are executed for real; nothing that carries its mark is left at the end."""
    monkeypatch.setenv("SUPERVISION_TEST", str(tmp_path))
    yield World(tmp_path, real=True)
    left = marked(str(tmp_path))
    end_marked(str(tmp_path))
    assert left == []


def start(world: World, text: str = "") -> str:
    """Start the pipeline of the world; the id of the run."""
    return world.engine.start(StartRequest("demo", ANA, input=text)).run


def step(script: str, name: str = "s", more: str = "") -> str:
    """One command step."""
    return f"  - id: {name}\n    type: command\n    script: |\n      {script}\n{more}"


def gone(world: World, run: str) -> None:
    """Wait until no process of the run is left."""
    token = world.owner(run).token
    until(lambda: not carriers_of(token), 5)


def count(world: World, sql: str, run: str) -> int:
    """One number about a run."""
    found = world.row(sql, run)[0]
    assert isinstance(found, int)
    return found


def processes(world: World) -> int:
    """How many processes the runs of the world have, guardians and supervisors among them."""
    return len(marked(str(world.project.root)))


def test_a_run_of_a_thousand_steps(world: World) -> None:
    world.define(HEAD + "".join(step("true", f"s{n}") for n in range(MANY)))
    run = start(world)
    assert world.ended(run, 50) == "completed"
    assert world.status(run) == "completed"
    for table, column in (("step_state", "pipeline_id"), ("wtui_step_progress", "run_id")):
        sql = f"SELECT COUNT(*) FROM {table} WHERE {column} = ? AND state = 'completed'"
        assert count(world, sql, run) == MANY, table
    told = "SELECT COUNT(*) FROM event_log WHERE run_id = ? AND state = 'completed' AND step_id != ''"
    assert count(world, told, run) == MANY
    gone(world, run)


def test_a_step_that_prints_a_hundred_megabytes(world: World) -> None:
    kept = "    output_artifacts: [{name: out, type: text, source: stdout}]\n"
    world.define(HEAD + step(f"yes 0123456789 | head -c {PRINTED}; echo the end", more=kept))
    run = start(world)
    assert world.ended(run, 30) == "completed"
    assert count(world, "SELECT size_bytes FROM artifact WHERE run_id = ?", run) == 10_000_000
    (printed,) = (world.project.root / ".agents" / "workspaces" / run).rglob("stdout.1")
    with printed.open("rb") as file:
        file.seek(-8, 2)
        assert file.read() == b"the end\n"
    assert printed.stat().st_size == PRINTED + 8
    assert count(world, "SELECT MAX(LENGTH(message)) FROM event_log WHERE run_id = ?", run) < 20_000
    gone(world, run)


@pytest.mark.parametrize("fork", ["sleep 60 &", "(setsid sleep 60 &)"])
def test_a_step_that_leaves_two_hundred_children(world: World, fork: str) -> None:
    world.define(HEAD + step(f"for n in $(seq {CHILDREN}); do {fork} done"))
    run = start(world)
    assert world.ended(run, 20) == "completed"
    gone(world, run)


def test_a_step_with_two_hundred_children_is_cancelled(world: World) -> None:
    world.define(HEAD + step(f"for n in $(seq {CHILDREN}); do sleep 60 & done; wait"))
    run = start(world)
    until(lambda: processes(world) > CHILDREN, 20)
    world.engine.cancel(run)
    assert world.ended(run, 10) == world.status(run) == "cancelled"
    facts = world.engine.facts(run)
    assert facts.verified is not None and facts.survivors == ()
    gone(world, run)


@pytest.mark.parametrize("force", [False, True])
def test_a_step_that_ignores_term_is_cancelled(world: World, force: bool) -> None:
    world.define(HEAD + step('trap "" TERM; touch "$WAVE_PROJECT_ROOT/at-work"; while :; do sleep 60; done'))
    run = start(world)
    world.running(run)
    began = time.monotonic()
    world.engine.cancel(run, force=force)
    assert world.ended(run, 10) == world.status(run) == "cancelled"
    assert time.monotonic() - began < 5
    assert world.row("SELECT state FROM step_state WHERE pipeline_id = ?", run) == ("failed",)
    gone(world, run)


def test_ten_runs_at_once(world: World) -> None:
    first = step('case "$WAVE_INPUT" in fail) exit 3;; wait) sleep 60;; esac', "one")
    world.define(HEAD + first + step("true", "two", "    dependencies: [one]\n"))
    wanted = {"go": "completed", "fail": "failed", "wait": "cancelled"}
    asked = [list(wanted)[n % 3] for n in range(10)]
    runs = {start(world, text): text for text in asked}
    for run, text in runs.items():
        if text == "wait":
            world.engine.cancel(run)
    for run, text in runs.items():
        assert world.ended(run, 20) == world.status(run) == wanted[text]
        gone(world, run)
    assert read_unfinished(world.project.store) == ()
    assert len(runs) == 10
