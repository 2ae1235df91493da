"""Tokens per minute over a run and minute by minute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.data.models import Event
from wave_tui.data.progress.burn import TokenSample, burn_rate, per_minute, samples


def test_the_rate_is_tokens_over_elapsed_minutes() -> None:
    assert burn_rate(3_000, 100.0, 190.0) == 2_000.0


@pytest.mark.parametrize(("tokens", "started", "now"), [(None, 0.0, 9.0), (5, None, 9.0), (5, 9.0, 9.0), (5, 9.0, 8.0)])
def test_a_rate_without_amount_or_time_is_unknown(tokens: int | None, started: float | None, now: float) -> None:
    assert burn_rate(tokens, started, now) is None


def test_only_progress_events_count_because_completed_repeats_them() -> None:
    events = [
        Event(1, "r", 30.0, "step_progress", tokens=20),
        Event(2, "r", 10.0, "step_progress", tokens=5),
        Event(3, "r", 40.0, "completed", tokens=25),
        Event(4, "r", None, "step_progress", tokens=9),
        Event(5, "r", 50.0, "step_progress", tokens=0),
    ]
    assert samples(events) == (TokenSample(10.0, 5), TokenSample(30.0, 20))


def test_each_minute_has_its_own_tokens() -> None:
    found = [TokenSample(0.0, 100), TokenSample(59.0, 20), TokenSample(60.0, 7), TokenSample(185.0, 1)]
    assert per_minute(found, 0.0, 190.0) == (120.0, 7.0, 0.0, 1.0)


def test_shorter_intervals_are_given_per_minute_too() -> None:
    assert per_minute([TokenSample(1.0, 50)], 0.0, 25.0, bucket=10.0) == (300.0, 0.0, 0.0)


def test_only_the_newest_columns_are_kept() -> None:
    assert per_minute([TokenSample(5.0, 9), TokenSample(130.0, 4)], 0.0, 150.0, columns=2) == (0.0, 4.0)


def test_no_time_has_no_series() -> None:
    assert per_minute([TokenSample(1.0, 50)], 5.0, 5.0) == ()


@given(st.lists(st.tuples(st.floats(0, 3_000), st.integers(1, 10_000)), max_size=20), st.floats(1, 3_000))
def test_the_series_holds_every_token_in_the_window_once(found: list[tuple[float, int]], end: float) -> None:
    taken = [TokenSample(time, tokens) for time, tokens in found]
    inside = sum(sample.tokens for sample in taken if sample.time <= end)
    assert sum(per_minute(taken, 0.0, end)) == pytest.approx(inside)
