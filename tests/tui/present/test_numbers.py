"""Numbers as people read them."""

from __future__ import annotations

import math
from datetime import UTC

import pytest

from wave_tui.tui.present import numbers


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (41.9, "41s"), (192, "3m12s"), (3840, "1h04m"), (183_600, "2d03h"), (None, "–"), (-75, "-1m15s"),
     (math.nan, "–")],
)  # fmt: skip
def test_durations_have_no_decimals_and_two_digits_after_minutes(seconds: float | None, text: str) -> None:
    assert numbers.duration(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0.4s"), (9.94, "9.9s"), (9.96, "9s"), (60, "1m00s"), (None, "–")])
def test_ages_have_one_decimal_below_ten_seconds(seconds: float | None, text: str) -> None:
    assert numbers.age(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (812, "812"), (1_200, "1.2k"), (18_249, "18.2k"), (412_000, "412k"), (1_200_000, "1.2M"), (None, "–")],
)
def test_counts_keep_three_figures(value: float | None, text: str) -> None:
    assert numbers.count(value) == text


@pytest.mark.parametrize(
    ("octets", "text"), [(0, "0 B"), (812, "812 B"), (4_100, "4.1 kB"), (38_000_000, "38 MB"), (None, "–")]
)
def test_sizes_are_decimal(octets: int | None, text: str) -> None:
    assert numbers.size(octets) == text


def test_a_hundred_percent_is_said_only_when_it_is_over() -> None:
    assert numbers.percent(99.9) == "99%"
    assert numbers.percent(100.0) == "99%"
    assert numbers.percent(100.0, over=True) == "100%"
    assert numbers.percent(140.0) == "140%"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(120, 300, "2–5m"), (30, 45, "30–45s"), (36, 36, "~36s"), (3600, 9000, "1–3h"), (None, 3, "–")],
)
def test_an_estimate_is_a_range_in_one_unit(low: float | None, high: float | None, text: str) -> None:
    assert numbers.span(low, high) == text


def test_changes_carry_their_sign() -> None:
    assert [numbers.change(value) for value in (1_200, -1_300, 0, None)] == ["+1.2k", "-1.3k", "=", "–"]


def test_clocks_are_in_the_zone_that_was_asked_for() -> None:
    assert numbers.clock(1_795_150_800.0, UTC) == "05:00:00"
    assert numbers.date(1_795_150_800.0, UTC) == "2026-11-20 05:00:00"
