"""Burn-up and the even spread of totals."""

from __future__ import annotations

from builders import NOW, run, step

from wave_tui.data.progress.burnup import burn_up, spread_tokens


def test_progress_rises_where_a_step_ends_and_ends_with_the_overall_value() -> None:
    made = (
        step("a", 1, "completed", started=NOW - 100, ended=NOW - 75),
        step("b", 2, "completed", started=NOW - 75, ended=NOW - 25),
        step("c", 3, "running", started=NOW - 25, progress=50.0),
        step("d", 4, "pending"),
    )
    assert burn_up(run(started=NOW - 100), made, NOW, 4) == (25.0, 25.0, 50.0, 62.5)


def test_skipped_steps_are_no_part_of_the_run() -> None:
    made = (step("a", 1, "completed", ended=NOW - 50), step("b", 2, "skipped", ended=NOW))
    assert burn_up(run(started=NOW - 100, state="completed"), made, NOW, 2) == (99.0, 100.0)


def test_nothing_is_drawn_when_the_start_is_unknown_or_no_time_has_passed() -> None:
    made = (step("a", 1, "completed", ended=NOW),)
    assert burn_up(run(started=None), made, NOW, 4) == ()
    assert burn_up(run(started=NOW), made, NOW, 4) == ()
    assert burn_up(run(), (), NOW, 4) == ()


def test_the_tokens_of_a_step_are_spread_over_its_time() -> None:
    made = (step("a", 1, started=NOW - 120, ended=NOW - 60, tokens=600),)
    assert spread_tokens(made, NOW - 120, NOW, 2) == (600.0, None)


def test_steps_without_a_total_or_an_end_leave_a_gap() -> None:
    made = (step("a", 1, started=NOW - 60, ended=NOW), step("b", 2, started=NOW - 60, tokens=5))
    assert spread_tokens(made, NOW - 60, NOW, 1) == (None,)
