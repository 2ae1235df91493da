"""Overall progress: completed of all, refined, and 100 only when it is over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from progress_builders import done, pending, run, running

from wave_tui.data.models import Step
from wave_tui.data.progress.overall import overall

STATES = ["pending", "running", "retrying", "completed", "failed", "skipped", "cancelled", "lost", "strange"]


def test_completed_steps_of_all_steps_in_percent() -> None:
    steps = [done("a", 0, 1), done("b", 1, 2), running("c", 2), pending("d")]
    assert overall(run(), steps) == 50.0


def test_a_running_step_adds_its_own_progress() -> None:
    steps = [done("a", 0, 1), running("b", 1, progress=50.0), pending("c"), pending("d")]
    assert overall(run(), steps) == 37.5


def test_a_progress_outside_0_to_100_is_not_used() -> None:
    assert overall(run(), [done("a", 0, 1), running("b", 1, progress=140.0)]) == 50.0


def test_skipped_steps_are_no_part_of_the_run() -> None:
    assert overall(run(), [done("a", 0, 1), Step("b", 1, "skipped"), pending("c")]) == 50.0


def test_a_rework_step_counts_only_once_it_started() -> None:
    steps = [done("a", 0, 1), pending("b"), pending("fix")]
    assert overall(run(), steps, {"fix"}) == 50.0
    assert overall(run(), [*steps[:2], running("fix", 1)], {"fix"}) == 100 / 3


def test_an_optional_failure_counts_as_done() -> None:
    assert overall(run(), [Step("a", 0, "failed", optional=True), pending("b")]) == 50.0
    assert overall(run(), [Step("a", 0, "failed"), pending("b")]) == 0.0


def test_100_is_kept_for_a_run_that_is_over() -> None:
    steps = [done("a", 0, 1)]
    assert overall(run("running"), steps) == 99.0
    assert overall(run("completed"), steps) == 100.0


def test_a_failed_run_stays_where_it_failed() -> None:
    assert overall(run("failed"), [done("a", 0, 1), Step("b", 1, "failed")]) == 50.0


def test_the_counts_of_a_list_row_stand_in_for_its_steps() -> None:
    assert overall(run(done=3, total=4)) == 75.0


def test_nothing_known_is_none_and_impossible_counts_too() -> None:
    assert overall(run()) is None
    assert overall(run(done=0, total=0)) is None
    assert overall(run(done=5, total=4)) is None


@given(
    st.lists(st.tuples(st.sampled_from(STATES), st.floats(-50, 200) | st.none()), max_size=8), st.sampled_from(STATES)
)
def test_progress_is_always_from_0_to_100(given_steps: list[tuple[str, float | None]], state: str) -> None:
    steps = [Step(str(place), place, word, progress=part) for place, (word, part) in enumerate(given_steps)]
    percent = overall(run(state), steps)
    assert percent is None or 0 <= percent <= 100
    assert percent is None or percent < 100 or state in ("completed", "failed", "cancelled", "skipped")


@given(st.integers(1, 12), st.data())
def test_one_more_finished_step_is_never_less_progress(count: int, data: st.DataObject) -> None:
    steps = [pending(str(place)) for place in range(count)]
    chosen = data.draw(st.integers(0, count - 1))
    more = [replace(step, state="completed") if place == chosen else step for place, step in enumerate(steps)]
    assert (overall(run(), more) or 0) >= (overall(run(), steps) or 0)


def test_steps_that_all_have_a_weight_count_by_it() -> None:
    phases = [
        replace(done("upload", 0, 1), weight=0.1),
        replace(running("processing", 1, progress=50.0), weight=0.6),
        replace(pending("matching"), weight=0.2),
        replace(pending("report"), weight=0.1),
    ]
    assert overall(run(), phases) == pytest.approx(40.0)
    assert overall(run(), [*phases[:3], pending("report")]) == 37.5


def test_what_a_reported_run_states_of_itself_goes_before_its_steps() -> None:
    steps = [done("a", 0, 1), running("b", 1, progress=50.0)]
    reported = replace(run(), progress=30.0, sources=("levels",))
    assert overall(reported, steps) == 30.0
    assert overall(replace(reported, progress=130.0), steps) == 75.0
    assert overall(replace(reported, sources=("store", "wave")), steps) == 75.0
    assert overall(replace(reported, progress=100.0), steps) == 99.0


def test_steps_that_a_reported_run_has_still_to_begin_are_part_of_it() -> None:
    reported = replace(run(done=1, total=4), sources=("levels",))
    assert overall(reported, [done("a", 0, 1), running("b", 1, progress=40.0)]) == 35.0
    assert overall(replace(reported, sources=("store",)), [done("a", 0, 1)]) == 99.0


def test_steps_that_a_reported_run_counts_as_over_are_behind_it_though_they_failed() -> None:
    reported = replace(run(done=2, total=4), sources=("levels",))
    assert overall(reported, [done("a", 0, 1), Step("b", 1, "failed")]) == 50.0
    assert overall(replace(reported, steps_done=9), [done("a", 0, 1)]) == 99.0
