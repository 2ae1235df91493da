"""Runs whose caller, supervisor or guardian is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from mounts import needs_mounts, python_in
from supervised import MARK, TREE, World, both_killed, carriers_of, guardian_of, marked
from waiting import a_moment, until

KILLS = int(os.environ.get("SUPERVISOR_KILLS", "25"))
"""More of them on demand: each takes a quarter of a second."""

_REAPER = "from pathlib import Path; from supervised import World; print(World(Path.cwd()).engine.reap())"
_STARTER = """
import os, signal, sys
from pathlib import Path
from supervised import World
print(World(Path(sys.argv[1])).start("sleep 0.3; echo done"), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_p4_a_run_completes_when_its_starter_is_killed_right_after_the_start(world: World, tmp_path: Path) -> None:
    """Also P1: nothing of a run hangs on the process that started it."""
    path = str(Path(__file__).parents[3])
    environ = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", _STARTER, str(tmp_path)], env=environ, capture_output=True, text=True, timeout=20
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    run = done.stdout.strip()
    assert world.ended(run) == "completed"
    assert world.output(run) == "done\n"


def test_p1_a_hang_up_and_an_interrupt_change_no_run(world: World) -> None:
    run = world.start("touch at-work; sleep 0.4; echo done")
    owner = world.running(run)
    for pid in (owner.pid, guardian_of(owner)):
        os.kill(pid, signal.SIGHUP)
        os.kill(pid, signal.SIGINT)
    assert world.ended(run) == "completed"
    assert world.output(run) == "done\n"


def test_p5_a_killed_supervisor_is_repaired_within_a_second_with_an_empty_tree(world: World, mark: str) -> None:
    slowest, chance = 0.0, random.Random(5)
    for _ in range(KILLS):
        run = world.start(TREE)
        owner = world.owner(run)
        a_moment(chance.uniform(0, 0.05))
        os.kill(owner.pid, signal.SIGKILL)
        killed = time.monotonic()
        assert world.ended(run) == "failed"
        slowest = max(slowest, time.monotonic() - killed)
        assert world.owner(run).reason == "interrupted: runner killed"
        assert world.status(run) == "failed"
        until(lambda: not marked(mark))
    assert slowest < 1.0


def test_p5_a_supervisor_killed_while_cancelling_leaves_a_cancelled_run(tmp_path: Path, mark: str) -> None:
    world = World(tmp_path, grace=30)
    run = world.start("trap '' TERM; touch at-work; sleep 60")
    owner = world.running(run)
    world.engine.cancel(run)
    until(lambda: world.engine.facts(run).seen)
    os.kill(owner.pid, signal.SIGKILL)
    assert world.ended(run) == "cancelled"
    facts = world.engine.facts(run)
    assert facts.verified is not None and facts.survivors == ()
    until(lambda: not marked(mark))


def test_a_killed_guardian_makes_the_supervisor_cancel_its_run(world: World, mark: str) -> None:
    run = world.start(TREE)
    owner = world.running(run)
    os.kill(guardian_of(owner), signal.SIGKILL)
    assert world.ended(run) == "cancelled"
    assert world.owner(run).requested_by == "the end of its guardian"
    until(lambda: not marked(mark))


def test_p6_both_killed_is_reaped_by_whoever_looks_next_and_by_one_only(world: World, mark: str) -> None:
    run = both_killed(world)
    assert world.state(run) == "running"
    assert world.engine.alive(run).alive is False
    left = world.engine.facts(run).survivors
    assert len(left) >= 3 and any("sleep 60" in one.command for one in left)
    began = time.monotonic()
    assert sum(done.count(run) for done in _reap_at_once(world, 5)) == 1
    assert time.monotonic() - began < 5
    assert world.state(run) == "failed"
    assert world.owner(run).reason == "interrupted: runner killed"
    until(lambda: not marked(mark))


def test_p6_a_cancel_of_a_run_without_supervisor_ends_it_at_once(world: World, mark: str) -> None:
    run = both_killed(world)
    facts = world.engine.cancel(run)
    assert world.state(run) == "cancelled"
    assert facts.verified is not None and not marked(mark)


@needs_mounts
def test_p6_a_run_of_another_boot_is_dead(world: World, tmp_path: Path) -> None:
    run = both_killed(world)
    (tmp_path / "boot").write_text("00000000-0000-0000-0000-00000000b007\n")
    code = (
        f"from pathlib import Path; from supervised import World; print(World(Path({str(tmp_path)!r})).engine.reap())"
    )
    said = python_in(tmp_path, "mount --bind boot /proc/sys/kernel/random/boot_id", code)
    assert said == f"('{run}',)"
    assert world.owner(run).reason == "interrupted: the machine was restarted"
    world.engine.reap()
    for pid in carriers_of(world.owner(run).token):
        os.kill(pid, signal.SIGKILL)


def test_p17_a_stopped_supervisor_is_alive_as_long_as_it_holds_its_lease(world: World) -> None:
    run = world.start("touch at-work; sleep 0.3")
    owner = world.running(run)
    os.kill(owner.pid, signal.SIGSTOP)
    try:
        assert world.engine.alive(run).alive is True
        assert world.engine.reap() == ()
    finally:
        os.kill(owner.pid, signal.SIGCONT)
    assert world.ended(run) == "completed"


def _reap_at_once(world: World, number: int) -> list[str]:
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), MARK: ""}
    reapers = [
        subprocess.Popen(
            [sys.executable, "-c", _REAPER], cwd=world.project.root, env=environ, stdout=subprocess.PIPE, text=True
        )
        for _ in range(number)
    ]
    return [reaper.communicate(timeout=20)[0] for reaper in reapers]
