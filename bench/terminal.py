"""A program in a pseudo-terminal, measured from outside: when it painted what, in how many bytes."""

from __future__ import annotations

import codecs
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Thread
from types import TracebackType

import pyte

from .place import KEPT
from .process import cpu_seconds

Size = tuple[int, int]
"""Columns and lines."""
USUAL: Size = (120, 40)
LARGE: Size = (240, 67)

KEYS = {"down": "\x1b[B", "up": "\x1b[A", "pagedown": "\x1b[6~", "pageup": "\x1b[5~", "enter": "\r", "escape": "\x1b"}

_SEQUENCES = re.compile(
    r"\x1b(?:\[[0-9;:<=>?!\"'$* ]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[P_^X][^\x1b]*\x1b\\|[^\[\]P_^X])"
)
# What pyte would print or misread: private CSI, mode requests, cursor styles, strings, keypad modes.
_BEYOND_PYTE = re.compile(
    r"\x1b\[[<=>][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*\$[a-z]|\x1b\[[0-9;]*[ !\"'$*][a-zA-Z]|\x1b\[\?[0-9;]*[umsrW]"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_^X][^\x1b]*\x1b\\|\x1b[=>]"
)
_BEGUN = re.compile(r"\x1b(?:\[[0-9;:<=>?!\"'$* ]*|\][^\x07\x1b]*\x1b?|[P_^X][^\x1b]*\x1b?)?\Z")
_MODE_REQUEST = re.compile(rb"\x1b\[\?(\d+)\$p")
_FRAME = b"\x1b[?2026h"

_NOT_INHERITED = ("TMUX", "NO_COLOR", "COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE")
_NOT_INHERITED_FAMILIES = ("TEXTUAL", "WAVE_TUI", "SSH_")


class NeverCame(Exception):
    """What was waited for did not appear; the screen is in the message."""


class Program:
    """A program in its own terminal; chunks are stamped when they arrive and painted when somebody looks."""

    def __init__(self, command: Sequence[str], *, size: Size = USUAL, awaited: str = "") -> None:
        """``awaited`` is a text whose first appearance is stamped, with the processor time spent until then."""
        self.bytes = 0
        self.frame_sizes = [0]
        self.last = 0.0
        self.awaited_at: float | None = None
        self.awaited_cpu = 0.0
        self.awaited_bytes = 0
        self._awaited = awaited
        self._plain = ""
        self._chunks: deque[tuple[float, str]] = deque()
        self._news = Condition()
        self._ended = False
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.screen = Screen(*size)
        self._master, slave = os.openpty()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.began = time.monotonic()
        self._process = _launched(command, slave)
        os.close(slave)
        self.pid = self._process.pid
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def frames(self) -> int:
        """How many updates were painted."""
        return len(self.frame_sizes) - 1

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)
        self._reader.join(5)
        os.close(self._master)

    def wait_awaited(self, seconds: float = 60.0) -> float:
        """Seconds from the start to the first paint of the awaited text."""
        with self._news:
            self._news.wait_for(lambda: self.awaited_at is not None or self._ended, seconds)
        if self.awaited_at is None:
            self.look()
            raise NeverCame(f"{self._awaited!r} was never painted:\n{self.screen.text()}")
        return self.awaited_at - self.began

    def quiet(self, seconds: float = 0.5, *, at_most: float = 10.0) -> None:
        """Return when nothing was written for that long from now on, or when time is up."""
        called = time.monotonic()
        deadline = called + at_most
        with self._news:
            while (now := time.monotonic()) < deadline:
                left = max(self.last, called) + seconds - now
                if left <= 0 or self._ended:
                    return
                self._news.wait(min(left, deadline - now))

    def press(self, key: str) -> float:
        """Send a key by name or as it is; the moment it was sent."""
        now = time.monotonic()
        os.write(self._master, KEYS.get(key, key).encode())
        return now

    def look(self) -> float | None:
        """Paint all that has arrived; when the newest of it came, None when there was nothing."""
        found = None
        while self._chunks:
            found, text = self._chunks.popleft()
            self.screen.paint(text)
        return found

    def when(self, shown: Callable[[Screen], bool], seconds: float = 5.0) -> float | None:
        """The moment at which the screen first was as wanted, chunk by chunk; None when it never was."""
        deadline = time.monotonic() + seconds
        while True:
            with self._news:
                self._news.wait_for(lambda: self._chunks or self._ended, max(0.0, deadline - time.monotonic()))
                if not self._chunks:
                    return None
                moment, text = self._chunks.popleft()
            self.screen.paint(text)
            if shown(self.screen):
                return moment

    def _read(self) -> None:
        while True:
            try:
                select.select([self._master], [], [])
                data = os.read(self._master, 65_536)
            except OSError:
                data = b""
            moment = time.monotonic()
            if data:
                self._answer(data)
                self._note(data, moment)
            with self._news:
                self._ended = self._ended or not data
                self._news.notify_all()
            if not data:
                return

    def _note(self, data: bytes, moment: float) -> None:
        text = self._decoder.decode(data)
        self.bytes += len(data)
        before, *frames = data.split(_FRAME)
        self.frame_sizes[-1] += len(before)
        self.frame_sizes += [len(frame) for frame in frames]
        self.last = moment
        if self._awaited and self.awaited_at is None:
            self._plain += text
            if self._awaited in _SEQUENCES.sub("", self._plain):
                self.awaited_at, self.awaited_cpu, self.awaited_bytes = moment, cpu_seconds(self.pid), self.bytes
        self._chunks.append((moment, text))

    def _answer(self, data: bytes) -> None:
        """What a modern terminal says when it is asked."""
        for mode in _MODE_REQUEST.findall(data):
            os.write(self._master, b"\x1b[?%s;%d$y" % (mode, 2 if mode == b"2026" else 0))
        if b"\x1b[c" in data:
            os.write(self._master, b"\x1b[?62;22c")
        if b"\x1b[6n" in data:
            os.write(self._master, b"\x1b[1;1R")


class Screen(pyte.Screen):
    """pyte's screen, fed with what it understands only."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self._stream = pyte.Stream(self)
        self._rest = ""

    def paint(self, text: str) -> None:
        """Apply output; an unfinished sequence waits for the next call."""
        text = self._rest + text
        begun = _BEGUN.search(text)
        cut = begun.start() if begun is not None and len(text) - begun.start() < 4096 else len(text)
        text, self._rest = text[:cut], text[cut:]
        self._stream.feed(_BEYOND_PYTE.sub("", text))

    def shows(self, text: str) -> bool:
        """Whether a line that changed since the last question holds the text."""
        changed, self.dirty = sorted(self.dirty), set()
        return any(text in self._line(row) for row in changed if row < self.lines)

    def text(self) -> str:
        """All lines."""
        return "\n".join(self.display)

    def _line(self, row: int) -> str:
        return "".join(self.buffer[row][column].data for column in range(self.columns))


def _launched(command: Sequence[str], slave: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=_environment(),
        start_new_session=True,
        preexec_fn=_take_terminal,
    )


def _take_terminal() -> None:
    """Between fork and exec: a launcher program instead would be counted as a part of what is measured."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _environment() -> dict[str, str]:
    """A usual terminal; compiled modules are kept, as for anybody who starts a program twice, beside the stores."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _NOT_INHERITED and not name.startswith(_NOT_INHERITED_FAMILIES)
    }
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    return {**kept, **terminal, "PYTHONPYCACHEPREFIX": str(KEPT / "compiled")}
