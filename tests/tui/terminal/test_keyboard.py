"""Keys come through whatever else a terminal sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.tui.terminal.keyboard import PASTE_LIMIT, Keyboard, pasted

REPLIES = [
    b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    b"\x1b]11;rgb:0/0/0\x07",
    b"\x1bP>|XTerm(388)\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b[?62;22c",
    b"\x1b[>41;354;0c",
    b"\x1b[?24;80R",
    b"\x1b[0n",
    b"\x1b[8;24;80t",
]
KEYS = [
    b"a",
    b"\x1b",
    b"\x1b[A",
    b"\x1b[1;5C",
    b"\x1b[97;5u",
    b"\x1b[<0;110;5M",
    b"\x1b[I",
    b"\x1b[?2026;2$y",
    "ä─".encode(),
]


def _fed(*reads: bytes) -> bytes:
    keyboard = Keyboard()
    return b"".join(keyboard.feed(read) for read in reads)


@pytest.mark.parametrize("reply", REPLIES)
def test_t8_a_reply_of_the_terminal_is_not_typed(reply: bytes) -> None:
    assert _fed(b"x" + reply + b"y") == b"xy"


@pytest.mark.parametrize("reply", REPLIES)
def test_t8_a_reply_split_anywhere_leaves_no_text(reply: bytes) -> None:
    for cut in range(1, len(reply)):
        typed = _fed(reply[:cut], reply[cut:] + b"y")
        # What may also begin a key has been passed on before the rest was known.
        assert typed.endswith(b"y")
        assert typed[:-1] in (b"", reply[: len(typed) - 1])
        assert set(typed[:-1]) <= set(b"\x1b[0123456789;")


@pytest.mark.parametrize("key", KEYS)
def test_keys_and_mouse_reports_pass_unchanged_and_at_once(key: bytes) -> None:
    assert _fed(key) == key
    for cut in range(1, len(key)):
        assert _fed(key[:cut], key[cut:]) == key


def test_a_legacy_mouse_report_beyond_column_95_becomes_three_plain_characters() -> None:
    report = b"\x1b[M" + bytes((32, 32 + 110, 33))
    for cut in range(len(report)):
        assert _fed(report[:cut], report[cut:] + b"q") == b"\x1b[M!!!q"


def test_a_reply_that_another_one_interrupts_is_dropped() -> None:
    assert _fed(b"\x1b]10;rgb\x1b]11;rgb:0/0/0\x07q") == b"q"


def test_a_reply_that_never_ends_is_forgotten_when_the_terminal_falls_silent() -> None:
    keyboard = Keyboard()
    assert keyboard.feed(b"\x1b]10;rgb") == b""
    keyboard.idle()
    assert keyboard.feed(b"q") == b"q"


def test_a_reply_without_end_does_not_grow_without_bound() -> None:
    keyboard = Keyboard()
    assert keyboard.feed(b"\x1b]") == b""
    for _ in range(100):
        assert keyboard.feed(b"z" * 4000) == b""
    assert keyboard.feed(b"\x07q") == b"q"


def test_t9_a_paste_is_cut_at_the_limit_and_tells_how_much_was_lost() -> None:
    keyboard = Keyboard()
    kept = keyboard.feed(b"\x1b[200~" + b"p" * (PASTE_LIMIT - 10))
    kept += keyboard.feed(b"p" * 1000)
    assert keyboard.take_cut() == 0
    kept += keyboard.feed(b"\x1b[201~q")
    assert kept == b"\x1b[200~" + b"p" * PASTE_LIMIT + b"\x1b[201~q"
    assert (keyboard.take_cut(), keyboard.take_cut()) == (990, 0)


def test_t9_control_characters_in_a_paste_are_dropped() -> None:
    assert _fed(b"\x1b[200~a\x1b[2J\x00\x08b\tc\r\x1b[201~") == b"\x1b[200~a[2Jb\tc\r\x1b[201~"
    assert pasted("a\r\nb\rc\u202ed\x9be") == "a\nb\ncde"


def test_a_paste_split_anywhere_stays_one_paste() -> None:
    paste = b"\x1b[200~hello \x1b[20 \x1b[201~"
    for cut in range(1, len(paste)):
        assert _fed(paste[:cut], paste[cut:]) == b"\x1b[200~hello [20 \x1b[201~"


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_any_bytes_are_taken_without_an_error(reads: list[bytes]) -> None:
    _fed(*reads)
