"""What the kernel does for a process that must not lose its children; imports next to nothing on purpose."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Callable

_SET_PDEATHSIG, _SET_NAME, _SET_CHILD_SUBREAPER = 1, 15, 36
_PAUSE = 0.002


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends. Raises OSError."""
    _control(_SET_CHILD_SUBREAPER, 1)


def die_with_parent(number: int) -> None:
    """Get a signal when the parent ends, also when it was killed. Raises OSError."""
    _control(_SET_PDEATHSIG, number)


def call_myself(name: str) -> None:
    """The name that process lists show, 15 letters at most."""
    _control(_SET_NAME, ctypes.c_char_p(name.encode()))


def without_hangups() -> None:
    """Survive what a terminal sends, with every signal unblocked; what is started has the defaults again.

    A handler that does nothing is used since, unlike an ignored signal, it is not inherited over an exec. What
    the caller ignored (a shell does so for what it starts in the background) counts again; the two signals
    that Python ignores for itself are its own to give back.
    """
    for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ}:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, _nothing)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def ignore(number: int) -> None:
    """Let a signal pass; what is started has the default again."""
    signal.signal(number, _nothing)


def children() -> list[int]:
    """Process ids of the direct children of this process, ended ones that nobody waited for among them."""
    found: list[int] = []
    for thread in os.listdir("/proc/self/task"):
        try:
            with open(f"/proc/self/task/{thread}/children", encoding="ascii") as file:
                found += map(int, file.read().split())
        except OSError:
            continue
    return found


def kill_children(until: float) -> bool:
    """Kill child after child, each orphan that this makes too, until there is none; False when some outlive ``until``.

    Only direct children are signalled: their ids cannot belong to others before this process has waited for them.
    ``until`` is a time of the monotonic clock.
    """
    while _reap():
        for child in children():
            _kill(child)
        if time.monotonic() > until:
            return False
        time.sleep(_PAUSE)
    return True


def _reap() -> bool:
    """Wait for what has ended; False when no child is left at all."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if not pid:
            return True


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _nothing(number: int, frame: object) -> None:
    """Handle a signal by doing nothing."""


def _control(option: int, value: int | ctypes.c_char_p) -> None:
    call: Callable[..., int] = ctypes.CDLL(None, use_errno=True).prctl
    if call(option, value, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
