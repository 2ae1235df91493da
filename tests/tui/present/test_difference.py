"""The cells in which two lines differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.tui.present.difference import GAP, spans, uncut
from wave_tui.tui.present.line import Line, fit, line, plain

PIECES = st.lists(st.tuples(st.text("ab ─日e\u0301", max_size=6), st.sampled_from(["text", "dim"])), max_size=6)


def test_equal_lines_differ_nowhere() -> None:
    assert spans(line("one", ("two", "dim")), line("one", ("two", "dim"))) == []


def test_one_changed_character_is_one_cell() -> None:
    assert spans(line("0:04", " running"), line("0:05", " running")) == [(3, 4)]


def test_another_style_differs_as_another_text_does() -> None:
    assert spans(line("ab"), line(("ab", "bold"))) == [(0, 2)]


def test_both_cells_of_a_wide_character_are_sent() -> None:
    assert spans(line("a日b"), line("a本b")) == [(1, 3)]


def test_a_mark_that_begins_a_piece_changes_the_character_before_it() -> None:
    assert spans(line("a", "b"), line("a", "\u0301", "b")) == [(0, 1)]


def test_changes_far_apart_are_two_spans_and_near_ones_are_one() -> None:
    far, near = "x" * GAP, "x" * (GAP - 1)
    assert spans(line(f"a{far}a"), line(f"b{far}b")) == [(0, 1), (GAP + 1, GAP + 2)]
    assert spans(line(f"a{near}a"), line(f"b{near}b")) == [(0, GAP + 1)]


@given(PIECES, PIECES)
def test_outside_the_spans_nothing_differs(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> None:
    old, new = fit(tuple(one), 30), fit(tuple(other), 30)
    found = spans(old, new)
    assert (found == []) == (_characters(old) == _characters(new))
    assert all(0 <= start < end <= 30 for start, end in found)


def _characters(of: Line) -> list[tuple[str, str]]:
    """Characters with their styles; a combining mark belongs to the character before it."""
    found: list[tuple[str, str]] = []
    for character, style in ((character, style) for text, style in of for character in text):
        if character == "\u0301" and found:
            found[-1] = (found[-1][0] + character, found[-1][1])
        elif character != "\u0301":
            found.append((character, style))
    assert plain(of) is not None
    return found


@pytest.mark.parametrize(
    ("span", "whole"), [((0, 2), (0, 2)), ((0, 3), (0, 4)), ((3, 6), (2, 6)), ((3, 3), (2, 4)), ((4, 9), (4, 9))]
)
def test_a_span_never_ends_within_a_wide_character(span: tuple[int, int], whole: tuple[int, int]) -> None:
    assert uncut((("ab語cd", "text"),), span) == whole
