"""Begins a real run in the demo project now and then, and ends them all when the demo is over; a process of its own."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from random import Random
from threading import Event

from ..engine.local.engine import LocalEngine
from ..engine.local.owner import Owner
from ..engine.local.reap import left_over, read_unfinished
from ..engine.model import Caller, StartRequest
from ..errors import WaveTuiError
from ..project import find_project
from .past import STORE
from .reporters import Reporters, end_reporters
from .shapes import INPUTS

AT_ONCE = 3
TURNS = ("package", "publish", "config-check", "log-report", "site", "log-report")
"""The pipelines in the order in which they begin; one that waits for an answer does not begin a second time."""

CLEARED_WITHIN = 20.0
LINGER = 120.0
"""Seconds for which runs go on whose deck was killed or whose terminal was closed, since they belong to neither."""

_TICK = 0.5
_LOOK = 0.05
_PAUSE = (2.0, 6.0)
_ASK_AGAIN = 2.0


def demo_engine(folder: Path) -> LocalEngine:
    """The engine of the demo project in a folder, asked by its starter."""
    caller = Caller("CLI", "demo", os.geteuid(), os.uname().nodename)
    return LocalEngine(find_project(folder, folder), caller)


class Turns:
    """Decides which run begins when: at most three at once, with pauses between two."""

    def __init__(self, engine: LocalEngine, rng: Random) -> None:
        self._engine, self._rng = engine, rng
        self._names = cycle(TURNS)
        self._begun = 0
        self._next = 0.0

    def tick(self, now: float) -> str:
        """Begin a run when it is time to (seconds of any clock); its id, else "". Raises WaveTuiError."""
        live = [owner.run_id for owner in read_unfinished(self._engine.project.store)]
        if now < self._next or len(live) >= AT_ONCE:
            return ""
        name = next(one for one in self._names if one != "publish" or not any(run.startswith(one) for run in live))
        self._begun += 1
        self._next = now + (self._rng.uniform(*_PAUSE) if self._begun >= AT_ONCE else 0)
        subject = self._rng.choice(INPUTS[name])
        return self._engine.start(StartRequest(name, self._engine.caller, input=subject)).run


def clear(folder: Path, seconds: float = CLEARED_WITHIN) -> tuple[str, ...]:
    """End every run and every reporting program of the demo project at once and wait until no process of them is left.

    The ids of runs of which some are left after so many seconds.
    """
    end_reporters(folder)
    if not (folder / STORE).exists():
        return ()
    engine = demo_engine(folder)
    known: dict[str, Owner] = {}
    until, ask = time.monotonic() + seconds, 0.0
    while left := _left(engine, known):
        if time.monotonic() > until:
            return left
        if time.monotonic() >= ask:
            ask = time.monotonic() + _ASK_AGAIN
            for run in left:
                with contextlib.suppress(WaveTuiError):
                    engine.cancel(run, force=True)
        time.sleep(_LOOK)
    return ()


def _left(engine: LocalEngine, known: dict[str, Owner]) -> tuple[str, ...]:
    """Runs that are not over or of which processes are left; ``known`` remembers those that were not over once."""
    with contextlib.suppress(WaveTuiError):
        engine.reap()
        going_on = {owner.run_id: owner for owner in read_unfinished(engine.project.store)}
        known |= going_on
        return tuple(run for run, owner in known.items() if run in going_on or left_over(owner))
    return ("unknown",)


def start_starter(folder: Path, remove: Path, linger: float = LINGER) -> subprocess.Popen[bytes]:
    """Start the starter of the demo project in ``folder``.

    It ends when it is asked to. When this process is gone instead, however that ended, it begins no more runs and
    leaves those that go on alone for ``linger`` seconds. At the end it ends every run and removes the folder
    ``remove``. It has its own session, so that neither Ctrl-C nor a closed terminal reaches it.
    """
    log = folder / ".agents" / "logs" / "starter.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-P", "-m", __name__, str(folder), str(remove), str(os.getpid()), str(linger)]
    with log.open("ab") as errors:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
        )


def stop_starter(starter: subprocess.Popen[bytes], seconds: float = CLEARED_WITHIN + 5) -> int:
    """Ask a starter to end everything, end it by force after some seconds, and give its exit status."""
    starter.terminate()
    try:
        return starter.wait(seconds)
    except subprocess.TimeoutExpired:
        starter.kill()
        return starter.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    """Begin runs until asked to stop or until the parent is gone; 1 when some could not be ended."""
    parser = argparse.ArgumentParser(prog="python -m wave_tui.data.demo.starter", description=__doc__)
    parser.add_argument("folder", type=Path, help="the demo project")
    parser.add_argument("remove", type=Path, help="what is removed at the end")
    parser.add_argument("parent", type=int, help="the process for which runs are begun")
    parser.add_argument("linger", type=float, help="seconds for which runs go on when it is gone")
    given = parser.parse_args(arguments)
    if not (given.folder / STORE).exists():
        parser.error(f"{given.folder} holds no demo project: {STORE} is missing")
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        _begin_runs(given.folder, given.parent, stop)
        stop.wait(given.linger)
    finally:
        left = clear(given.folder)
        shutil.rmtree(given.remove, ignore_errors=True)
    return 1 if left else 0


def _begin_runs(folder: Path, parent: int, stop: Event) -> None:
    turns, reporters = Turns(demo_engine(folder), Random()), Reporters(folder)
    while os.getppid() == parent and (folder / STORE).exists() and not stop.is_set():
        reporters.tick(time.monotonic())
        try:
            turns.tick(time.monotonic())
        except WaveTuiError as error:
            print(f"will try again: {error}", file=sys.stderr, flush=True)
        stop.wait(_TICK)


if __name__ == "__main__":
    sys.exit(main())
