"""Which cells spans own, and the marks in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timeline_story import LOOK

from wave_tui.tui.present.bars import paint_bars, place
from wave_tui.tui.present.canvas import Canvas
from wave_tui.tui.present.line import Line, plain
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.timeline_spans import Part, Span
from wave_tui.tui.present.timeline_window import Window

NO_COLOUR = replace(LOOK, colours="none")
PLAIN = Look(ASCII, colours="none")


def drawn(
    *spans: Span, cells: int = 12, unit: float = 1.0, thin: bool = False, look: Look = LOOK, now: int | None = None
) -> Line:
    """The plot of one lane."""
    row = Canvas(cells)
    paint_bars(row, 0, place(spans, Window(0.0, unit, cells), now), look, thin=thin)
    return row.line()


PAST = [Part.DONE, Part.FAILED, Part.BACKOFF, Part.QUEUED, Part.CANCELLED]


@st.composite
def lanes(draw: st.DrawFn) -> tuple[tuple[Span, ...], Window]:
    """Spans one after the other, some of them very short, in a window of any scale."""
    steps = draw(
        st.lists(st.tuples(st.floats(0, 40), st.floats(0, 40), st.sampled_from(PAST)), min_size=1, max_size=30)
    )
    time, spans = 0.0, []
    for gap, length, part in steps:
        spans.append(Span(part, time + gap, time + gap + length))
        time += gap + length
    return tuple(spans), Window(0.0, max(time, 1.0) / 60, draw(st.integers(61, 90)))


@given(lanes())
def test_every_span_owns_a_cell_inside_the_plot_in_the_order_of_time(lane: tuple[tuple[Span, ...], Window]) -> None:
    spans, window = lane
    placed = place(spans, window)
    assert {id(span) for each in placed for span in each.spans} == {id(span) for span in spans}
    assert all(0 <= each.first <= each.last < window.cells for each in placed)
    assert all(before.last < after.first for before, after in zip(placed, placed[1:], strict=False))
    marks = [each.spans[0].start for each in placed]
    assert marks == sorted(marks)


@given(lanes(), st.booleans(), st.sampled_from([LOOK, PLAIN, NO_COLOUR]))
def test_a_lane_has_exactly_the_width_and_paints_each_owned_cell(
    lane: tuple[tuple[Span, ...], Window], thin: bool, look: Look
) -> None:
    spans, window = lane
    placed = place(spans, window)
    row = Canvas(window.cells)
    paint_bars(row, 0, placed, look, thin=thin)
    text = plain(row.line())
    assert len(text) == window.cells
    assert all(text[cell] != " " for each in placed for cell in range(each.first, each.last + 1))


def test_a_finished_bar_ends_an_eighth_early_and_begins_with_its_fraction() -> None:
    line = drawn(Span(Part.DONE, 1.5, 4.0))
    assert plain(line).rstrip() == " ▌█▉"
    assert (" ", "text") in line
    assert ("▌", "done reverse") in line


def test_neighbours_keep_air_between_them() -> None:
    assert plain(drawn(Span(Part.DONE, 0, 3), Span(Part.DONE, 3, 6))).rstrip() == "██▉██▉"


def test_a_running_bar_ends_at_the_now_column_with_a_bright_head() -> None:
    line = drawn(Span(Part.RUNNING, 0, 5.7), now=5)
    assert plain(line).rstrip() == "█████"
    assert ("█", "accent") in line


def test_a_step_that_began_in_the_now_column_is_seen() -> None:
    assert plain(drawn(Span(Part.RUNNING, 5.2, 5.7), now=5)).rstrip() == "     █"


def test_a_failed_try_carries_its_cross_on_the_bar() -> None:
    line = drawn(Span(Part.FAILED, 0, 4))
    assert plain(line).rstrip() == "███✗"
    assert ("✗", "strong bold on-barfail") in line


def test_without_colour_a_failed_try_is_shaded() -> None:
    assert plain(drawn(Span(Part.FAILED, 0, 4), look=NO_COLOUR)).rstrip() == "▒▒▒✗"


def test_a_thin_failed_try_has_its_cross_in_the_next_cell() -> None:
    assert plain(drawn(Span(Part.FAILED, 0.5, 4), thin=True)).rstrip() == "╺━━━✗"


def test_thin_lines_end_on_half_cells() -> None:
    assert plain(drawn(Span(Part.DONE, 1.5, 3.5), thin=True)).rstrip() == " ╺━╸"


def test_backoff_owns_a_cell_between_two_tries() -> None:
    spans = (Span(Part.FAILED, 0, 3.9), Span(Part.BACKOFF, 3.9, 4.1), Span(Part.RUNNING, 4.1, 9))
    assert plain(drawn(*spans, now=9)).rstrip() == "███✗≈████"


def test_several_short_spans_in_a_cell_show_their_count() -> None:
    spans = [Span(Part.DONE, 2 + index / 10, 2.05 + index / 10) for index in range(4)]
    assert plain(drawn(*spans)).rstrip() == "  4"
    many = [Span(Part.DONE, 2 + index / 20, 2.02 + index / 20) for index in range(12)]
    assert plain(drawn(*many)).rstrip() == "  +"


def test_a_count_with_a_failure_in_it_is_marked() -> None:
    line = drawn(Span(Part.FAILED, 2.1, 2.2), Span(Part.DONE, 2.4, 2.5))
    assert ("2", "fail bold") in line


def test_lost_work_is_a_bar_up_to_the_last_heartbeat() -> None:
    assert plain(drawn(Span(Part.STALE, 0, 3), Span(Part.LOST, 3, 8), now=8)).rstrip() == "██▉?????"


def test_what_lies_ahead_begins_right_of_now() -> None:
    spans = (Span(Part.WAITING, 3.2, 8), Span(Part.LIKELY, 8, 10), Span(Part.DOUBTFUL, 10, 11))
    assert plain(drawn(*spans, now=3)) == "    · · ╌╌╌ "


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (Part.DONE, "###"), (Part.FAILED, "XXX"), (Part.RUNNING, "==="), (Part.CANCELLED, "%%%"), (Part.BACKOFF, "~~~"),
        (Part.QUEUED, "..."), (Part.LOST, "???"),
    ],
)  # fmt: skip
def test_in_ascii_every_part_is_the_character_of_its_state(part: Part, text: str) -> None:
    assert plain(drawn(Span(part, 0, 3), look=PLAIN)).rstrip() == text
