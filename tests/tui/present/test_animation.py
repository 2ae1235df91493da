"""Spinners and counting numbers are functions of time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from wave_tui.tui.present.animation import FRAMES, SPINNERS, Counter, Counting, advanced, aimed, counted, spinner
from wave_tui.tui.present.line import plain
from wave_tui.tui.present.look import ASCII, UNICODE, Glyphs, Look, state_cell


def test_there_are_a_line_and_dots() -> None:
    assert {"line", "dots"} <= set(SPINNERS)


@pytest.mark.parametrize("style", SPINNERS)
def test_every_frame_is_one_cell_and_no_braille(style: str) -> None:
    for frame in SPINNERS[style]:
        assert cell_len(frame) == 1 and not 0x2800 <= ord(frame) <= 0x28FF


@pytest.mark.parametrize("style", SPINNERS)
def test_a_turn_shows_every_frame_in_order(style: str) -> None:
    turn = "".join(spinner(style, 1_000_000 + frame / FRAMES, ascii=False) for frame in range(len(SPINNERS[style])))
    assert turn in SPINNERS[style] * 2


def test_ascii_has_one_style() -> None:
    frames = {spinner(style, frame / FRAMES, ascii=True) for style in SPINNERS for frame in range(4)}
    assert frames == set("-\\|/")


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_only_running_rows_spin(glyphs: Glyphs) -> None:
    still, turning = Look(glyphs), Look(glyphs, spin="x")
    assert plain(state_cell("running", turning)) == "x" + plain(state_cell("running", still))[1:]
    assert plain(state_cell("completed", turning)) == plain(state_cell("completed", still))


def test_a_number_reaches_its_target_within_a_second() -> None:
    on_its_way = advanced(aimed(Counter(100, 100), 300), 0.5)
    assert on_its_way.current == 200
    assert advanced(on_its_way, 0.5) == Counter(300, 300, 200)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 10))
def test_a_number_never_passes_its_target(start: float, target: float, seconds: float) -> None:
    shown = advanced(aimed(Counter(start, start), target), seconds).current
    assert min(start, target) <= shown <= max(start, target)


def test_another_run_starts_with_the_truth() -> None:
    before = counted(Counting(), "a", 1000, 40.0, 0.25)
    assert (before.tokens.current, before.percent) == (1000, Counter(40.0, 40.0))
    assert counted(before, "b", 9, None, 0.25) == Counting("b", Counter(9, 9), None)


def test_numbers_of_the_same_run_count() -> None:
    before = counted(Counting(), "a", 1000, 40.0, 0.25)
    after = counted(before, "a", 2000, 60.0, 0.25)
    assert after.tokens.current == 1250 and after.percent is not None and after.percent.current == 45.0
