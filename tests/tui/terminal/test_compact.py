"""Frames in fewer bytes put the same cells on the screen."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.tui.terminal.compact import compact
from wave_tui.tui.terminal.outbox import is_frame

INK, GROUND = "38;2;204;210;219", "48;2;16;19;24"
STYLES = ("", "1", "4", "7", "31", f"{INK};{GROUND}", f"1;{INK};{GROUND}", f"38;5;9;{GROUND}", "94;48;5;4", "0")
TEXTS = ("a", "run 1", " ", "   ", "─┊", "日", "\n")


def cells(data: str) -> list[list[tuple[object, ...]]]:
    """What a terminal shows; of a blank the ink is invisible unless something is drawn on it."""
    screen = pyte.Screen(40, 6)
    pyte.Stream(screen).feed(data)
    return [[_look(screen.buffer[y][x]) for x in range(40)] for y in range(6)]


def _look(cell: pyte.screens.Char) -> tuple[object, ...]:
    drawn = cell.data.strip() or cell.underscore or cell.reverse or cell.strikethrough
    return (*cell, "") if drawn else (" ", cell.bg)


def frame(pieces: list[tuple[int, int, str, str]]) -> str:
    """Styled texts at places, as a toolkit writes them: every one with its whole style and a reset."""
    body = "".join(f"\x1b[{y};{x}H\x1b[{style}m{text}\x1b[0m" for y, x, style, text in pieces)
    return f"{body}\x1b[1;1H"


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 40), st.sampled_from(STYLES), st.sampled_from(TEXTS))),
)
def test_the_cells_are_the_same_and_the_bytes_never_more(pieces: list[tuple[int, int, str, str]]) -> None:
    data = frame(pieces)
    short = compact(data)
    assert cells(short) == cells(data)
    assert len(short) <= len(data)
    assert is_frame(short.encode())


def test_a_colour_that_is_in_force_is_not_sent_again() -> None:
    data = frame([(1, 1, f"{INK};{GROUND}", "one"), (1, 4, f"1;{INK};{GROUND}", "two")])
    assert compact(data) == f"\x1b[1;1H\x1b[{INK};{GROUND}mone\x1b[1;4H\x1b[1mtwo\x1b[0m\x1b[1;1H"


def test_a_blank_needs_no_ink() -> None:
    data = frame([(1, 1, f"{INK};{GROUND}", "a"), (1, 2, f"31;{GROUND}", "  "), (1, 4, f"{INK};{GROUND}", "b")])
    assert compact(data) == f"\x1b[1;1H\x1b[{INK};{GROUND}ma\x1b[1;2H  \x1b[1;4Hb\x1b[0m\x1b[1;1H"


def test_an_underlined_blank_keeps_its_line() -> None:
    data = frame([(1, 1, GROUND, "a"), (1, 2, f"4;{GROUND}", "  ")])
    assert cells(compact(data)) == cells(data)


@pytest.mark.parametrize(
    "data", ["\x1b[?2026h", "\x1b[?2026l", "\x1b]52;c;aGVsbG8=\x07", "\x1b[>25u", "plain", "\x07", ""]
)
def test_what_is_no_frame_passes_unchanged(data: str) -> None:
    assert compact(data) == data


def test_a_mode_in_the_midst_of_colours_stays_whole() -> None:
    assert "\x1b[?2026h" in compact("\x1b[31ma\x1b[0m\x1b[32m\x1b[?2026hb\x1b[0m")
