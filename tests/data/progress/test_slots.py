"""Steps running at a time, and the longest wait in the queue."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from progress_builders import done, pending, running

from wave_tui.data.models import Attempt
from wave_tui.data.progress.slots import Wait, longest_wait, running_series


def test_each_column_holds_the_most_steps_at_one_moment() -> None:
    steps = [done("a", 0, 10), done("b", 5, 20), done("c", 12, 14), pending("d")]
    assert running_series(steps, 0, 40, 4) == (2, 2, 0, 0)


def test_steps_that_follow_each_other_do_not_run_at_the_same_time() -> None:
    assert running_series([done("a", 0, 5), done("b", 5, 10)], 0, 10, 1) == (1,)


def test_what_still_runs_reaches_to_the_end() -> None:
    assert running_series([running("a", 15)], 0, 40, 4) == (0, 1, 1, 1)


def test_backoff_between_two_tries_takes_no_slot() -> None:
    tries = (Attempt(1, "failed", 0, 10), Attempt(2, "succeeded", 30, 40))
    assert running_series([replace(done("a", 0, 40), attempts=tries)], 0, 40, 4) == (1, 0, 0, 1)


def test_no_time_and_no_columns_have_no_series() -> None:
    assert running_series([done("a", 0, 5)], 5, 5, 3) == () == running_series([done("a", 0, 5)], 0, 5, 0)


def test_the_longest_wait_counts_from_the_queue() -> None:
    steps = [replace(done("a", 10, 20), queued=8.0), replace(done("b", 30, 40), queued=15.0)]
    assert longest_wait(steps) == Wait("b", 15.0)


def test_a_step_that_was_not_seen_in_the_queue_waits_since_the_last_need_ended() -> None:
    steps = [done("a", 0, 10), done("b", 0, 14), done("c", 17, 20, "a", "b")]
    assert longest_wait(steps) == Wait("c", 3.0)


def test_nobody_waited() -> None:
    assert longest_wait([done("a", 0, 10), done("b", 10, 14, "a")]) is None


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 50)), max_size=10), st.integers(1, 12))
def test_there_are_never_more_running_than_steps(drawn: list[tuple[int, int]], columns: int) -> None:
    steps = [done(str(place), start, start + length) for place, (start, length) in enumerate(drawn)]
    series = running_series(steps, 0, 150, columns)
    assert len(series) == columns
    assert all(0 <= count <= len(steps) for count in series)
