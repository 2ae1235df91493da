"""The critical path, its waits, and the slack of everything beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from progress_builders import NOW, done, history, pending, running

from wave_tui.data.models import PipelineHistory
from wave_tui.data.progress.path import CAP, CriticalPath, Link, Span, critical_path, path_of

NONE = PipelineHistory("build")

# fetch 0-10; lint 10-20 and tests 12-40 need it; merge 42-50 needs both
DIAMOND = [
    done("fetch", 0, 10),
    done("lint", 10, 20, "fetch"),
    done("tests", 12, 40, "fetch"),
    done("merge", 42, 50, "lint", "tests"),
]


def test_the_path_goes_through_the_branch_that_ended_last_waits_included() -> None:
    found = path_of(DIAMOND, NONE, NOW)
    assert found.links == (Link("fetch", 0.0, 10.0), Link("tests", 2.0, 28.0), Link("merge", 2.0, 8.0))
    assert (found.total, found.wall) == (50.0, 50.0)


def test_slack_is_how_much_later_a_step_could_have_ended() -> None:
    assert path_of(DIAMOND, NONE, NOW).slack == {"fetch": 0.0, "tests": 0.0, "merge": 0.0, "lint": 22.0}


def test_slack_reaches_through_steps_that_have_slack_themselves() -> None:
    steps = [done("a", 0, 5), done("b", 5, 8, "a"), done("c", 8, 9, "b"), done("d", 5, 30, "a")]
    assert path_of(steps, NONE, NOW).slack == {"a": 0.0, "d": 0.0, "c": 21.0, "b": 21.0}


def test_a_line_without_needs_is_a_path_of_all_steps() -> None:
    steps = [done("a", 0, 5, index=0), done("b", 6, 9, index=1)]
    assert [link.step for link in path_of(steps, NONE, NOW).links] == ["a", "b"]


def test_what_is_to_come_belongs_to_the_path() -> None:
    steps = [done("a", NOW - 30, NOW - 20), running("b", NOW - 20, "a"), pending("c", "b")]
    found = path_of(steps, history(b=[25.0] * 5, c=[10.0] * 5), NOW)
    assert found.links == (Link("a", 0.0, 10.0), Link("b", 0.0, 25.0), Link("c", 0.0, 10.0))
    assert (found.total, found.holds("c")) == (45.0, True)


def test_a_running_step_without_history_ends_now_and_later_ones_are_left_out() -> None:
    steps = [running("a", NOW - 20), pending("b", "a")]
    assert path_of(steps, NONE, NOW).links == (Link("a", 0.0, 20.0),)


def test_overlapping_steps_are_not_counted_twice() -> None:
    found = critical_path([Span("a", 0, 10), Span("b", 6, 12)], {"b": ("a",)})
    assert (found.links, found.total) == ((Link("a", 0.0, 10.0), Link("b", 0.0, 2.0)), 12.0)


def test_a_chain_that_started_late_explains_less_than_the_wall_time() -> None:
    found = critical_path([Span("a", 0, 3), Span("b", 5, 12)], {})
    assert (found.total, found.wall) == (7.0, 12.0)


def test_nothing_has_no_path() -> None:
    assert path_of([], NONE, NOW) == CriticalPath()


@pytest.mark.parametrize(("count", "refused"), [(CAP, False), (CAP + 1, True)])
def test_too_many_spans_are_refused_in_words(count: int, refused: bool) -> None:
    found = critical_path([Span(str(place), place, place + 1) for place in range(count)], {})
    assert bool(found.refusal) is refused
    assert not refused or found.refusal == "no critical path: 5,001 spans, the limit is 5,000"


whole = st.integers(0, 1_000)


@given(st.lists(st.tuples(whole, whole, st.sets(st.integers(0, 7))), min_size=1, max_size=8))
def test_the_total_never_exceeds_the_wall_time_and_slack_is_never_negative(
    drawn: list[tuple[int, int, set[int]]],
) -> None:
    spans = [Span(str(place), start, start + length) for place, (start, length, _) in enumerate(drawn)]
    needs = {str(place): tuple(map(str, before - {place})) for place, (_, _, before) in enumerate(drawn)}
    found = critical_path(spans, needs)
    assert 0 <= found.total <= found.wall
    assert all(seconds >= 0 for seconds in found.slack.values())
    assert all(found.slack[link.step] == 0 for link in found.links)
