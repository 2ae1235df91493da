"""The last write of a run: a store that is locked or full, a crash in the middle."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from mounts import needs_mounts, python_in
from supervised import World, guardian_of
from waiting import a_moment, until

from wave_tui.data.engine.local.accept import accept
from wave_tui.data.engine.local.machine import this_machine
from wave_tui.data.engine.local.results import Result, read_result, write_result
from wave_tui.data.engine.model import Caller, StartRequest
from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.connect import transaction
from wave_tui.data.store.control.create import create_store

KILLS, STEPS = 150, 5

_FULL = """
import os
import time
from pathlib import Path
from supervised import World
world = World(Path("disk").absolute())
run = world.start("touch at-work; while test -e at-work; do sleep 0.05; done")
world.running(run)
with open("disk/ballast", "wb", buffering=0) as file:
    try:
        while True:
            file.write(b"x" * 4096)
    except OSError:
        pass
os.unlink("disk/at-work")
deadline = time.monotonic() + 1.5
while time.monotonic() < deadline:
    assert world.state(run) == "running"
os.unlink("disk/ballast")
print(world.ended(run), world.row("PRAGMA integrity_check")[0])
"""


def test_p19_the_end_of_a_run_waits_for_a_locked_store_beside_it(world: World) -> None:
    run = world.start("touch at-work; sleep 0.3")
    world.running(run)
    with _locked(world.project.store):
        until(lambda: _left(world, run))
        assert world.state(run) == "running"
    assert world.ended(run) == "completed"


def test_p19_the_reaper_prefers_the_result_that_a_killed_supervisor_left(world: World) -> None:
    run = world.start("touch at-work; sleep 0.3")
    owner = world.running(run)
    guardian = guardian_of(owner)
    with _locked(world.project.store):
        until(lambda: _left(world, run))
        os.kill(guardian, signal.SIGKILL)
        os.kill(owner.pid, signal.SIGKILL)
        until(lambda: world.engine.alive(run).alive is False)
    assert world.engine.reap() == (run,)
    assert world.state(run) == "completed" == world.status(run)


@needs_mounts
def test_p19_a_full_disk_delays_the_end_and_changes_nothing(world: World, tmp_path: Path) -> None:
    """Also D9: the supervisor tries again until there is room."""
    (tmp_path / "disk").mkdir()
    assert python_in(tmp_path, "mount -t tmpfs -o size=3m none disk", _FULL) == "completed ok"


def test_d10_kills_in_the_middle_of_a_write_break_no_invariant(tmp_path: Path) -> None:
    store, chance = tmp_path / "state.db", random.Random(10)
    create_store(store)
    for _ in range(KILLS):
        child = os.fork()
        if not child:
            _write_for_ever(store)
        a_moment(chance.uniform(0.002, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _TABLES]
    runs, owners, states, steps = counts
    assert runs == owners > KILLS // 10
    assert states <= runs and steps == STEPS * states


def test_a_result_is_believed_only_when_it_is_whole_and_of_the_right_supervisor(tmp_path: Path) -> None:
    file = tmp_path / "run.exit.json"
    result = Result("run", "token", "failed", 'step "s0" failed', 12, 5.0)
    write_result(file, result)
    assert read_result(file, "token") == result
    assert read_result(file, "another") is None
    whole = file.read_bytes()
    for size in range(len(whole)):
        file.write_bytes(whole[:size])
        assert read_result(file, "token") is None
    file.write_bytes(whole.replace(b'"failed"', b'"running"'))
    assert read_result(file, "token") is None
    assert list(tmp_path.iterdir()) == [file]


_TABLES = ("pipeline_run", "wtui_run_owner", "pipeline_state", "step_state")


def _write_for_ever(store: Path) -> None:
    caller = Caller("CLI", "ana", os.getuid(), "box")
    try:
        while True:
            owner = accept(store, StartRequest("demo", caller), this_machine(), time.time())
            with transaction(store, durable=True) as connection:
                row = (owner.run_id, owner.run_id, "running", "", 1, 1)
                connection.execute("INSERT INTO pipeline_state VALUES (?, ?, ?, ?, ?, ?)", row)
                for step in range(STEPS):
                    sql = "INSERT INTO step_state (step_id, pipeline_id, state) VALUES (?, ?, 'running')"
                    connection.execute(sql, (f"s{step}", owner.run_id))
    finally:
        os._exit(1)


@contextmanager
def _locked(store: Path) -> Iterator[None]:
    with closing(sqlite3.connect(store, isolation_level=None, timeout=5)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def _left(world: World, run: str) -> Result | None:
    file = world.project.state_folder / "runs" / f"{run}.exit.json"
    return read_result(file, world.owner(run).token)
