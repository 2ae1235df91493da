"""The terminal driver: few mouse reports, input that nothing can kill, output that never blocks."""

from __future__ import annotations

import asyncio
import os
import re
import selectors
import signal
import sys
import termios
import tty
from codecs import getincrementaldecoder
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from .compact import compact
from .detect import utf8
from .keyboard import Keyboard, pasted
from .outbox import Outbox

if TYPE_CHECKING:
    from textual.app import App

_READ = 65_536
_IDLE_SECONDS = 0.1
_DEFAULT_SIZE = (80, 24)
_SEQUENCES = re.compile(r"\x1b?[^\x1b]+|\x1b")
# Clicks, drags and their coordinates beyond column 95; never 1003, which reports every motion.
_MOUSE_MODES = (1000, 1002, 1006)


class PasteCut(Message):
    """A paste was longer than the program takes."""

    def __init__(self, lost: int) -> None:
        super().__init__()
        self.lost = lost
        """Bytes at its end that were dropped."""


class WaveDriver(LinuxDriver):
    """Textual's driver with bounded output, filtered input and a mouse that can be switched."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._output = sys.__stdout__.fileno() if sys.__stdout__ is not None else 1
        self._guarded = os.environ.get("WTUI_GUARD") == "1"
        self._outbox: Outbox | None = None
        self._active = False

    @property
    def backlog(self) -> int:
        """Bytes that the terminal has not taken yet."""
        return self._outbox.backlog if self._outbox is not None else 0

    @property
    def sent(self) -> int:
        """Bytes that the terminal has taken since the program came to the foreground."""
        return self._outbox.sent if self._outbox is not None else 0

    @property
    def mouse(self) -> bool:
        """Whether the terminal reports the mouse."""
        return self._mouse

    @mouse.setter
    def mouse(self, on: bool) -> None:
        self._disable_mouse_support()
        self._mouse = on
        self._enable_mouse_support()

    def write(self, data: str) -> None:
        """Queue data for the terminal; what comes after the end is dropped."""
        if self._guarded:
            from .guard import check  # for tests alone

            check(data)
        if self._outbox is not None:
            self._outbox.put(compact(data))

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        encoding = "utf-8" if utf8(os.environ) else "ascii"
        self._outbox = Outbox(self._output, encoding, self._repaint)
        start: Callable[[], None] = super().start_application_mode
        start()
        self._active = self._key_thread is not None and self._key_thread.is_alive()
        if self._active:
            # Handlers of signals nest, so a size that is read in one may be told after a newer one; the loop does not.
            # A coroutine, because the first size comes by one: anything quicker would be overtaken by that old size.
            signal.signal(
                signal.SIGWINCH, lambda _number, _frame: asyncio.run_coroutine_threadsafe(self._tell_size(), self._loop)
            )

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self._active = False
        super().stop_application_mode()

    def resume_application_mode(self) -> None:
        """Come back from being stopped, whether or not there was a chance to leave the screen before."""
        if self._active:
            self._retake()
        else:
            self.start_application_mode()
        self._repaint()

    def close(self) -> None:
        """End the output."""
        super().close()
        if self._outbox is not None:
            self._outbox.close()

    def process_message(self, message: Message) -> None:
        """Hand a message to the app; a terminal that gets the focus back is told its modes again."""
        if isinstance(message, events.AppFocus):
            self._assert_modes()
        elif isinstance(message, events.Paste):
            message = events.Paste(pasted(message.text))
        super().process_message(message)

    def run_input_thread(self) -> None:
        """Read the terminal until the program leaves it or the terminal is gone."""
        keyboard, decoder, parser = Keyboard(), getincrementaldecoder("utf-8")("replace"), XTermParser(self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if not selector.select(_IDLE_SECONDS):
                    keyboard.idle()
                elif data := self._read():
                    parser = self._parse(parser, decoder.decode(keyboard.feed(data)))
                    self._tell_cut(keyboard)
                else:
                    self._app.call_later(self._app.exit, return_code=128 + signal.SIGHUP)
                    return
                self._tick(parser)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, _READ)
        except OSError:
            return b""

    def _parse(self, parser: XTermParser, text: str) -> XTermParser:
        """Messages from text; a parser that fails on a sequence is replaced, because keys must go on working."""
        for sequence in _SEQUENCES.findall(text):
            try:
                for message in parser.feed(sequence):
                    self.process_message(message)
            except Exception:
                parser = XTermParser(self._debug)
        return parser

    def _tick(self, parser: XTermParser) -> None:
        for message in parser.tick():
            self.process_message(message)

    def _tell_cut(self, keyboard: Keyboard) -> None:
        if lost := keyboard.take_cut():
            self._app.post_message(PasteCut(lost))

    def _repaint(self) -> None:
        """Ask the app, from any thread or signal handler, to paint everything again."""
        self._loop.call_soon_threadsafe(partial(self._app.call_later, self._app.refresh, layout=True))

    async def _tell_size(self) -> None:
        size = Size(*self._get_terminal_size())
        self._app.post_message(events.Resize(size, size))

    def _retake(self) -> None:
        """Raw input and all modes once more, without forgetting how the terminal was before."""
        try:
            attributes = termios.tcgetattr(self.fileno)
            attributes[tty.LFLAG] = self._patch_lflag(attributes[tty.LFLAG])
            attributes[tty.IFLAG] = self._patch_iflag(attributes[tty.IFLAG])
            attributes[tty.CC][termios.VMIN] = 1
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)
        except termios.error:
            return
        self.write("\x1b[?1049h\x1b[?25l")
        self._assert_modes()

    def _assert_modes(self) -> None:
        self._enable_mouse_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        self.write("\x1b[?1004h")

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            self.write("".join(f"\x1b[?{mode}h" for mode in _MOUSE_MODES))

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write("".join(f"\x1b[?{mode}l" for mode in _MOUSE_MODES))

    def _get_terminal_size(self) -> tuple[int, int]:
        try:
            width, height = os.get_terminal_size(self._output)
        except OSError:
            return _DEFAULT_SIZE
        return width or _DEFAULT_SIZE[0], height or _DEFAULT_SIZE[1]
