"""The remaining time: longest path, ranges, and honesty about few samples."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from progress_builders import NOW, done, history, pending, run, running

from wave_tui.data.models import Attempt, Step
from wave_tui.data.progress.eta import Estimate, estimate

TENS = [10.0] * 5
SPREAD = [10.0, 20.0, 30.0, 40.0, 50.0]  # median 30, p90 46


def test_steps_in_a_line_add_up_from_p50_to_p90() -> None:
    steps = [pending("a", index=0), pending("b", "a", index=1)]
    assert estimate(run(), steps, history(a=SPREAD, b=SPREAD), NOW) == Estimate(60.0, 92.0, 5, "history")


def test_parallel_steps_do_not_add_up() -> None:
    steps = [done("a", 0, 1), pending("b", "a"), pending("c", "a"), pending("d", "b", "c")]
    past = history(b=TENS, c=[25.0] * 5, d=TENS)
    assert estimate(run(), steps, past, NOW) == Estimate(35.0, 35.0, 5, "history")


def test_the_time_already_spent_is_taken_off() -> None:
    found = estimate(run(), [running("a", NOW - 20)], history(a=SPREAD), NOW)
    assert (found.low, found.high, found.late) == (10.0, 26.0, False)


def test_a_step_over_its_median_still_has_a_high_end_and_never_a_negative_low_one() -> None:
    found = estimate(run(), [running("a", NOW - 40)], history(a=SPREAD), NOW)
    assert (found.low, found.high) == (0.0, 6.0)


def test_past_the_p90_it_is_late_and_the_rest_still_counts() -> None:
    steps = [running("a", NOW - 100), pending("b", "a", index=1)]
    assert estimate(run(), steps, history(a=SPREAD, b=TENS), NOW) == Estimate(10.0, 10.0, 5, "history", late=True)


def test_a_late_step_does_not_make_a_run_late_while_another_decides_the_end() -> None:
    steps = [running("a", NOW - 100), running("b", NOW), pending("c", "a", "b")]
    found = estimate(run(), steps, history(a=SPREAD, b=SPREAD, c=TENS), NOW)
    assert (found.low, found.late) == (40.0, False)


def test_a_retry_starts_counting_anew() -> None:
    tries = (Attempt(1, "failed", NOW - 90, NOW - 60), Attempt(2, "running", NOW - 5))
    step = replace(running("a", NOW - 90), attempts=tries)
    assert estimate(run(), [step], history(a=TENS), NOW).low == 5.0


def test_between_two_tries_nothing_is_spent_yet() -> None:
    step = Step("a", 0, "retrying", started=NOW - 90, attempts=(Attempt(1, "failed", NOW - 90, NOW - 60),))
    assert estimate(run(), [step], history(a=TENS), NOW).low == 10.0


def test_without_any_needs_the_steps_run_in_their_order() -> None:
    steps = [pending("b", index=1), pending("a", index=0)]
    assert estimate(run(), steps, history(a=TENS, b=TENS), NOW).low == 20.0


def test_the_smallest_sample_count_decides() -> None:
    steps = [done("z", 0, 30), pending("a", "z"), pending("b", "z")]
    found = estimate(run(), steps, history(a=SPREAD, b=TENS[:3]), NOW)
    assert found == Estimate(60.0, 60.0, 3, "rough")


def test_rough_is_the_mean_of_finished_steps_times_remaining_steps() -> None:
    steps = [done("a", 0, 10), done("b", 10, 40, "a"), pending("c", "b"), pending("d", "c")]
    assert estimate(run(), steps, history(c=[1.0, 1.0], d=[1.0, 1.0]), NOW) == Estimate(40.0, 40.0, 2, "rough")


def test_rough_before_the_first_step_is_over_uses_the_mean_of_the_history() -> None:
    assert estimate(run(), [pending("a")], history(a=[10.0, 20.0]), NOW).low == 15.0


def test_one_sample_says_nothing() -> None:
    assert estimate(run(), [pending("a")], history(a=[10.0]), NOW) == Estimate(None, None, 1, "none")


def test_a_history_that_is_not_known_says_nothing() -> None:
    assert estimate(run(), [pending("a")], None, NOW) == Estimate()


@pytest.mark.parametrize("state", ["completed", "failed", "cancelled", "lost"])
def test_a_run_that_is_over_or_lost_has_no_estimate(state: str) -> None:
    assert estimate(run(state), [pending("a")], history(a=TENS), NOW) == Estimate()


def test_a_step_that_can_no_longer_start_takes_no_time() -> None:
    steps = [Step("a", 0, "failed"), pending("b", "a"), running("c", NOW), pending("d", "b")]
    assert estimate(run(), steps, history(c=TENS), NOW).low == 10.0


def test_a_rework_step_counts_only_once_it_started() -> None:
    steps = [running("a", NOW), pending("fix", "a")]
    assert estimate(run(), steps, history(a=TENS, fix=TENS), NOW, {"fix"}).low == 10.0


def test_steps_that_need_each_other_still_get_an_estimate() -> None:
    steps = [pending("a", "b", index=0), pending("b", "a", index=1)]
    assert estimate(run(), steps, history(a=TENS, b=TENS), NOW).low == 20.0


durations = st.lists(st.floats(0, 1e4), min_size=0, max_size=8)
states = st.sampled_from(["pending", "running", "completed", "failed", "skipped", "retrying"])
drawn = st.lists(st.tuples(states, st.floats(0, NOW), durations, st.sets(st.integers(0, 5))), min_size=1, max_size=6)


@given(drawn)
def test_an_estimate_is_never_negative_and_p50_is_never_above_p90(
    chosen: list[tuple[str, float, list[float], set[int]]],
) -> None:
    steps = [
        Step(str(place), place, state, needs=tuple(map(str, needs)), started=start)
        for place, (state, start, _, needs) in enumerate(chosen)
    ]
    past = history(**{str(place): list(seconds) for place, (_, _, seconds, _) in enumerate(chosen)})
    found = estimate(run(), steps, past, NOW)
    assert (found.low is None) == (found.high is None) == (found.quality == "none")
    if found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.high


def test_steps_that_a_reported_run_has_still_to_begin_take_the_average_time() -> None:
    reported = replace(run(done=0, total=4), sources=("levels",))
    past = history(a=TENS)
    assert estimate(reported, [running("a", NOW)], past, NOW) == Estimate(40.0, 40.0, 5, "rough")
    assert estimate(replace(reported, steps_total=1), [running("a", NOW)], past, NOW).quality == "history"
    stored = replace(reported, sources=("store",))
    assert estimate(stored, [running("a", NOW)], past, NOW).low == 10.0
