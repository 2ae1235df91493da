"""Lets runs happen in the demo project at their own pace, in a process of its own.

This is the demo's stand-in for an engine: it alone, outside the engines, opens a store for writing and is
started as a subprocess.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from ..store.control.connect import connect
from .create import STORE
from .stage import Stage

_TICK = 0.1
_SECOND = 1.0


def start_player(folder: Path, *, seed: int | None = None) -> subprocess.Popen[bytes]:
    """Start a player for the demo project in a folder.

    It ends when it is stopped or when this process is gone. It has its own session, so that neither Ctrl-C nor
    a closed terminal reaches it; what it has to complain about goes to ``.agents/logs/player.log``.
    """
    log = folder / ".agents" / "logs" / "player.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-P", "-m", __name__, str(folder), "--parent-pid", str(os.getpid())]
    if seed is not None:
        command += ["--seed", str(seed)]
    with log.open("ab") as errors:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
        )


def stop_player(player: subprocess.Popen[bytes], seconds: float = 5.0) -> int:
    """Ask a player to cancel its runs and end, end it by force after some seconds, and give its exit status."""
    player.terminate()
    try:
        return player.wait(seconds)
    except subprocess.TimeoutExpired:
        player.kill()
        return player.wait()


def play(folder: Path, stop: Event, *, parent: int | None, seconds: float | None, seed: int | None) -> None:
    """Play runs until told to stop, until the parent process is gone or until the time is over."""
    connection = connect(folder / STORE)
    stage = Stage(connection, folder, seed, time.time())
    gone = _watch(parent)
    begun = checked = time.monotonic()
    try:
        while not stop.wait(_TICK):
            stage.tick(time.time())
            moment = time.monotonic()
            if seconds is not None and moment - begun >= seconds:
                break
            if moment - checked >= _SECOND:
                checked = moment
                if not (folder / STORE).exists():
                    return
                if gone():
                    break
        stage.cancel_all(time.time())
    finally:
        connection.close()


def _watch(pid: int | None) -> Callable[[], bool]:
    if pid is None:
        return lambda: False
    if os.getppid() == pid:
        return lambda: os.getppid() != pid
    return lambda: not _exists(pid)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of the player."""
    parser = argparse.ArgumentParser(prog="python -m wave_tui.data.demo.play", description=__doc__)
    parser.add_argument("folder", type=Path, help="the demo project")
    parser.add_argument("--parent-pid", type=int, help="end when this process is gone")
    parser.add_argument("--seconds", type=float, help="end after this time")
    parser.add_argument("--seed", type=int, help="play the same runs again")
    given = parser.parse_args(arguments)
    if not (given.folder / STORE).exists():
        parser.error(f"{given.folder} holds no demo project: {STORE} is missing")
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    play(given.folder, stop, parent=given.parent_pid, seconds=given.seconds, seed=given.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
