"""What a terminal sends: keys, reports, replies and pastes."""

from __future__ import annotations

import re
from contextlib import ExitStack

import pytest
from programs import Start, deck
from pty_harness import Terminal
from waiting import until


def _still_types(terminal: Terminal) -> None:
    terminal.send("x")
    terminal.until("key x")
    terminal.send("q")
    assert terminal.exit_status() == 0


def test_a_legacy_mouse_report_at_any_column_kills_nothing(start: Start) -> None:
    terminal = start()
    for column in (1, 95, 96, 110, 163, 194, 223):
        for row in (1, 20, 110, 195):
            terminal.send(b"\x1b[M" + bytes((32, 32 + column, min(255, 32 + row))))
    terminal.send("q")
    assert terminal.exit_status() == 0


def test_a_legacy_mouse_report_types_nothing(tiny: Start) -> None:
    terminal = tiny()
    terminal.send(b"\x1b[M" + bytes((32, 32 + 163, 32 + 163)))
    terminal.send("x")
    terminal.until("key x size 80x24 keys 1 clicks 0")


def test_only_clicks_and_drags_are_reported_and_they_can_be_switched_off(tiny: Start) -> None:
    terminal = tiny()
    assert all(mode in terminal.raw for mode in (b"\x1b[?1000h", b"\x1b[?1002h", b"\x1b[?1006h"))
    assert b"\x1b[?1003h" not in terminal.raw and b"\x1b[?1015h" not in terminal.raw
    terminal.send("\x1b[<0;5;1M\x1b[<0;5;1m")
    terminal.until("clicks 1")
    terminal.send("n")
    terminal.until_raw(b"\x1b[?1000l\x1b[?1002l\x1b[?1006l")
    before = terminal.raw.count(b"\x1b[?1000h")
    terminal.send("\x1b[In")
    until(lambda: terminal.raw.count(b"\x1b[?1000h") == before + 1)


def test_a_terminal_that_gets_the_focus_is_told_its_modes_again(start: Start) -> None:
    terminal = start()
    before = terminal.raw.count(b"\x1b[?1006h")
    terminal.send("\x1b[O\x1b[I")
    until(lambda: terminal.raw.count(b"\x1b[?1006h") > before)
    assert b"\x1b[?1003h" not in terminal.raw


def test_an_escape_sequence_that_comes_in_pieces_is_one_key(tiny: Start) -> None:
    terminal = tiny()
    for piece in ("\x1b", "[", "1;5", "C"):
        terminal.send(piece)
    terminal.until("key ctrl+right size 80x24 keys 1 ")


@pytest.mark.parametrize("report", ["\x1b[99999999999;5u", "\x1b[1;99999999999999999999u", "\x1b[<1;2", "\x1b[;;;;~"])
def test_a_report_that_cannot_be_read_does_not_end_the_keyboard(tiny: Start, report: str) -> None:
    terminal = tiny()
    terminal.send(report)
    terminal.send("\x1b[I")
    _still_types(terminal)


@pytest.mark.parametrize(
    "reply", ["\x1b[24;80R", "\x1b]10;rgb:ffff/ffff/ffff\x1b\\", "\x1b[?62;22c", "\x1bP1$r0m\x1b\\"]
)
def test_t8_a_reply_is_neither_typed_into_a_field_nor_taken_for_keys(tiny: Start, reply: str) -> None:
    terminal = tiny()
    terminal.send(reply)
    terminal.send("x")
    terminal.until("key x size 80x24 keys 1 ")
    terminal.send("i")
    terminal.until("typing")
    terminal.send(reply + "a" + reply + "b")
    assert terminal.until("ab").splitlines()[2].strip("▊▎ ") == "ab"


def test_a_paste_of_a_megabyte_kills_nothing(start: Start) -> None:
    terminal = start()
    terminal.send(b"\x1b[200~" + b"megabyte" * 131_072 + b"\x1b[201~")
    terminal.send("q")
    assert terminal.exit_status() == 0


def test_t9_a_paste_of_five_megabytes_is_cut_and_says_so(tiny: Start) -> None:
    terminal = tiny()
    terminal.send(b"\x1b[200~" + b"0123456789" * 524_288 + b"\x1b[201~")
    terminal.until("pasted 65536 '0123456789")
    terminal.until(f"cut {5_242_880 - 65_536}")
    _still_types(terminal)


def test_t9_control_characters_of_a_paste_are_dropped(tiny: Start) -> None:
    terminal = tiny()
    terminal.send(b"\x1b[200~a\x1b[2Jb\x00\x07\xc2\x9b\xe2\x80\xaec\x1b[201~")
    terminal.until("pasted 6 'a[2Jbc'")


def test_t9_a_paste_of_5_mb_into_the_prompt_is_cut_with_a_notice() -> None:
    with ExitStack() as stack:
        terminal = deck(stack)()
        terminal.send(":")
        terminal.until("goto ADDRESS", 10)
        terminal.send(b"\x1b[200~" + b"x\x07\x1b[31m" * 700_000 + b"\x1b[201~")
        terminal.until("the paste was cut", 10)
        terminal.until("x[31mx")
        terminal.send("\x1b")
        terminal.until(re.compile(r"(?s)\A(?!.*x\[31mx)"))
        terminal.send("Q")
        assert terminal.exit_status(10) == 0
