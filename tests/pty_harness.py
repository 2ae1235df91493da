"""A program in a pseudo-terminal: its raw bytes, the screen they paint, its keys, its size and its end."""

from __future__ import annotations

import codecs
import fcntl
import json
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Condition, Event, Lock, Thread

import psutil
import pyte

Size = tuple[int, int]
"""Columns and lines."""

ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "WTUI_GUARD": "1"}
_INHERITED = ("PATH", "HOME", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")

# What pyte would print or misread: private CSI, mode requests, cursor styles, strings, keypad modes.
_BEYOND_PYTE = re.compile(
    r"\x1b\[[<=>][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*\$[a-z]|\x1b\[[0-9;]*[ !\"'$*][a-zA-Z]|\x1b\[\?[0-9;]*[umsrW]"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_^X][^\x1b]*\x1b\\|\x1b[=>]"
)
_BEGUN = re.compile(r"\x1b(?:\[[0-9;:<=>?!\"'$* ]*|\][^\x07\x1b]*\x1b?|[P_^X][^\x1b]*\x1b?)?\Z")
_MODE_REQUEST = re.compile(rb"\x1b\[\?(\d+)\$p")

# Runs in the child before the program: takes the terminal as its own and sets how signals are met.
_LAUNCH = """
import fcntl, json, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
ignored, blocked = json.loads(sys.argv[1])
for number in ignored: signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, blocked)
os.execvp(sys.argv[2], sys.argv[2:])
"""


class Terminal:
    """One program in one pseudo-terminal; use it in a ``with`` and nothing is left behind."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: Size = (80, 24),
        environ: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
        ignored: Sequence[int] = (),
        blocked: Sequence[int] = (),
        answers: bool = True,
    ) -> None:
        self.master, slave = os.openpty()
        self.raw = bytearray()
        self._screen = _Screen(*size)
        self._answers = answers
        self._reading, self._stop, self._lock = Event(), Event(), Lock()
        self._reading.set()
        self.news = Condition()
        _set_size(self.master, size)
        launch = [sys.executable, "-I", "-S", "-c", _LAUNCH, json.dumps([list(ignored), list(blocked)]), *command]
        self.process = subprocess.Popen(
            launch,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=_environment(environ or {}),
            cwd=cwd,
            start_new_session=True,
            close_fds=True,
        )
        os.close(slave)
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: object) -> None:
        children: list[psutil.Process] = []
        if self.process.poll() is None:
            children = psutil.Process(self.process.pid).children(recursive=True)
            self.process.kill()
        for child in children:
            try:
                child.kill()
            except psutil.NoSuchProcess:
                continue
        self.process.wait(10)
        self.hang_up()

    def send(self, keys: str | bytes) -> None:
        """Type keys, or send bytes as a terminal would."""
        data = memoryview(keys.encode() if isinstance(keys, str) else keys)
        while data:
            data = data[os.write(self.master, data[:4096]) :]

    def resize(self, size: Size) -> None:
        """Another window size; the program is told by SIGWINCH."""
        with self._lock:
            self._screen.reshape(*size)
        _set_size(self.master, size)

    def stall(self) -> None:
        """Take nothing more from the program until ``flow``."""
        self._reading.clear()

    def flow(self) -> None:
        """Take again what the program writes."""
        self._reading.set()

    def hang_up(self) -> None:
        """Close the terminal, as a lost link does."""
        self._stop.set()
        self._reading.set()
        self._reader.join(5)
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def text(self) -> str:
        """What is on the screen, one line each."""
        with self._lock:
            return "\n".join(self._screen.display)

    def cleared(self) -> None:
        """Forget the screen, so that only what is painted anew is on it."""
        with self._lock:
            self._screen.reset()

    def until(self, holds: str | re.Pattern[str], seconds: float = 8.0) -> str:
        """The screen as soon as it shows the text; the test fails when it never does."""
        deadline = time.monotonic() + seconds
        while True:
            text = self.text()
            if holds in text if isinstance(holds, str) else holds.search(text):
                return text
            ended = self.process.poll() is not None and not self._reader.is_alive()
            late = time.monotonic() > deadline
            assert not late and not ended, f"{holds!r} never came (exit {self.process.poll()}):\n{text}"
            with self.news:
                self.news.wait(0.02)

    def until_raw(self, data: bytes, seconds: float = 8.0) -> None:
        """Return as soon as the bytes were written."""
        deadline = time.monotonic() + seconds
        while data not in self.raw:
            assert time.monotonic() < deadline, f"{data!r} was never written; last: {bytes(self.raw[-200:])!r}"
            with self.news:
                self.news.wait(0.02)

    def signal(self, number: int) -> None:
        """Send a signal to the program alone."""
        os.kill(self.process.pid, number)

    def exit_status(self, seconds: float = 8.0) -> int:
        """Wait for the end; 128 + n for a death by signal n, as a shell reports it."""
        status = self.process.wait(seconds)
        self._reader.join(2)
        return 128 - status if status < 0 else status

    def local_modes(self) -> int:
        """The terminal's local flags: ICANON, ECHO, ISIG and the like."""
        flags = termios.tcgetattr(self.master)[3]
        assert isinstance(flags, int)
        return flags

    def cooked(self) -> bool:
        """Whether lines are edited and echoed, as a shell expects."""
        wanted = termios.ICANON | termios.ECHO | termios.ISIG
        return self.local_modes() & wanted == wanted

    def in_foreground(self) -> bool:
        """Whether the program itself, and none of its jobs, has the terminal."""
        return os.tcgetpgrp(self.master) == self.process.pid

    def cpu_seconds(self) -> float:
        """Processor time of the program so far."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def _read(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while not self._stop.is_set():
            self._reading.wait()
            if not select.select([self.master], [], [], 0.05)[0]:
                continue
            try:
                data = os.read(self.master, 65_536)
            except OSError:
                data = b""
            if not data:
                break
            self.raw += data
            if self._answers:
                self._answer(data)
            with self._lock:
                self._screen.paint(decoder.decode(data))
            with self.news:
                self.news.notify_all()

    def _answer(self, data: bytes) -> None:
        for mode in _MODE_REQUEST.findall(data):
            os.write(self.master, b"\x1b[?%s;%d$y" % (mode, 2 if mode == b"2026" else 0))


class _Screen(pyte.Screen):
    """pyte's screen, fed with what it understands only."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(max(1, columns), max(1, lines))
        self._stream = pyte.Stream(self)
        self._rest = ""

    def paint(self, text: str) -> None:
        """Apply output; an unfinished sequence waits for the next call."""
        text = self._rest + text
        begun = _BEGUN.search(text)
        cut = begun.start() if begun is not None and len(text) - begun.start() < 4096 else len(text)
        text, self._rest = text[:cut], text[cut:]
        self._stream.feed(_BEYOND_PYTE.sub("", text))

    def reshape(self, columns: int, lines: int) -> None:
        """Another size."""
        self.resize(max(1, lines), max(1, columns))


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    base: dict[str, str | None] = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {name: value for name, value in {**base, **ENVIRONMENT, **changes}.items() if value is not None}


def _set_size(descriptor: int, size: Size) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))


RESTORED = tuple(f"\x1b[?{mode}".encode() for mode in ("1049l", "25h", "1000l", "1002l", "1006l", "2004l", "1004l"))
"""What a program must have written when it leaves the screen."""

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)
