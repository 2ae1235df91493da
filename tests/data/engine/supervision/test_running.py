"""A run that nobody disturbs: detached, recorded, clean."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from pathlib import Path

import pytest
from supervised import World, guardian_of, terminal_of

from wave_tui.data.engine.local.results import read_result
from wave_tui.data.errors import RefusedError
from wave_tui.data.sqlite import sqlite3


def test_a_run_completes_and_leaves_its_result_in_the_store_and_beside_it(world: World) -> None:
    run = world.start("echo hello; echo again")
    assert world.ended(run) == "completed"
    assert world.status(run) == "completed"
    assert world.output(run) == "hello\nagain\n"
    result = read_result(world.project.state_folder / "runs" / f"{run}.exit.json", world.owner(run).token)
    assert result is not None and result.state == "completed"


ORDINARY = 0x7FFF_FFFF
"""Signals 1 to 31: the C library keeps 32 and 33 for itself, and programs such as make leave them ignored."""


def test_a_failed_step_fails_the_run_with_its_reason(world: World) -> None:
    run = world.start("exit 7")
    assert world.ended(run) == "failed"
    assert world.row("SELECT current_step FROM pipeline_run")[0] == 'step "s0" failed: exit status 7'
    assert world.owner(run).reason == 'step "s0" failed: exit status 7'


def test_a_run_has_no_terminal_no_descriptors_of_its_caller_and_ordinary_signals(world: World, tmp_path: Path) -> None:
    secret = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(secret, True)
    probe = "ls -l /proc/$$/fd > files; grep -E 'SigIgn|SigBlk' /proc/self/status; umask; touch at-work; sleep 1"
    run = world.start(probe)
    owner = world.running(run)
    os.close(secret)
    assert {terminal_of(owner.pid), terminal_of(guardian_of(owner))} == {0}
    assert world.ended(run) == "completed"
    log = f"{world.project.state_folder}/logs/{run}.s0.log"
    opened = {line.rpartition(" -> ")[2] for line in (tmp_path / "files").read_text().splitlines()[1:]}
    assert opened - {str(tmp_path / "files")} == {"/dev/null", log}
    *signals, umask = world.output(run).splitlines()
    assert [int(line.split()[1], 16) & ORDINARY for line in signals] == [0, 0]
    assert umask == "0027"


def test_ten_runs_at_once_all_end(world: World) -> None:
    runs = [world.start(f"sleep 0.5; echo {number}") for number in range(10)]
    assert [world.ended(run, 20) for run in runs] == ["completed"] * 10
    assert [world.output(run) for run in runs] == [f"{number}\n" for number in range(10)]


def test_a_part_of_a_run_is_cancelled_with_its_whole(world: World) -> None:
    run = world.start("touch at-work; sleep 1")
    world.running(run)
    with closing(sqlite3.connect(world.project.store, isolation_level=None, timeout=5)) as connection:
        sql = "INSERT INTO pipeline_run (run_id, pipeline_name, status, started_at, parent_run_id, run_kind)"
        connection.execute(f"{sql} VALUES ('part', 'demo', 'running', 1, ?, 'sub_pipeline_child')", (run,))
    with pytest.raises(RefusedError, match=f"run part is a part of {run} and ends with it"):
        world.engine.cancel("part")
    os.kill(world.owner(run).pid, signal.SIGKILL)
    assert world.ended(run) == "failed" == world.status("part")
