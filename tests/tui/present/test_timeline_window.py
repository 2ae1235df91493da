"""From seconds to cells and back."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wave_tui.tui.present.timeline_window import (
    UNITS,
    Window,
    fitted,
    following,
    idle_gaps,
    next_unit,
    panned,
    revealed,
    zoomed,
)

START = 1_795_180_000.0


@given(st.floats(0, 5e7), st.integers(1, 300))
def test_a_fitted_window_holds_the_whole_run_in_round_units(seconds: float, cells: int) -> None:
    window = fitted(START, START + seconds, cells)
    assert window.start <= START
    assert window.end >= START + seconds - 1e-3
    assert window.unit in UNITS or window.unit % UNITS[-1] == 0


@given(st.floats(0, 1e6), st.sampled_from(UNITS))
@example(1.1, 0.1)
@example(0.99999, 1.0)
def test_zooming_keeps_the_cursor_in_its_column(offset: float, unit: float) -> None:
    window = Window(START, 60.0, 80)
    about = START + offset % (80 * 60)
    assert zoomed(window, unit, about).column(about) == window.column(about)


def test_following_puts_now_at_85_percent_and_moves_by_whole_columns() -> None:
    windows = [following(START + second, 5.0, 80) for second in range(5)]
    assert len(set(windows)) == 1
    assert int(windows[0].x(START)) == 68


def test_the_busy_axis_shrinks_long_gaps_to_three_columns_and_reads_back() -> None:
    window = Window(0.0, 10.0, 60)
    gapped = Window(0.0, 10.0, 60, idle_gaps([(0, 50), (20, 100), (5000, 5100)], window))
    assert gapped.gaps == ((100, 5000),)
    assert gapped.x(5000) - gapped.x(100) == pytest.approx(3)
    for time in (0, 99, 150, 4000, 5000, 5050):
        assert gapped.time(gapped.x(time)) == pytest.approx(time)


def test_a_gap_of_a_tenth_of_the_window_or_less_stays() -> None:
    assert idle_gaps([(0, 10), (70, 80)], Window(0.0, 10.0, 60)) == ()


def test_units_end_at_the_smallest_and_double_beyond_the_largest() -> None:
    assert next_unit(UNITS[0], -1) == UNITS[0]
    assert next_unit(UNITS[-1], 1) == UNITS[-1] * 2
    assert next_unit(UNITS[-1] * 2, -1) == UNITS[-1]
    assert next_unit(15.0, 1) == 30.0


def test_a_window_moves_no_further_than_needed_to_hold_a_time() -> None:
    window = Window(0.0, 1.0, 10)
    assert revealed(window, 5) == window
    assert int(revealed(window, 25).x(25)) == 9
    assert int(revealed(window, -5).x(-5)) == 0
    assert panned(window, 3).start == 3
