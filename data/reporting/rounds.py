"""Writes what was held back: a moment later, before the program ends, and in each process for itself."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time

TYPE_CHECKING = False  # the module typing costs more than everything here
if TYPE_CHECKING:
    from typing import Protocol

    class Held(Protocol):
        """Something that has not written its last state."""

        def flush(self) -> None:
            """Write it."""


_IDLE = 5.0
_FORK_WAIT = 0.2


class Rounds:
    """A thread that lives while something is held back; times are those of ``time.monotonic``."""

    def __init__(self) -> None:
        self._held: dict[Held, float] = {}
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None
        self._process = 0
        self._next = 0.0

    def later(self, held: Held, seconds: float) -> None:
        """Flush something after so many seconds, unless it is due earlier already."""
        if held in self._held:
            return
        with self._turn:
            due = time.monotonic() + seconds
            self._held[held] = due
            if self._thread is None:
                self._start()
            elif due < self._next:
                self._turn.notify()

    def done(self, held: Held) -> None:
        """It has written its last state itself."""
        with self._turn:
            self._held.pop(held, None)

    def flush(self) -> None:
        """Flush everything now."""
        with self._turn:
            due, self._held = list(self._held), {}
        for held in due:
            held.flush()

    def before_fork(self) -> None:
        """End the thread, because a fork beside threads is dangerous and Python warns of it."""
        with self._turn:
            thread, self._thread = self._thread, None
            self._turn.notify()
        if thread is not None and thread is not threading.current_thread():
            thread.join(_FORK_WAIT)

    def after_fork(self) -> None:
        """Go on in the parent."""
        with self._turn:
            if self._held and self._thread is None:
                self._start()

    def in_child(self) -> None:
        """Begin anew in the child: what is held back there is the parent's to write."""
        self._held = {}
        self._turn = threading.Condition()
        self._thread = None

    def _start(self) -> None:
        self._finish_with_process()
        thread = threading.Thread(target=self._run, name="wave-tui-report", daemon=True)
        self._thread = thread
        try:
            thread.start()
        except RuntimeError:  # no more threads, or the interpreter is ending: the next write or the end takes over
            self._thread = None

    def _finish_with_process(self) -> None:
        """Children of ``multiprocessing`` end without ``atexit`` and with finalizers of their own."""
        util = sys.modules.get("multiprocessing.util")
        if util is not None and self._process != os.getpid():
            self._process = os.getpid()
            util.Finalize(None, self.flush, exitpriority=10)

    def _run(self) -> None:
        me = threading.current_thread()
        while True:
            with self._turn:
                due = self._wait_for_due(me)
            if due is None:
                return
            for held in due:
                held.flush()

    def _wait_for_due(self, me: threading.Thread) -> list[Held] | None:
        """What is due, None when this thread is not needed any more."""
        while self._thread is me:
            now = time.monotonic()
            self._next = min(self._held.values(), default=now + _IDLE)
            due = [held for held, when in self._held.items() if when <= now]
            for held in due:
                del self._held[held]
            if due:
                return due
            if not self._turn.wait(self._next - now) and not self._held:
                self._thread = None
        return None


ROUNDS = Rounds()
atexit.register(ROUNDS.flush)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=ROUNDS.before_fork, after_in_parent=ROUNDS.after_fork, after_in_child=ROUNDS.in_child)
