"""The outermost process of a run: it waits, survives what ends the supervisor, and then tells the truth about it.

It loads next to nothing, since it lives as long as the run does; the store is opened only when there is something
to repair. Started as ``python -m wave_tui.data.engine.local.guardian SPECFILE DESCRIPTOR``.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable

from . import kernel

DONE, NOT_MINE = 0, 75
"""Exit statuses of a supervisor after which nothing is to be repaired."""

Supervise = Callable[[str, int], int]
_GIVE_UP_SECONDS = 10.0


def main(arguments: list[str], supervise: Supervise | None = None) -> int:
    """Leave the caller, start the supervisor and stay until it is gone; ``supervise`` replaces the usual one."""
    spec, ready = arguments[0], int(arguments[1])
    if os.fork():
        return DONE
    kernel.without_hangups()
    kernel.ignore(signal.SIGTERM)
    kernel.call_myself("wave-guardian")
    kernel.adopt_orphans()
    guardian = os.getpid()
    supervisor = os.fork()
    if not supervisor:
        return _supervise(supervise or _usual, spec, ready, guardian)
    os.close(ready)
    status = _wait_for(supervisor)
    if status not in (DONE, NOT_MINE):
        _repair(spec, supervisor, status)
    return DONE


def _supervise(supervise: Supervise, spec: str, ready: int, guardian: int) -> int:
    os.setpgid(0, 0)
    kernel.die_with_parent(signal.SIGTERM)
    if os.getppid() != guardian:
        return NOT_MINE
    kernel.call_myself("wave-supervisor")
    kernel.adopt_orphans()
    os.set_inheritable(ready, False)
    return supervise(spec, ready)


def _usual(spec: str, ready: int) -> int:
    from .supervisor import supervise

    return supervise(spec, ready)


def _wait_for(supervisor: int) -> int:
    """The exit status of the supervisor, negative for a signal."""
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == supervisor:
            return os.waitstatus_to_exitcode(status)


def _repair(spec: str, supervisor: int, status: int) -> None:
    is_clean = kernel.kill_children(time.monotonic() + _GIVE_UP_SECONDS)
    from .cgroup import delegated, remove_left
    from .repair import repair

    repair(spec, status, is_clean)
    remove_left(delegated(), supervisor)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
