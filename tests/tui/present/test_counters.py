"""Counters: what stands in them, the chain of what is at work, what is said on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import step
from file_stories import levels, phases

from wave_tui.data.models import Subtask
from wave_tui.tui.present.counters import chain, counter, doing, inmost, saying, stopped_at


@pytest.mark.parametrize(
    ("current", "total", "unit", "text"),
    [
        (5, 12, "page", "page 5/12"),
        (5, 12, "", "5/12"),
        (5, None, "page", "page 5"),
        (0, 12, "page", "page 0/12"),
        (None, 12, "page", ""),
        (12_345, 2_000_000, "row", "row 12.3k/2.0M"),
    ],
)
def test_a_counter_says_only_what_is_known(current: int | None, total: int | None, unit: str, text: str) -> None:
    assert counter(Subtask("a", "a", "running", current=current, total=total, unit=unit)) == text


def test_files_and_pages_are_told_in_one_sentence() -> None:
    assert doing(phases().steps[1]) == "file 2/3 statement_002.pdf, page 5/12"


def test_every_level_down_to_the_innermost_is_told() -> None:
    assert doing(levels().steps[2]) == "action 3/5 Mix stems, block 1/3 Equalise, pass 2/4 sox, bar 1312/4096"


def test_where_room_is_short_the_inmost_is_told() -> None:
    told = doing(levels().steps[2])
    assert inmost(told, 40, "…") == "… pass 2/4 sox, bar 1312/4096"
    assert inmost(told, 200, "…") == told
    assert inmost("page 1312/4096", 9, "…") == "page…4096"


def test_a_level_that_counts_nothing_is_told_by_its_kind() -> None:
    inner = Subtask("b", "Intro", "running", kind="song")
    assert doing(step("set", state="running", subtasks=(inner,))) == "song Intro"


def test_the_chosen_one_of_several_at_work_is_followed() -> None:
    both = (Subtask("a", "a", "running"), Subtask("b", "b", "running", subtasks=(Subtask("c", "c", "running"),)))
    one = step("fan", state="running", subtasks=both)
    assert [node.id for node in chain(one)] == ["a"]
    assert [node.id for node in chain(one, ("b",))] == ["b", "c"]


def test_child_runs_are_no_part_of_the_chain() -> None:
    assert chain(step("fan", state="running", subtasks=(Subtask("a", "a", "running", run="a"),))) == ()


def test_a_step_that_says_nothing_lets_the_innermost_speak() -> None:
    song = levels().steps[2]
    assert saying(song) == "Rendering bar 1312"
    assert saying(replace(song, action="Mixing\nall")) == "Mixing all"


def test_only_what_ended_early_says_where() -> None:
    page = Subtask("a", "a", "failed", current=5, total=12, unit="page")
    assert stopped_at(page) == "page 5/12"
    assert stopped_at(replace(page, current=12)) == stopped_at(replace(page, state="running")) == ""
