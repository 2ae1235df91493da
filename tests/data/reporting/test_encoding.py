"""Whatever a program hands over becomes one line of JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.data.reporting.encoding import encode, moment
from wave_tui.data.reporting.pace import Pace

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers() | st.none(), inner),
)


@given(st.dictionaries(st.text(), VALUES))
def test_a_record_is_one_line_of_json_in_utf_8(record: dict[str, object]) -> None:
    line = encode(record)
    assert line.count(b"\n") == 1
    assert isinstance(json.loads(line.decode()), dict)


@given(st.floats(0, 4_000_000_000))
def test_a_moment_is_read_back_to_the_microsecond(seconds: float) -> None:
    assert abs(datetime.fromisoformat(moment(seconds)).timestamp() - seconds) < 2e-6


def test_a_moment_is_in_utc_with_microseconds() -> None:
    assert moment(datetime(2025, 10, 8, 14, 23, 15, 999_999, UTC).timestamp()) == "2025-10-08T14:23:15.999999Z"


def test_the_first_moments_do_not_mislead_about_the_pace() -> None:
    pace = Pace(0, 100.0)
    pace.seen(1, 100.001)
    for second in range(1, 61):
        pace.seen(1 + second, 100.0 + second)
    assert pace.remaining(121) == pytest.approx(60, rel=0.05)


def test_the_pace_follows_what_happens_now() -> None:
    pace = Pace(0, 0.0)
    pace.seen(600, 60.0)
    for second in range(1, 601):
        pace.seen(600 + second, 60.0 + second)
    assert pace.remaining(1260) == pytest.approx(60, rel=0.05)


def test_nothing_done_or_a_counter_set_back_means_unknown() -> None:
    pace = Pace(5, 0.0)
    pace.seen(5, 10.0)
    assert pace.remaining(9) is None
    pace.seen(9, 11.0)
    pace.seen(0, 12.0)
    assert pace.remaining(9) is None
