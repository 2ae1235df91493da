"""Projected starts and ends for the dashed part of a timeline."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from progress_builders import NOW, done, history, pending, running

from wave_tui.data.progress.projection import Projection, project

SPREAD = [10.0, 20.0, 30.0, 40.0, 50.0]  # median 30, p90 46


def test_a_running_step_keeps_its_start_and_gets_two_ends() -> None:
    (found,) = project([running("a", NOW - 20)], history(a=SPREAD), NOW)
    assert found == Projection("a", NOW - 20, 0.0, NOW + 10, NOW + 26, 5)


def test_the_next_step_waits_for_the_median_end_and_chains_the_p90s() -> None:
    steps = [done("z", 0, 5), running("a", NOW - 20, "z"), pending("b", "a")]
    _, after = project(steps, history(a=SPREAD, b=SPREAD), NOW)
    assert after == Projection("b", NOW + 10, 10.0, NOW + 40, NOW + 72, 5)


def test_a_join_starts_when_the_last_branch_is_done() -> None:
    steps = [running("a", NOW), running("b", NOW), pending("c", "a", "b")]
    found = {each.step: each for each in project(steps, history(a=[5.0] * 5, b=[9.0] * 5, c=[1.0] * 5), NOW)}
    assert (found["c"].start, found["c"].p50) == (NOW + 9, NOW + 10)


def test_without_enough_samples_the_end_is_unknown_and_so_is_what_follows() -> None:
    steps = [running("a", NOW), pending("b", "a")]
    first, second = project(steps, history(a=[5.0] * 4, b=[5.0] * 9), NOW)
    assert (first.start, first.p50, first.p90, first.n) == (NOW, None, None, 4)
    assert (second.start, second.wait, second.p50) == (None, None, None)


def test_a_step_past_its_p90_is_late_and_ends_now_at_the_earliest() -> None:
    (found,) = project([running("a", NOW - 99)], history(a=SPREAD), NOW)
    assert (found.late, found.p50, found.p90) == (True, NOW, NOW)


@given(st.lists(st.lists(st.floats(0, 1e4), min_size=5, max_size=8), min_size=1, max_size=6), st.booleans())
def test_no_projected_end_lies_in_the_past_or_before_its_start(past: list[list[float]], line: bool) -> None:
    steps = [pending(str(place), *([str(place - 1)] if line and place else ["0"])) for place in range(len(past))]
    for each in project(steps, history(**{str(place): list(seconds) for place, seconds in enumerate(past)}), NOW):
        assert each.start is not None and each.p50 is not None and each.p90 is not None
        assert NOW <= each.start <= each.p50 <= each.p90
