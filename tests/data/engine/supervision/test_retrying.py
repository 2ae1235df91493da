"""When a retry is refused because it would repeat what was finished."""

from __future__ import annotations

from wave_tui.data.engine.local.retrying import why_repeated
from wave_tui.data.engine.model import PlanStep, RunPlan


def _plan(*actions: str) -> RunPlan:
    return RunPlan("demo", tuple(PlanStep(f"s{number}", action) for number, action in enumerate(actions)))


def test_a_retry_of_the_failed_part_that_would_run_everything_is_refused() -> None:
    assert "s0 left is gone" in why_repeated(_plan("run", "run"), "failed", "", (), {"s0"})[0]
    assert why_repeated(_plan("reuse", "run"), "failed", "", (), {"s0"}) == ()
    assert why_repeated(_plan("run", "run"), "failed", "", (), ()) == ()


def test_a_retry_from_the_first_step_repeats_everything_as_asked() -> None:
    assert why_repeated(_plan("run", "run"), "from-step", "s0", (), {"s0", "s1"}) == ()
    assert why_repeated(_plan("run", "run"), "from-step", "s1", (), {"s0", "s1"}) != ()
    assert why_repeated(_plan("run", "run"), "all", "", (), {"s0", "s1"}) == ()


def test_a_plan_that_came_true_no_more_is_refused() -> None:
    assert "s0 left has gone since" in why_repeated(_plan("run", "reuse"), "failed", "", ("s0", "s1"), {"s1"})[0]
    assert why_repeated(_plan("reuse", "reuse", "run"), "failed", "", ("s0", "s1"), {"s0", "s1"}) == ()
