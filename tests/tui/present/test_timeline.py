"""The drawn timeline of a whole run."""

from __future__ import annotations

from dataclasses import replace

import pytest
import timeline_story as story
from builders import NOW, detail, run, step

from wave_tui.data.address import Address
from wave_tui.data.models import Attempt, RunDetail, Step, Subtask
from wave_tui.tui.present.line import Line, plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.timeline import draw, plot_of, shape_of, shown_lanes
from wave_tui.tui.present.timeline_hold import Hold, held
from wave_tui.tui.present.timeline_lanes import scene_of
from wave_tui.tui.present.timeline_window import Window
from wave_tui.tui.present.view import View


def lines(
    view: View,
    cells: int,
    height: int,
    *,
    window: Window | None = None,
    cursor: float | None = None,
    mode: str = "wall",
) -> list[Line]:
    """The whole body of a timeline."""
    assert view.detail is not None
    scene = scene_of(view.detail, view.snapshot.history, view.calm)
    shape = shape_of(scene, cells, height)
    hold = Hold.FREE if window else Hold.FIT
    shown_window = held(window, hold, scene, shape.plot, busy=mode == "busy")
    plot = plot_of(view, scene, shown_window, shape, cursor, mode)
    shown = shown_lanes(scene, view.address, shape, view.look, 0)
    return draw(view, scene, shape, plot, shown, cursor, focused=True)


def text(view: View, cells: int = 69, height: int = 13, **fields: object) -> list[str]:
    """The same without styles."""
    return [plain(line).rstrip() for line in lines(view, cells, height, **fields)]  # type: ignore[arg-type]


def row(view: View, label: str, cells: int = 69, height: int = 13, **fields: object) -> str:
    """The row of one lane."""
    return next(line for line in text(view, cells, height, **fields) if label in line)


def one(step: Step, **run: object) -> View:
    """A run of a single step."""
    return story.view(RunDetail(story.detail(**run).run, (step,)), address=Address(story.RUN))


@pytest.mark.parametrize(
    ("cells", "height"), [(69, 13), (78, 10), (97, 18), (118, 34), (46, 8), (40, 5), (20, 3), (9, 1)]
)
@pytest.mark.parametrize("look", [story.LOOK, Look(ASCII, colours="none", zone=story.LOOK.zone)])
def test_a_timeline_fits_its_panel(cells: int, height: int, look: Look) -> None:
    drawn = lines(story.view(look=look), cells, height)
    assert len(drawn) == height
    assert max(map(width, drawn)) <= cells


def test_the_deck_shows_the_tries_in_sequence_and_each_alone() -> None:
    shown = text(story.view())
    assert shown[0].split() == ["13:58", "14:00", "14:02", "14:06:10", "14:08"]
    assert "███✗≈███" in row(story.view(), "implement")
    assert "━╸✗ contract: schema mismatch" in row(story.view(), "A1")
    assert "≈━━" in row(story.view(), "A2")
    assert shown[-1].startswith("14:06:10  implement A2  3m34s   median 1m31s  2.4×   slots 2")


def test_finished_subtasks_fold_before_finished_steps() -> None:
    assert [
        name for name in ("parser.go", "token.go", "audit-deps") if any(name in line for line in text(story.view()))
    ] == []
    assert row(story.view(), "lexer.go")
    low = text(story.view(), 78, 9)
    assert not any("fetch-issue" in line for line in low)
    assert any("A2" in line for line in low)
    assert "of 15 lanes" in low[-1]


def test_a_finished_bar_is_followed_by_its_duration() -> None:
    assert "▋ 1m12s" in row(story.view(), "explore")


def test_what_will_wait_is_projected() -> None:
    assert "│· · ╌" in row(story.view(), "open-pr")


def test_the_critical_path_is_marked_and_can_be_switched_off() -> None:
    assert row(story.view(), "audit").startswith("* audit")
    assert row(story.view(), "docs").startswith("  docs")
    assert row(story.view(critical=False), "audit").startswith("  audit")


def test_the_median_is_marked_until_the_baseline_is_off() -> None:
    assert "┃" in row(story.view(), "A2")
    assert "┃" not in row(story.view(baseline=False), "A2")


def test_a_large_timeline_has_columns_slots_legend_and_the_moment() -> None:
    shown = text(story.view(), 118, 34)
    assert shown[1].endswith("DUR VS P50")
    assert "2.4×" in row(story.view(), "A2", 118, 34)
    assert any("slots in use" in line and "2 now  3 at most" in line for line in shown)
    assert any("longest wait docs 38s" in line for line in shown)
    assert any("failed try" in line and "median" in line for line in shown)
    assert shown[-4].startswith("At 14:06:10 ─") and shown[-4].endswith("implement › A2")
    assert shown[-3].startswith("state      ● RUN 3m34s   queued 0s   backoff 10s   persona coder")
    assert shown[-2] == "before     ✗ A1 failed 14:02:26  contract: schema mismatch"
    assert shown[-1].startswith("median     1m31s  p90 1m41s  n=7   2.4× so far    running beside it: audit")


def test_slack_stands_behind_a_bar_that_is_not_critical() -> None:
    assert "slack" in row(story.view(), "docs", 118, 34)


def test_a_lane_outside_of_the_window_says_when_it_was() -> None:
    window = Window(story.at("14:03:00"), 5.0, 1)
    assert "‹ ended 14:00:18" in row(story.view(), "plan", 118, 34, window=window)
    early = Window(story.at("13:56:00"), 1.0, 1)
    assert "starts 14:00:22 ›" in row(story.view(), "audit ", 118, 34, window=early)


def test_bars_that_the_window_cuts_are_marked() -> None:
    window = Window(story.at("14:01:00"), 1.0, 1)
    cut = row(story.view(), "audit ", 118, 34, window=window)
    assert "‹█" in cut
    assert "█›" in cut


def test_the_cursor_is_a_time_with_its_own_line_and_state() -> None:
    at = story.at("14:01:30")
    shown = text(story.view(), cursor=at)
    assert "14:01:30" in shown[0]
    assert shown[-1].startswith("14:01:30  implement A2  not begun")
    large = text(story.view(address=Address(story.RUN, "implement", 1)), 118, 34, cursor=at)
    assert large[-3].startswith("state      ● RUN 1m09s")


def test_a_lost_run_ends_at_its_last_heartbeat() -> None:
    step = Step("audit", 1, "running", started=story.NOW - 600)
    shown = row(one(step, state="lost", heartbeat=story.NOW - 300), "audit")
    assert "█▌???" in shown
    assert "?│" in shown


def test_a_finished_run_has_no_now_line() -> None:
    step = Step("plan", 1, "completed", started=story.NOW - 600, ended=story.NOW - 60)
    shown = text(one(step, state="completed", ended=story.NOW - 60))
    assert not any("│" in line for line in shown)


@pytest.mark.parametrize(("state", "mark"), [("failed", "✗"), ("cancelled", "■")])
def test_how_a_step_ended_is_in_its_last_cell(state: str, mark: str) -> None:
    step = Step("plan", 1, state, started=story.NOW - 600, ended=story.NOW - 60)
    assert f"█{mark}" in row(one(step, state=state, ended=story.NOW - 60), "plan")


def test_a_skipped_step_says_so() -> None:
    assert "skipped" in row(one(Step("plan", 1, "skipped")), "plan")


def test_the_name_of_a_lane_without_marks_is_not_cut() -> None:
    name = "report_generation_of_all_statements"
    made = row(one(Step(name, 1, "pending"), state="failed", ended=story.NOW - 60), "report")
    assert name in made
    assert f"{name} skipped" in row(one(Step(name, 1, "skipped")), "report")
    assert row(one(Step(name, 1, "skipped")), "report", cells=40).endswith(" skipped")


def test_clocks_that_run_backwards_or_are_absurd_still_draw_a_lane() -> None:
    tries = (Attempt(1, "failed", story.NOW, story.NOW - 9), Attempt(2, "failed", 1e18))
    steps = (
        Step("back", 1, "completed", started=story.NOW, ended=story.NOW - 500),
        Step("never", 2, "completed", started=-1e300, ended=1e300),
        Step("tries", 3, "failed", attempts=tries),
    )
    detail = RunDetail(story.detail(started=1e15).run, steps)
    drawn = lines(story.view(detail, address=Address(story.RUN)), 69, 13)
    assert max(map(width, drawn)) == 69


def test_the_busy_axis_marks_the_gap_it_leaves_out() -> None:
    steps = (
        Step("first", 1, "completed", started=story.NOW - 90_000, ended=story.NOW - 89_900),
        Step("second", 2, "running", started=story.NOW - 100),
    )
    detail = RunDetail(story.detail().run, steps)
    shown = text(story.view(detail, address=Address(story.RUN)), mode="busy")
    assert all("//" in line for line in shown[:3])


def test_relative_time_counts_from_the_start() -> None:
    assert text(story.view(), mode="rel")[-1].startswith("+9:54")


def test_too_many_spans_for_a_critical_path_are_said() -> None:
    steps = tuple(
        Step(f"s{index}", index, "completed", started=1e9 + index, ended=1e9 + index + 1) for index in range(5001)
    )
    shown = text(story.view(RunDetail(story.detail().run, steps), address=Address(story.RUN)), 118, 34)
    assert any("no critical path: 5,001 spans" in line for line in shown)


def test_a_selected_lane_below_many_others_is_in_view() -> None:
    steps = tuple(Step(f"s{index}", index, "running", started=story.NOW - 500 + index) for index in range(300))
    detail = RunDetail(story.detail().run, steps)
    view = story.view(detail, address=Address(story.RUN, "s250"))
    assert (
        row(view, "s250").startswith("▌* s250") or row(view, "s250").startswith("▌ s250") or "s250" in row(view, "s250")
    )
    assert len(text(replace(view, critical=False))) == 13


def test_the_strip_of_slots_is_named_in_full_however_short_the_steps_are() -> None:
    short = one(Step("a", 0, "completed", started=story.at("14:00:00"), ended=story.at("14:01:00")))
    assert any(line.startswith("  slots in use ") for line in text(short, 97, 18))


def test_of_very_many_subtasks_those_that_tell_most_have_lanes_and_all_are_counted() -> None:
    states = {4_000: "running", 17: "failed", 9_999: "pending"}
    parts = tuple(
        Subtask(f"{n}", f"part {n}", states.get(n, "completed"), None if n == 9_999 else NOW - 400, NOW - 300)
        for n in range(10_000)
    )
    fan = step("fan", state="running", started=NOW - 500, subtasks=parts)
    scene = scene_of(detail(fan), None, NOW)
    labels = [lane.label for lane in scene.lanes]
    assert len(labels) == 201
    assert labels[1:3] == ["part 17", "part 4000"]
    assert labels[-1] == "part 9998"
    shown = shown_lanes(scene, Address(run().id), shape_of(scene, 69, 13), Look(), 0)
    assert shown.total == 10_001
