"""What steps start and how it ends with them: daemons, forks, floods, zombies and what cannot start."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

import pytest
from mounts import needs_mounts, python_in
from supervised import World, marked
from uid import OWNER, as_user, needs_root, open_to_all
from waiting import until

from wave_tui.data.engine.local import output
from wave_tui.data.errors import StoreError, WaveTuiError

RE_FORKER = """import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.setsid()
while True:
    time.sleep(0.0005)
    if os.fork():
        os._exit(0)
"""
NASTY = f"""
trap '' TERM
(trap '' TERM; sleep 60; sleep 60) &
setsid sh -c 'trap "" TERM; sleep 60; sleep 60' &
(setsid sh -c 'trap "" TERM; sleep 60; sleep 60' &)
perl -e 'setpgrp(0,0); $SIG{{TERM}}="IGNORE"; sleep 60' &
sh -c 'kill -STOP $$; sleep 60' &
env -i setsid {sys.executable} -c '{RE_FORKER}' &
touch at-work
sleep 60; sleep 60
"""


def test_p7_nothing_outlives_a_cancel_however_it_hides(world: World, mark: str) -> None:
    run = world.start(NASTY)
    world.running(run)
    until(lambda: len(world.engine.facts(run).survivors) >= 10)
    begun = time.monotonic()
    world.engine.cancel(run)
    assert world.ended(run) == "cancelled"
    assert time.monotonic() - begun < 0.5 + 1.0 + 0.5, "grace, a second, and the time to hear of it"
    until(lambda: not marked(mark))
    facts = world.engine.facts(run)
    times = (facts.requested, facts.seen, facts.stopped, facts.verified)
    known = [time for time in times if time is not None]
    assert len(known) == 4 and known == sorted(known)


def test_p7_nothing_outlives_a_run_that_ended_by_itself(world: World, mark: str) -> None:
    run = world.start(NASTY.replace("sleep 60; sleep 60\n", "", 1) + "\nkill -KILL $$")
    assert world.ended(run) == "failed"
    until(lambda: not marked(mark))


def test_p7_a_force_does_not_wait_for_the_grace(tmp_path: Path, mark: str) -> None:
    world = World(tmp_path, grace=30)
    run = world.start("trap '' TERM; touch at-work; while :; do sleep 1; done")
    world.running(run)
    world.engine.cancel(run, by="ana")
    until(lambda: world.engine.facts(run).seen)
    begun = time.monotonic()
    assert world.engine.cancel(run, force=True).force
    assert world.ended(run) == "cancelled"
    assert time.monotonic() - begun < 1.5


def test_a_step_that_obeys_cleans_up_within_the_grace(tmp_path: Path, mark: str) -> None:
    world = World(tmp_path, grace=5)
    run = world.start("trap 'sleep 0.2; echo clean; exit 3' TERM; touch at-work; while :; do sleep 0.05; done")
    world.running(run)
    world.engine.cancel(run)
    assert world.ended(run) == "cancelled"
    assert world.output(run).splitlines()[-1] == "clean"


def test_p8_a_step_ends_with_its_main_process_and_its_daemons_are_killed(world: World, mark: str) -> None:
    begun = time.monotonic()
    run = world.start("setsid sleep 99 & echo started", "touch at-work; sleep 1")
    world.running(run)
    assert time.monotonic() - begun < 2
    assert not _sleepers(mark, b"99")
    assert world.ended(run) == "completed"
    assert world.output(run) == "started\n"


def test_p8_a_parallel_step_keeps_its_own_background_processes(world: World, mark: str) -> None:
    run = world.start("setsid sleep 98 & touch at-work; sleep 1.2", "setsid sleep 99 & sleep 0.3", together=True)
    world.running(run)
    until(lambda: _sleepers(mark, b"99") and _sleepers(mark, b"98"))
    until(lambda: not _sleepers(mark, b"99"))
    assert _sleepers(mark, b"98")
    assert world.ended(run) == "completed"


def test_p13_ten_thousand_short_children_leave_no_zombie(world: World) -> None:
    fork = "import os\nfor _ in range(5000):\n if not os.fork():\n  os.fork() or os._exit(0)\n  os._exit(0)"
    run = world.start(f"{sys.executable} -c '{fork}'; touch at-work; sleep 1; echo alive")
    owner = world.running(run, 20)
    until(lambda: "Z" not in [_state(pid) for pid in _children(owner.pid)])
    assert world.ended(run) == "completed"
    assert world.output(run) == "alive\n"


def test_p14_a_flood_is_cut_to_head_and_tail(tmp_path: Path) -> None:
    log = tmp_path / "flood"
    log.write_bytes(b"first\n" + b"x" * 3_000_000 + b"\nlast\n")
    output.keep_within(log, 1_000_000)
    content = log.read_bytes()
    assert len(content) < 800_000
    assert content.startswith(b"first\n") and content.endswith(b"\nlast\n")
    assert b"bytes left out here" in content


@needs_mounts
def test_p14_a_flood_on_a_small_disk_leaves_room_for_the_truth(world: World, tmp_path: Path, mark: str) -> None:
    code = """
from pathlib import Path
from supervised import World
world = World(Path("disk").absolute())
run = world.start("yes")
print(world.ended(run, 20), world.state(run), world.status(run))
"""
    (tmp_path / "disk").mkdir()
    said = python_in(tmp_path, "mount -t tmpfs -o size=20m none disk", code)
    assert said == "failed failed failed"


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (["/nowhere/tool"], "No such file or directory: /nowhere/tool"),
        (["./plain"], "Permission denied: ./plain"),
        (["sh", "-c", "x" * 200_000], "Argument list too long: sh"),
    ],
)
def test_p15_what_cannot_start_fails_within_a_second_with_the_words_of_the_system(
    world: World, argv: list[str], why: str
) -> None:
    (world.project.root / "plain").write_text("no program")
    begun = time.monotonic()
    run = world.start(json.dumps({"argv": argv}))
    assert world.ended(run) == "failed"
    assert time.monotonic() - begun < 1.5
    assert world.owner(run).reason == f'step "s0" failed: {why}'


def test_p15_a_guardian_that_cannot_start_is_a_failed_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(StoreError, match="No such file or directory: /nowhere/python"):
        world.start("true")
    assert world.row("SELECT state FROM wtui_run_owner") == ("failed",)
    assert world.row("SELECT status FROM pipeline_run") == ("failed",)


@needs_root
def test_p15_a_user_without_processes_left_gets_a_failed_run(tmp_path: Path, mark: str) -> None:
    open_to_all(tmp_path)
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, OWNER, OWNER)
    said = as_user(OWNER, lambda: _without_processes(home))
    assert "Resource temporarily unavailable" in said


def test_p16_the_signal_that_ended_a_step_is_named(world: World) -> None:
    run = world.start("kill -SEGV $$")
    assert world.ended(run) == "failed"
    assert world.owner(run).reason == 'step "s0" failed: killed by SIGSEGV'
    run = world.start("kill -KILL $$")
    assert world.ended(run) == "failed"
    assert world.owner(run).reason == 'step "s0" failed: killed by SIGKILL (possibly out of memory)'


def test_a_step_that_forks_two_hundred_children_is_cancelled_with_all_of_them(world: World, mark: str) -> None:
    run = world.start("i=0; while [ $i -lt 200 ]; do sleep 60 & i=$((i+1)); done; touch at-work; wait")
    world.running(run, 10)
    assert len(marked(mark)) >= 200
    world.engine.cancel(run)
    assert world.ended(run) == "cancelled"
    until(lambda: not marked(mark))


def _without_processes(home: Path) -> str:
    world = World(home)
    resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
    try:
        world.start("true")
    except WaveTuiError as error:
        return f"{error} {world.row('SELECT state, reason FROM wtui_run_owner')}"
    return "started"


def _sleepers(mark: str, seconds: bytes) -> list[int]:
    return [pid for pid in marked(mark) if _command(pid) == b"sleep\0" + seconds + b"\0"]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""
