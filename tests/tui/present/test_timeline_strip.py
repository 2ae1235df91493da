"""A run in two lines."""

from __future__ import annotations

from dataclasses import replace

import pytest
import timeline_story as story

from wave_tui.data.models import RunDetail
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.timeline_strip import strip


def drawn(detail: RunDetail, cells: int = 78) -> tuple[str, str]:
    """Names and bars."""
    names, bars = strip(detail, story.NOW, cells, story.LOOK, story.history())
    return plain(names), plain(bars)


def test_the_chain_that_leads_to_the_current_step_is_shown_with_both_tries() -> None:
    names, bars = drawn(story.detail(step="implement"))
    assert "3 plan" in names
    assert "4 implem" in names
    assert "A2" in names
    assert "14:06:10" in names
    assert "█✗≈" in bars
    assert "docs" not in names


def test_what_is_still_expected_follows_now() -> None:
    _, bars = drawn(story.detail(step="audit"))
    assert "█│╌╌" in bars


def test_a_finished_run_has_no_now() -> None:
    names, bars = drawn(story.detail(state="failed", ended=story.NOW))
    assert "14:06:10" not in names
    assert "│" not in bars


@pytest.mark.parametrize("cells", [10, 33, 78, 118])
@pytest.mark.parametrize("look", [story.LOOK, Look(ASCII, colours="none")])
def test_both_lines_have_exactly_the_width(cells: int, look: Look) -> None:
    assert [width(line) for line in strip(story.detail(), story.NOW, cells, look)] == [cells, cells]


def test_a_run_without_steps_is_two_empty_lines_with_now() -> None:
    names, _ = drawn(replace(story.detail(), steps=()))
    assert names.strip() == "14:06:10"
