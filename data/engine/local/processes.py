"""Processes as /proc tells them: who descends from whom, who carries a run's token, and signals that hit no other."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ...text import clean
from ..model import Survivor

TOKEN = "WAVE_RUN_TOKEN"
_PAUSE = 0.01


@dataclass(frozen=True, slots=True)
class Process:
    """A process; ``start`` is the kernel's start time in ticks, ``state`` its letter (Z ended, D cannot be killed)."""

    pid: int
    parent: int
    group: int
    session: int
    start: int
    state: str


def look_at(pid: int) -> Process | None:
    """The process of that number, None when there is none (any more)."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    state, parent, group, session = fields[0].decode(), *map(int, fields[1:4])
    return Process(pid, parent, group, session, int(fields[19]), state)


def is_same(pid: int, start: int) -> bool:
    """True when the process of that number is still the one that started then, and has not ended."""
    found = look_at(pid)
    return found is not None and found.start == start and found.state not in "ZX"


def descendants(root: int) -> tuple[Process, ...]:
    """Every living process below ``root``, parents first."""
    found: list[Process] = []
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        for pid in _children(parent):
            process = look_at(pid)
            if process is not None and process.parent == parent:
                found.append(process)
                waiting.append(pid)
    return tuple(process for process in found if process.state not in "ZX")


def holders(token: str) -> tuple[Process, ...]:
    """Every living process of this user whose environment carries the token of a run, but for the one that asks."""
    mine = _lineage()
    found = (look_at(pid) for pid in _own_pids() if pid not in mine and carries(pid, token))
    return tuple(process for process in found if process is not None and process.state not in "ZX")


def carries(pid: int, token: str) -> bool:
    """True when the environment that the process was started with has the run's token."""
    return bool(token) and f"{TOKEN}={token}".encode() in started_with(pid)


def started_with(pid: int) -> list[bytes]:
    """The environment that a process was started with; nothing of an ended one and of another user's."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read().split(b"\0")
    except OSError:
        return []


def survivor(process: Process) -> Survivor:
    """The process as it may be shown."""
    try:
        with open(f"/proc/{process.pid}/cmdline", "rb") as file:
            command = file.read(4096).replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        command = ""
    return Survivor(process.pid, process.parent, clean(command, limit=200))


def send(process: Process, number: int, belongs: Callable[[Process], bool]) -> bool:
    """Send a signal to that very process and to no later one of its number; False when it is gone.

    A descriptor of the process is opened first; then it is looked at again and must still be the same
    process that ``belongs`` knows, and only then it is signalled through the descriptor.
    """
    try:
        descriptor = os.pidfd_open(process.pid)
    except OSError:
        return False
    try:
        again = look_at(process.pid)
        if again is None or again.start != process.start or not belongs(again):
            return False
        signal.pidfd_send_signal(descriptor, number)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def end_holders(token: str, grace: float) -> tuple[Process, ...]:
    """End what a run left behind: TERM and CONT, KILL after ``grace`` seconds; who is left five seconds later."""
    for number in (signal.SIGTERM, signal.SIGCONT):
        _send_all(holders(token), number, token)
    deadline = time.monotonic() + grace
    while holders(token) and time.monotonic() < deadline:
        time.sleep(_PAUSE)
    deadline = time.monotonic() + 5.0
    while (left := holders(token)) and time.monotonic() < deadline:
        _send_all(left, signal.SIGKILL, token)
        time.sleep(_PAUSE)
    return left


def _send_all(found: Iterable[Process], number: int, token: str) -> None:
    for process in found:
        send(process, number, lambda again: _is_own(again.pid) and carries(again.pid, token))


def _own_pids() -> Iterator[int]:
    with os.scandir("/proc") as entries:
        pids = [int(entry.name) for entry in entries if entry.name.isdigit()]
    yield from (pid for pid in pids if _is_own(pid))


def _is_own(pid: int) -> bool:
    try:
        return os.stat(f"/proc/{pid}").st_uid == os.geteuid()
    except OSError:
        return False


def _lineage() -> frozenset[int]:
    """This process and its ancestors: what asks must not end itself, even inside of a run."""
    line, pid = set[int](), os.getpid()
    while pid and pid not in line:
        line.add(pid)
        found = look_at(pid)
        pid = found.parent if found else 0
    return frozenset(line)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                found += map(int, file.read().split())
    return found
