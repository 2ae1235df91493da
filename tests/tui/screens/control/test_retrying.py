"""Retry by its keys: the menu, the plan, what speaks against it, and whether reality keeps to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dialogs import armed, burst, deck_with, footer, press, text
from engines import AGAIN, FakeEngine
from stores import NOW, StoreWriter
from waiting import until_async

from wave_tui.data.engine.model import PlanStep, RunPlan
from wave_tui.data.errors import RefusedError

Scene = Callable[[str], Path]
FAILED = "impl-issue-20261120-044502-4fhx"
STEP = RunPlan("impl-issue", (PlanStep("implement", "run"),))


async def test_the_failed_part_is_retried_as_its_plan_says(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("failed"), engine) as (app, deck, pilot):
        await press(app, pilot, "r")
        for each in ("re-run implement open-pr", "plan/coverage.json MISSING", "implement used 2 of 3", "2–3m (n=14)"):
            assert each in text(app)
        await press(app, pilot, "y")
        assert engine.calls == [("retry", FAILED, "failed", "")]
        (request,) = engine.requests
        assert (request.origin, request.reuse, request.input) == (FAILED, ("fetch-issue", "plan"), "the input of 4fhx")
        assert deck.pen.writes[-1].command == f"wave-tui retry {FAILED} --failed"
        assert deck.view.control.planned[-1].again == ("implement", "open-pr")


async def test_each_choice_has_a_number_and_its_own_plan(scene: Scene) -> None:
    engine = FakeEngine(retries={"step": STEP})
    async with deck_with(scene("failed"), engine) as (app, deck, pilot):
        await press(app, pilot, "R", "4", "k")
        assert "re-run implement " in text(app)
        await press(app, pilot, "enter")
        assert engine.calls == []
        await press(app, pilot, "y")
        assert engine.calls == [("retry", FAILED, "step", "implement")]
        assert deck.pen.writes[-1].command == f"wave-tui retry {FAILED} --step implement"


async def test_a_retry_that_was_typed_ahead_starts_nothing(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("failed"), engine) as (app, _, pilot):
        burst(pilot, "ry")
        await until_async(lambda: "Retry 4fhx" in text(app))
        await armed(app, pilot)
        assert engine.calls == []


async def test_the_difference_of_the_definition_is_shown(scene: Scene) -> None:
    async with deck_with(scene("failed"), FakeEngine()) as (app, _, pilot):
        await press(app, pilot, "r", "d")
        assert "+min: 80" in text(app) and "-min: 70" in text(app)
        await press(app, pilot, "escape")
        assert "Retry 4fhx" in text(app)


async def test_the_input_can_be_edited_first(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("failed"), engine) as (app, deck, pilot):
        await press(app, pilot, "r", "e")
        assert "the input of 4fhx" in text(app) and "retries 4fhx" in text(app)
        await press(app, pilot, "!", "tab", "tab", "enter")
        assert engine.calls == [("retry", FAILED, "failed", "")]
        assert engine.requests[0].input == "the input of 4fhx!"
        assert deck.pen.writes[-1].command == f"wave-tui retry {FAILED} --failed --input 'the input of 4fhx!'"


async def test_a_definition_that_was_changed_meanwhile_starts_nothing(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("failed"), engine) as (app, _, pilot):
        await press(app, pilot, "r")
        engine.retries["failed"] = STEP
        await press(app, pilot, "y")
        assert engine.calls == [] and "changed meanwhile" in text(app)
        await press(app, pilot, "y")
        assert [call[0] for call in engine.calls] == ["retry"]


async def test_what_speaks_against_a_choice_is_told_and_it_cannot_be_started(scene: Scene) -> None:
    engine = FakeEngine(retries={"failed": replace(AGAIN, refusals=("what step plan left is gone",))})
    async with deck_with(scene("failed"), engine) as (app, _, pilot):
        await press(app, pilot, "r")
        assert "what step plan left is gone" in text(app) and "cannot" in text(app)
        await press(app, pilot, "y")
        assert engine.calls == []


async def test_a_refused_retry_tells_who_was_faster(scene: Scene) -> None:
    told = f"run {FAILED} is being retried already as x, started by bob"
    engine = FakeEngine(errors={"retry": RefusedError(told)})
    async with deck_with(scene("failed"), engine) as (app, _, pilot):
        await press(app, pilot, "r", "y")
        assert "started by bob" in " ".join(text(app).split())


async def test_a_run_that_is_lost_or_goes_on_cannot_be_retried(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("lost"), engine) as (app, _, pilot):
        await press(app, pilot, "r")
        assert "x marks it as cancelled first" in text(app)
        await press(app, pilot, "y")
        assert engine.calls == []
    async with deck_with(scene("one"), engine) as (app, _, pilot):
        await press(app, pilot, "r", "y")
        assert "Not now: it is running" in text(app) and engine.calls == []


async def test_a_cancelled_run_is_retried_only_when_asked_twice(scene: Scene) -> None:
    engine, root = FakeEngine(), scene("failed")
    with StoreWriter(root / ".agents" / "state.db") as writer:
        writer.update("UPDATE pipeline_run SET status = 'cancelled' WHERE run_id = ?", FAILED)
        writer.update("UPDATE pipeline_state SET status = 'cancelled' WHERE pipeline_id = ?", FAILED)
    async with deck_with(root, engine) as (app, _, pilot):
        await press(app, pilot, "r")
        assert "on purpose" in text(app)
        await press(app, pilot, "y")
        assert engine.calls == [] and "press y again" in text(app)
        burst(pilot, "4y")
        await armed(app, pilot)
        assert engine.calls == []
        await press(app, pilot, "y", "y")
        assert [call[0] for call in engine.calls] == ["retry"]


async def test_several_marked_runs_are_retried_with_a_list_and_a_total(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("failed"), engine) as (app, deck, pilot):
        await press(app, pilot, "g", "space", "space", "r")
        assert "Retry 2 marked runs" in text(app)
        assert "2 of 2 runs are retried: 4 steps run again" in text(app)
        await press(app, pilot, "y")
        assert [call[0] for call in engine.calls] == ["retry", "retry"]
        assert "retried as 9new" in text(app)
        await press(app, pilot, "escape")
        assert len(deck.pen.writes) == 2


def began(root: Path, run: str, *steps: str) -> None:
    """A retry that is at work at these steps."""
    with StoreWriter(root / ".agents" / "state.db") as writer:
        row: dict[str, object] = {"started_at": int(NOW), "last_heartbeat": int(NOW)}
        writer.run(run, "impl-issue", "running", parent_run_id=FAILED, run_kind="resume", **row)
        for step in steps:
            writer.event(run, step, "running", "executing command step: make")
            writer.step(run, step, "running", started_at=int(NOW))


async def test_a_step_that_the_plan_did_not_name_raises_a_banner(scene: Scene) -> None:
    engine, root = FakeEngine(), scene("failed")
    async with deck_with(root, engine) as (app, deck, pilot):
        await press(app, pilot, "r", "y")
        began(root, engine.started, "implement")
        await until_async(lambda: "so far as planned" in str(deck.panels["now"].drawn))
        with StoreWriter(root / ".agents" / "state.db") as writer:
            writer.event(engine.started, "explore", "running", "executing command step: make")
            writer.step(engine.started, "explore", "running", started_at=int(NOW))
        await until_async(lambda: "started explore, which the plan did not name" in footer(deck))
