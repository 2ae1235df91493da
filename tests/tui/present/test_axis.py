"""Labels of the time axis."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest
from timeline_story import at

from wave_tui.tui.present.axis import Axis, Tick, paint_axis, relative, ticks, unit_text
from wave_tui.tui.present.canvas import Canvas
from wave_tui.tui.present.line import plain
from wave_tui.tui.present.timeline_window import Window


def labels(window: Window, **fields: object) -> list[str]:
    """The words of all ticks."""
    axis = Axis(window, **({"zone": UTC} | fields))  # type: ignore[arg-type]  # any field of an axis
    return [tick.label for tick in ticks(axis)]


def test_labels_stand_at_round_times_and_leave_air() -> None:
    assert labels(Window(at("13:56:15"), 15.0, 55)) == ["13:58", "14:00", "14:02", "14:04", "14:06", "14:08"]


def test_short_units_name_seconds() -> None:
    assert labels(Window(at("14:06:00"), 1.0, 40)) == ["14:06:00", "14:06:15", "14:06:30"]


def test_midnight_names_the_day() -> None:
    assert "Nov 21" in labels(Window(at("22:00:00"), 600.0, 60))


def test_labels_are_round_in_a_zone_with_a_half_hour() -> None:
    found = labels(Window(at("12:00:00"), 600.0, 60), zone=timezone(timedelta(hours=5, minutes=30)))
    assert found == ["18:00", "20:00", "22:00", "Nov 21", "02:00"]


def test_relative_labels_count_from_the_start() -> None:
    assert labels(Window(100.0, 5.0, 40), mode="rel", origin=100.0) == ["+0s", "+1:00", "+2:00", "+3:00"]


def test_no_label_stands_in_a_gap() -> None:
    window = Window(at("12:00:00"), 60.0, 60, ((at("12:10:00"), at("15:10:00")),))
    assert not [label for label in labels(window) if label.startswith(("13", "14"))]


def test_a_label_that_would_touch_now_is_dropped_and_the_cursor_comes_first() -> None:
    axis = Axis(Window(at("13:56:15"), 15.0, 55), UTC)
    row = Canvas(55)
    paint_axis(row, 0, axis, ticks(axis), Tick(39, "14:06:10"), None)
    assert "14:04" not in plain(row.line())
    assert "14:06:10" in plain(row.line())
    row = Canvas(55)
    paint_axis(row, 0, axis, ticks(axis), Tick(39, "14:06:10"), Tick(38, "14:05:45"))
    assert "14:05:45" in plain(row.line())
    assert "14:06:10" not in plain(row.line())


def test_a_clock_at_the_edge_stays_inside() -> None:
    axis = Axis(Window(0.0, 1.0, 20), UTC)
    row = Canvas(20)
    paint_axis(row, 0, axis, (), Tick(19, "14:06:10"), None)
    assert plain(row.line()).endswith("14:06:10")


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "+0s"), (59.9, "+59s"), (125, "+2:05"), (3725, "+1:02:05"), (-61, "-1:01")]
)
def test_distances_read_like_a_stopwatch(seconds: float, text: str) -> None:
    assert relative(seconds) == text


@pytest.mark.parametrize(
    ("unit", "text"),
    [(0.1, "100ms/col"), (15.0, "15s/col"), (60.0, "1min/col"), (7200.0, "2h/col"), (604_800.0, "1w/col")],
)
def test_a_unit_is_named_in_the_largest_whole_unit(unit: float, text: str) -> None:
    assert unit_text(unit) == text
