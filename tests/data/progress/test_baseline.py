"""Quantiles and the factor of a step against its own history."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.data.models import StepHistory
from wave_tui.data.progress.baseline import Baseline, baseline, compare, quantile

DURATIONS = st.lists(st.floats(0, 1e6), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("values", "q", "expected"),
    [
        ([7.0], 0.9, 7.0),
        ([1.0, 2.0], 0.5, 1.5),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([10.0, 20.0, 30.0, 40.0, 50.0], 0.9, 46.0),
        ([10.0, 20.0, 30.0, 40.0, 50.0], 0.0, 10.0),
        ([10.0, 20.0, 30.0, 40.0, 50.0], 1.0, 50.0),
    ],
)
def test_quantiles_are_interpolated_between_ranks(values: list[float], q: float, expected: float) -> None:
    assert quantile(values, q) == pytest.approx(expected)


def test_no_values_have_no_quantile() -> None:
    assert quantile([], 0.5) is None
    assert baseline(StepHistory("a")) == Baseline()


def test_the_factor_is_the_duration_over_the_median_with_n() -> None:
    found = compare(50.0, StepHistory("a", (10.0, 20.0, 30.0)))
    assert found is not None
    assert (found.factor, found.baseline.n, found.slow) == (2.5, 3, False)


def test_beyond_the_p90_of_five_runs_a_step_is_slow() -> None:
    usual = StepHistory("a", (10.0, 20.0, 30.0, 40.0, 50.0))
    assert [found and found.slow for found in (compare(46.0, usual), compare(46.1, usual))] == [False, True]


def test_negative_durations_are_left_out() -> None:
    assert baseline(StepHistory("a", (-5.0, 10.0))).n == 1


@pytest.mark.parametrize("duration", [None, -1.0])
def test_an_unknown_duration_is_not_compared(duration: float | None) -> None:
    assert compare(duration, StepHistory("a", (10.0,))) is None


def test_a_median_of_zero_has_no_factor() -> None:
    assert compare(3.0, StepHistory("a", (0.0, 0.0))) is None


@given(DURATIONS)
def test_the_median_is_never_above_the_p90_and_both_lie_inside(durations: list[float]) -> None:
    usual = baseline(StepHistory("a", tuple(durations)))
    assert usual.median is not None and usual.p90 is not None
    assert min(durations) <= usual.median <= usual.p90 <= max(durations)


def test_what_still_goes_on_below_its_median_is_not_called_quick() -> None:
    usual = StepHistory("a", (10.0, 20.0, 30.0))
    told = [compare(seconds, usual, going=going) for seconds, going in ((2.0, True), (2.0, False), (21.0, True))]
    assert [found is not None and found.tells for found in told] == [False, True, True]
