"""Runs that come from runs: resumed, forked, and what earlier runs teach."""

from __future__ import annotations

import pytest
from reading import Desk
from stores import NOW, StoreWriter

from wave_tui.data.models import PlannedStep
from wave_tui.data.store import links

T = int(NOW)


def failed_then_resumed(writer: StoreWriter) -> None:
    writer.run("first", status="failed", started_at=T - 90, current_step='step "build" failed: no')
    writer.event("first", state="started", message='input="x" steps=3')
    for step, state in (("plan", "completed"), ("build", "failed")):
        writer.event("first", step, "running", "Starting")
        writer.event("first", step, state, "done")
        writer.step("first", step, state, started_at=T - 80, completed_at=T - 70)
    writer.run("second", parent_run_id="first", parent_step_id="build", run_kind="resume", last_heartbeat=T)
    writer.event("second", "build", "started", "Starting step build (resumed from build)")
    writer.event("second", "build", "running", "Starting craftsman persona")


def test_a_resumed_run_shows_the_steps_of_its_origin(writer: StoreWriter, desk: Desk) -> None:
    failed_then_resumed(writer)
    found = desk.open("second")
    assert found.origin is not None and found.origin.id == "first"
    assert [(step.id, step.state, step.origin) for step in found.steps] == [
        ("plan", "completed", "first"),
        ("build", "running", ""),
    ]
    assert found.run.steps_done == 1
    assert desk.run("first").retried_as == "second"


def test_the_plan_orders_the_steps_of_a_resumed_run(writer: StoreWriter, desk: Desk) -> None:
    desk.plans["demo"] = (PlannedStep("plan"), PlannedStep("build"), PlannedStep("ship"))
    failed_then_resumed(writer)
    assert [(step.id, step.state, step.index) for step in desk.open("second").steps] == [
        ("plan", "completed", 0),
        ("build", "running", 1),
        ("ship", "pending", 2),
    ]


def test_a_chain_of_resumes_goes_back_to_the_first_run(writer: StoreWriter, desk: Desk) -> None:
    failed_then_resumed(writer)
    writer.end("second", "failed", 'step "build" failed: no')
    writer.event("second", "build", "failed", "no")
    writer.run("third", parent_run_id="second", parent_step_id="build", run_kind="resume", last_heartbeat=T)
    writer.event("third", "build", "running", "Starting")
    found = desk.open("third")
    assert found.origin is not None and found.origin.id == "second"
    assert [(step.id, step.origin) for step in found.steps] == [("plan", "first"), ("build", "")]


@pytest.mark.parametrize("pieces", [1, 4])
def test_a_failed_run_that_was_forked_is_retried(
    writer: StoreWriter, desk: Desk, pieces: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "PIECE", 5 // pieces)
    writer.run("first", status="failed")
    writer.run("good", status="completed")
    writer.run("fork", status="pending", forked_from_run_id="first", started_at=T - 4_000)
    writer.run("copy", status="pending", forked_from_run_id="good")
    for _ in range(5):
        desk.read()
    assert desk.run("first").retried_as == "fork"
    assert desk.run("good").retried_as == ""
    assert desk.read().counts.failed == 0
    assert (desk.run("fork").state, desk.run("fork").reason) == ("pending", "never started")
    writer.run("go", parent_run_id="fork", parent_step_id="b", run_kind="resume", last_heartbeat=T)
    assert (desk.run("fork").reason, desk.run("fork").retried_as) == ("resumed as another run", "go")
    assert desk.open("go").origin is not None


def test_a_fork_made_while_we_look_is_found(writer: StoreWriter, desk: Desk) -> None:
    writer.run("first", status="failed")
    assert desk.read().counts.failed == 1
    writer.run("fork", status="pending", forked_from_run_id="first")
    assert desk.run("first").retried_as == "fork"
    assert desk.read().counts.failed == 0


def taught(writer: StoreWriter) -> None:
    for number in range(3):
        run = writer.run(f"old{number}", status="completed", started_at=T - 900 + number, completed_at=T - 890 + number)
        writer.attempt(run, "plan", 1, "running")
        writer.attempt(run, "plan", 1, "failed", duration_ms=99_000)
        writer.attempt(run, "plan", 2, "succeeded", duration_ms=1_000 + number)
        writer.step(run, "plan", "completed", started_at=T - 900, completed_at=T - 700)
        writer.step(run, "make", "completed", started_at=T - 900, completed_at=T - 896)
        metric = {
            "run_id": run,
            "step_id": "plan",
            "pipeline_name": "demo",
            "started_at": T,
            "tokens_used": 50 + number,
        }
        writer.insert("performance_metric", {**metric, "success": 1})
        writer.insert("performance_metric", {**metric, "tokens_used": 7_777, "success": 0})
    writer.run("elsewhere", "other", "completed", completed_at=T)
    writer.run("bad", status="failed")
    writer.run(last_heartbeat=T)


def test_history_holds_completed_tries_of_the_pipeline_newest_first(writer: StoreWriter, desk: Desk) -> None:
    taught(writer)
    desk.open()
    history = desk.read().history
    assert history is not None and history.pipeline == "demo"
    assert history.step("plan").durations == (1.002, 1.001, 1.0)
    assert history.step("plan").tokens == (52, 51, 50)
    assert history.step("make").durations == (4.0, 4.0, 4.0)
    assert history.step("never").durations == ()
    assert history.runs == (10.0, 10.0, 10.0)
    assert history.results == ("failed", "completed", "completed", "completed")


def test_a_run_is_not_compared_with_itself(writer: StoreWriter, desk: Desk) -> None:
    taught(writer)
    desk.open("old2")
    history = desk.read().history
    assert history is not None and history.step("plan").durations == (1.001, 1.0)


def test_history_is_read_again_after_a_run_of_the_pipeline_ended(writer: StoreWriter, desk: Desk) -> None:
    taught(writer)
    writer.run("next", last_heartbeat=T)
    desk.open()
    first = desk.read().history
    assert first is not None and first.results[0] == "running"
    writer.event(step="plan", message="x")
    assert desk.read().history == first
    writer.end("next")
    later = desk.read().history
    assert later is not None and later.results[0] == "completed"


def test_the_first_paint_does_not_wait_for_history(writer: StoreWriter, desk: Desk) -> None:
    taught(writer)
    desk.open()
    assert desk.reader.read(desk.query, with_history=False).history is None
