"""The terminal is asked for mouse reports only when the user wants the mouse."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from programs import deck
from waiting import until

_ASKED = b"\x1b[?1000h"


@pytest.mark.parametrize(
    ("environ", "arguments", "asked"),
    [
        ({}, (), True),
        ({}, ("--no-mouse",), False),
        ({"WAVE_TUI_DISPLAY__MOUSE": "off"}, (), False),
        ({"SSH_TTY": "/dev/pts/1"}, (), False),
        ({"SSH_TTY": "/dev/pts/1", "WAVE_TUI_DISPLAY__MOUSE": "on"}, (), True),
        ({"TMUX": "/tmp/tmux,1,0"}, (), False),
    ],
)
def test_mouse_reports_are_asked_for_when_wanted(
    environ: dict[str, str], arguments: tuple[str, ...], asked: bool
) -> None:
    with ExitStack() as stack:
        terminal = deck(stack)(*arguments, environ=environ)
        terminal.send("Q")
        assert terminal.exit_status() == 0
        assert (_ASKED in terminal.raw) == asked


def test_a_bare_page_leaves_the_mouse_to_the_terminal_until_it_ends() -> None:
    with ExitStack() as stack:
        terminal = deck(stack)()
        terminal.send("Z")
        terminal.until_raw(b"\x1b[?1000l", 10)
        before = len(terminal.raw)
        terminal.send("Z")
        terminal.until(" Runs ", 10)
        until(lambda: _ASKED in terminal.raw[before:])
        terminal.send("Q")
        assert terminal.exit_status() == 0
