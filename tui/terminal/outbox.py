"""Output that never makes the program wait: while a terminal is stalled, frames are dropped and later painted anew."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic

LIMIT = 32_768
"""Bytes that may wait before frames are dropped."""

_CHUNK = 8_192
_SYNC_START, _SYNC_END = b"\x1b[?2026h", b"\x1b[?2026l"
# Textual ends every frame, and nothing else, by placing the cursor.
_FRAME_END = re.compile(rb"\x1b\[\d+;\d+H\Z")


def is_frame(data: bytes) -> bool:
    """Whether the data paints the screen, so that a later full repaint makes up for its loss."""
    return _FRAME_END.search(data, max(0, len(data) - 24)) is not None


class Outbox:
    """A queue with a thread that writes it to a terminal; only frames are ever dropped."""

    def __init__(self, descriptor: int, encoding: str, drained: Callable[[], None]) -> None:
        """``drained`` is called, in the thread, when a terminal that lost frames has taken all the rest."""
        self._descriptor = descriptor
        self._encoding = encoding
        self._drained = drained
        self._state = Condition()
        self._waiting: deque[bytes] = deque()
        self._lost_frames = False
        self._open = True
        self.backlog = 0
        """Bytes that the terminal has not taken yet."""
        self.sent = 0
        """Bytes that the terminal has taken."""
        self._thread = Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    def put(self, text: str) -> None:
        """Queue text; returns at once."""
        data = text.encode(self._encoding, "replace")
        with self._state:
            if self._open and not self._refused(data):
                self._waiting.append(data)
                self.backlog += len(data)
                self._state.notify_all()

    def close(self, seconds: float = 1.0) -> None:
        """Write the rest and end; a terminal that takes nothing loses its frames and is given up after ``seconds``."""
        deadline = monotonic() + seconds
        with self._state:
            self._open = False
            if self.backlog > LIMIT:
                self._drop_frames()
            self._state.notify_all()
            while self.backlog and (left := deadline - monotonic()) > 0:
                self._state.wait(left)

    def _refused(self, data: bytes) -> bool:
        """A frame that comes too late; and the end of an update that lost its frame, which takes its start along."""
        if is_frame(data) and (self._lost_frames or self.backlog > LIMIT):
            self._lost_frames = True
            return True
        if data == _SYNC_END and self._waiting and self._waiting[-1] == _SYNC_START:
            self.backlog -= len(self._waiting.pop())
            return True
        return not data

    def _drop_frames(self) -> None:
        kept = deque(data for data in self._waiting if not is_frame(data))
        self.backlog -= sum(map(len, self._waiting)) - sum(map(len, kept))
        self._waiting = kept

    def _run(self) -> None:
        try:
            while data := self._next():
                self._write(data)
        except OSError:
            # The terminal is gone; whoever reads its keys notices that too and ends the program.
            with self._state:
                self._open = False
                self._waiting.clear()
                self.backlog = 0
                self._state.notify_all()

    def _next(self) -> bytes:
        """The next bytes to write, several small ones together; nothing when the queue has ended."""
        with self._state:
            while not self._waiting and self._open:
                self._state.wait()
            data = b""
            while self._waiting and len(data) < _CHUNK:
                data += self._waiting.popleft()
            return data

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            count = os.write(self._descriptor, rest[:_CHUNK])
            rest = rest[count:]
            self._written(count)

    def _written(self, count: int) -> None:
        with self._state:
            self.sent += count
            self.backlog -= count
            repaint = self.backlog == 0 and self._lost_frames
            self._lost_frames = self._lost_frames and not repaint
            self._state.notify_all()
        if repaint:
            self._drained()
