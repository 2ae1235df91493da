"""The check that only Textual's own sequences are written."""

from __future__ import annotations

import pytest

from wave_tui.tui.terminal.guard import check, foreign

OWN = [
    "\x1b[?1049h\x1b[?1000h\x1b[?2026$p\x1b[>25u\x1b[<u",
    "\x1b[1;1H\x1b[38;2;1;2;3;48;2;4;5;6mtext ─ \x1b[0m\n\x1b[2;1H",
    "\x1b]52;c;aGVsbG8=\x07",
    "\x1b]22;default\x07",
    "\x07",
]
FOREIGN = [
    "\x1b]0;owned\x07",
    "\x1b]8;;https://evil.example\x1b\\",
    "\x1b]52;c;!\x07",
    "\x1b[6n",
    "\x1bP1\x1b\\",
    "\x1b_G\x1b\\",
    "\x9b31m",
    "\x00",
    "\x08",
    "\r",
    "\x7f",
    "\u202etxt",
]


@pytest.mark.parametrize("data", OWN)
def test_what_textual_writes_passes(data: str) -> None:
    check(data)


@pytest.mark.parametrize("data", FOREIGN)
def test_t1_a_sequence_that_textual_never_writes_is_caught(data: str) -> None:
    with pytest.raises(AssertionError, match="nobody composed"):
        check(f"\x1b[1;1Hname {data} rest\x1b[0m")


def test_an_own_sequence_cannot_be_glued_together_from_two_halves() -> None:
    assert foreign("\x1b\x1b[0m[2J")
