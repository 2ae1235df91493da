"""What other users' runs, stores and processes allow."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from mounts import needs_mounts
from supervised import ANA, Plans, World, both_killed
from uid import VIEWER, as_user, needs_root, open_to_all
from waiting import until

from wave_tui.data.engine.local.engine import LocalEngine
from wave_tui.data.engine.local.liveness import judge_foreign
from wave_tui.data.engine.model import StartRequest
from wave_tui.data.errors import WaveTuiError
from wave_tui.data.store.liveness import process_alive

ROOT = Path(__file__).parents[4]

_REUSE = """
import os, signal, subprocess, time
from wave_tui.data.engine.local.processes import end_holders, is_same, look_at, send

def sleeper(token):
    return subprocess.Popen(["sleep", "60"], env={"WAVE_RUN_TOKEN": token, "PATH": os.environ["PATH"]})

first = sleeper("mine")
known = look_at(first.pid)
first.kill()
first.wait()
time.sleep(0.02)
while True:
    with open("/proc/sys/kernel/ns_last_pid", "w") as file:
        file.write(str(known.pid - 1))
    other = sleeper("foreign")
    if other.pid == known.pid:
        break
    other.kill()
    other.wait()
assert look_at(other.pid).start != known.start
assert not is_same(known.pid, known.start)
assert not send(known, signal.SIGKILL, lambda process: True)
assert end_holders("mine", 0) == ()
assert other.poll() is None
assert send(look_at(other.pid), signal.SIGKILL, lambda process: True)
print(other.wait())
"""


@needs_root
def test_u1_a_store_that_may_only_be_read_is_never_opened_to_write(world: World, tmp_path: Path) -> None:
    run = world.start("true")
    assert world.ended(run) == "completed"
    until(lambda: not list(world.project.state_folder.glob("*-wal")))
    _share(tmp_path, 0o555, 0o444)
    before = _stats(world.project.state_folder)
    for action in ("start", "cancel", "withdraw", "approve"):
        said = as_user(VIEWER, partial(_refused, world, run, action))
        assert said.startswith("StoreFault") and "cannot be written by this user (uid 2000)" in said, action
    assert as_user(VIEWER, lambda: world.engine.alive(run).why) == "the run is over: completed; it belongs to root"
    assert as_user(VIEWER, world.engine.reap) == "()"
    assert _stats(world.project.state_folder) == before


@needs_root
def test_u2_another_users_run_is_cancelled_by_a_request_and_by_no_signal(world: World, tmp_path: Path) -> None:
    run = world.start("touch at-work; sleep 60")
    world.running(run)
    _share(tmp_path, 0o777, 0o666)
    said = as_user(VIEWER, lambda: _cancelled_without_signals(world, run))
    assert said.endswith("holds the lease; it belongs to root; signals: []")
    assert world.ended(run) == "cancelled"
    assert world.owner(run).requested_by == "ben from 10.0.0.9"


@needs_root
def test_u2_what_another_users_dead_run_left_is_not_touched(world: World, tmp_path: Path) -> None:
    run = both_killed(world)
    _share(tmp_path, 0o777, 0o666)
    said = as_user(VIEWER, lambda: _reaped_without_signals(world))
    assert said == f"('{run}',) signals: []"
    assert world.state(run) == "failed"
    for pid in [one.pid for one in world.engine.facts(run).survivors]:
        os.kill(pid, signal.SIGKILL)


@needs_root
def test_u3_a_process_of_another_user_is_alive() -> None:
    assert as_user(VIEWER, lambda: process_alive(os.getppid())) == "True"
    assert as_user(VIEWER, lambda: judge_foreign(os.getppid(), 0.0, 0.0, 1e9).alive) == "True"


@needs_mounts
def test_p9_a_reused_process_id_is_never_signalled() -> None:
    """In a process namespace of its own, where the next process id can be chosen."""
    environ = {**os.environ, "PYTHONPATH": f"{ROOT / '.src'}:{ROOT / 'tests'}"}
    command = ["unshare", "-pf", "--mount-proc", sys.executable, "-c", _REUSE]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=30)
    assert done.stdout.strip() == "-9", done.stderr


def _share(folder: Path, directory: int, file: int) -> None:
    open_to_all(folder)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(directory if path.is_dir() else file)
    folder.chmod(directory)


def _stats(folder: Path) -> list[tuple[str, int, int, int]]:
    found = ((str(path), path.stat()) for path in sorted(folder.rglob("*")))
    return [(name, one.st_mtime_ns, one.st_size, stat.S_IMODE(one.st_mode)) for name, one in found]


def _refused(world: World, run: str, action: str) -> str:
    request = StartRequest("demo", ANA, input="[]")
    actions: dict[str, Callable[[], object]] = {
        "start": lambda: world.engine.start(request),
        "cancel": lambda: world.engine.cancel(run),
        "withdraw": lambda: world.engine.withdraw(run),
        "approve": lambda: world.engine.approve(run, "s0", "yes", by="ben"),
    }
    try:
        return str(actions[action]())
    except WaveTuiError as error:
        return f"{type(error).__name__}: {error}"


def _cancelled_without_signals(world: World, run: str) -> str:
    sent = _record_signals()
    caller = replace(ANA, user="ben", uid=VIEWER, ssh="10.0.0.9")
    engine = LocalEngine(world.project, caller, planner=Plans())
    why = engine.alive(run).why
    engine.cancel(run)
    return f"{why}; signals: {sent}"


def _reaped_without_signals(world: World) -> str:
    sent = _record_signals()
    return f"{world.engine.reap()} signals: {sent}"


def _record_signals() -> list[object]:
    """In the child process that calls this: every signal is noted and none is sent."""
    sent: list[object] = []
    os.kill = lambda *what: sent.append(what)
    os.killpg = lambda *what: sent.append(what)
    signal.pidfd_send_signal = lambda *what: sent.append(what)
    return sent
