"""The ways a full-screen program ends when it is not asked to: signals, a lost terminal, a loop that hangs."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread, Timer

GRACE = 2.0
"""Seconds that an orderly end may take."""

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)

_LAG_STEP = 0.05
_LAG_LIMIT = 0.1
# Mouse, paste and focus reports off, line wrap on, keyboard protocol and alternate screen left, cursor visible.
_RESTORE = b"".join(b"\x1b[?%dl" % mode for mode in (1000, 1002, 1006, 2004, 1004)) + (
    b"\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m\r\n"
)

Leave = Callable[[int], None]
Attributes = list[int | list[bytes | int]]


class HardEnd:
    """Ends the process, terminal restored, when an orderly end takes too long."""

    def __init__(self, seconds: float = GRACE) -> None:
        self._seconds = seconds
        self._timer: Timer | None = None
        self._attributes = _attributes()

    def arm(self, status: int) -> None:
        """From now on the process has that long to end by itself; the first status counts."""
        if self._timer is None:
            self._timer = Timer(self._seconds, self._end, (status,))
            self._timer.daemon = True
            self._timer.start()

    def disarm(self) -> None:
        """The orderly end came about."""
        if self._timer is not None:
            self._timer.cancel()

    def _end(self, status: int) -> None:
        if self._attributes is not None:
            with suppress(termios.error):
                termios.tcsetattr(0, termios.TCSANOW, self._attributes)
        # A stalled terminal blocks a write for ever, hence a thread of its own.
        writer = Thread(target=_restore, daemon=True)
        writer.start()
        writer.join(0.2)
        os._exit(status)


@contextmanager
def ending_signals(leave: Leave, hard: HardEnd) -> Iterator[None]:
    """Call ``leave`` in the running loop with 128 + n when a signal n asks for the end, and start the grace."""
    loop = asyncio.get_running_loop()
    # A parent such as nohup may have them ignored or blocked, but a screen without a terminal has nothing to live for.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    before = [(number, signal.getsignal(number)) for number in ENDING]
    for number in ENDING:
        # The loop's own handler also makes it wake up for signals that others handle, such as a new window size;
        # the grace must begin even if the loop hangs, so it hangs on the signal itself.
        loop.add_signal_handler(number, leave, 128 + number)
        signal.signal(number, lambda number, _frame: hard.arm(128 + number))
    try:
        yield
    finally:
        for number, handler in before:
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


def hung_up(descriptor: int = 0, *, wait: bool = False) -> bool:
    """Whether the terminal is gone, which is no signal where SIGHUP is ignored or blocked; may wait until it is."""
    poll = select.poll()
    poll.register(descriptor, 0)
    return bool(poll.poll(None if wait else 0))


def end_with_link(hard: HardEnd) -> None:
    """Start the grace when the terminal goes, even while the loop hangs in a call that no signal interrupts."""

    def watch() -> None:
        if hung_up(wait=True):
            hard.arm(128 + signal.SIGHUP)

    Thread(target=watch, daemon=True).start()


async def watch_lag(tell: Callable[[str], object]) -> None:
    """Tell of every gap in the event loop that a user would feel."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _LAG_STEP
        await asyncio.sleep(_LAG_STEP)
        if (late := loop.time() - due) > _LAG_LIMIT:
            tell(f"event loop blocked for {late * 1000:.0f} ms")


def _attributes() -> Attributes | None:
    try:
        return termios.tcgetattr(0)
    except (termios.error, OSError):
        return None


def _restore() -> None:
    with suppress(OSError):
        os.write(sys.__stdout__.fileno() if sys.__stdout__ is not None else 1, _RESTORE)
