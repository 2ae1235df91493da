"""What a running run shows: step, tokens and progress from its events, kept up event by event."""

from __future__ import annotations

from reading import Desk
from stores import NOW, StoreWriter

from wave_tui.data.models import PlannedStep
from wave_tui.data.store import logbook, queries
from wave_tui.data.views import EventsQuery

T = int(NOW)


def begin(writer: StoreWriter) -> None:
    writer.run(last_heartbeat=T)
    writer.event(state="started", message='graph-mode pipeline input="x" steps=3')
    writer.event(
        step="plan", state="running", message="Starting navigator persona in x", persona="navigator", model="m"
    )


def test_step_tokens_and_totals_of_a_running_run_come_from_its_events(writer: StoreWriter, desk: Desk) -> None:
    begin(writer)
    writer.event(step="plan", state="step_progress", tokens_used=700)
    assert (desk.run().step, desk.run().tokens, desk.run().steps_done, desk.run().steps_total) == ("plan", 700, 0, 3)
    writer.event(step="plan", state="step_progress", tokens_used=30)
    writer.event(step="plan", state="completed", tokens_used=730, duration_ms=1500)
    writer.event(step="build", state="running", message="executing command step: make")
    run = desk.run()
    assert (run.step, run.tokens, run.steps_done, run.seen) == ("build", 730, 1, NOW)


def test_a_retry_adds_its_tokens_and_opens_a_new_attempt(writer: StoreWriter, desk: Desk) -> None:
    begin(writer)
    writer.event(step="plan", state="step_progress", tokens_used=700)
    writer.event(step="plan", state="contract_failed", message="field missing")
    writer.event(step="plan", state="retrying", message="attempt 2/3", timestamp=T + 1)
    assert desk.step().state == "retrying"
    writer.event(step="plan", state="running", message="Starting", timestamp=T + 5)
    writer.event(step="plan", state="step_progress", tokens_used=300)
    step = desk.step()
    assert [(one.number, one.state, one.tokens, one.error) for one in step.attempts] == [
        (1, "failed", 700, "field missing"),
        (2, "running", 300, ""),
    ]
    assert (step.state, step.error, step.max_attempts, desk.run().tokens) == ("running", "", 3, 1000)
    first, second = step.attempts
    assert (first.ended, second.started) == (NOW + 1, NOW + 5)


def test_events_know_their_attempt(writer: StoreWriter, desk: Desk) -> None:
    begin(writer)
    writer.event(step="plan", state="retrying", message="attempt 2/3")
    writer.event(step="plan", state="running", message="Starting")
    desk.open()
    assert [(event.state, event.attempt) for event in desk.read().events.rows] == [
        ("started", None),
        ("running", 1),
        ("retrying", 2),
        ("running", 2),
    ]
    assert [event.id for event in desk.read(events=EventsQuery("demo-1", "plan", 1)).events.rows] == [2]
    assert [event.id for event in desk.read(events=EventsQuery("demo-1", "plan", 2)).events.rows] == [3, 4]


def test_a_failed_step_that_continues_loses_its_error(writer: StoreWriter, desk: Desk) -> None:
    begin(writer)
    writer.event(step="plan", state="failed", message="boom")
    assert (desk.step().state, desk.step().error) == ("failed", "boom")
    writer.event(step="plan", state="running", message="Starting again")
    assert (desk.step().state, desk.step().error, len(desk.step().attempts)) == ("running", "", 2)


def test_a_gate_waits_for_approval_until_it_is_resolved(writer: StoreWriter, desk: Desk) -> None:
    begin(writer)
    writer.event(step="ship", state="running", message="gate step: approval")
    writer.event(state="gate_waiting", message="gate: approval")
    assert (desk.step("ship").action, desk.step("ship").kind, desk.run().step) == (
        "waiting for approval",
        "gate",
        "ship",
    )
    writer.event(state="gate_resolved", message="gate: approved")
    assert desk.step("ship").action == ""


def test_a_composition_step_is_running_although_a_child_completed(writer: StoreWriter, desk: Desk) -> None:
    begin(writer)
    writer.event(step="fan", state="running", message="iterate: 2 items (mode: parallel)")
    writer.step(step="fan", state="running", started_at=T)
    writer.event(step="fan", state="completed", message='composition: sub-pipeline "child" completed')
    assert (desk.step("fan").state, desk.step("fan").kind) == ("running", "iterate")


def test_the_plan_gives_order_waiting_steps_and_when_they_were_queued(writer: StoreWriter, desk: Desk) -> None:
    desk.plans["demo"] = (
        PlannedStep("plan", "persona"),
        PlannedStep("fix", "persona", rework_only=True),
        PlannedStep("build", "command", needs=("plan",)),
        PlannedStep("ship", "gate", needs=("build",), optional=True, max_attempts=2),
    )
    begin(writer)
    writer.event(step="plan", state="completed", timestamp=T + 3)
    steps = desk.open().steps
    assert [(step.id, step.state, step.queued) for step in steps] == [
        ("plan", "completed", None),
        ("build", "pending", NOW + 3),
        ("ship", "pending", None),
    ]
    assert (steps[2].kind, steps[2].optional, steps[2].max_attempts, desk.run().steps_total) == ("gate", True, 2, 3)


def test_steps_never_seen_are_skipped_once_the_run_has_ended(writer: StoreWriter, desk: Desk) -> None:
    desk.plans["demo"] = (PlannedStep("plan"), PlannedStep("build"))
    begin(writer)
    writer.event(step="plan", state="failed", message="no")
    writer.end(status="failed", error='step "plan" failed: no')
    assert [(step.id, step.state) for step in desk.open().steps] == [("plan", "failed"), ("build", "skipped")]


def test_a_forced_cancel_in_the_step_row_beats_the_last_event(writer: StoreWriter, desk: Desk) -> None:
    begin(writer)
    writer.step(state="cancelled", started_at=T, completed_at=T + 4)
    writer.end(status="cancelled")
    assert (desk.step().state, desk.step().attempts[0].state) == ("cancelled", "cancelled")


def test_a_resume_in_place_beats_the_old_step_row(writer: StoreWriter, desk: Desk) -> None:
    begin(writer)
    writer.step(state="failed", started_at=T - 50, completed_at=T - 40, error_message="old")
    assert desk.step().state == "running"


def test_the_last_action_of_a_step_is_its_last_activity(writer: StoreWriter, desk: Desk) -> None:
    begin(writer)
    writer.event(step="plan", state="stream_activity", message="Read \x1b[31mmain.go")
    assert desk.step().action == "Read main.go"


def test_progress_columns_of_an_extended_log_are_read(writer: StoreWriter, desk: Desk) -> None:
    writer.update("ALTER TABLE event_log ADD COLUMN progress INTEGER")
    begin(writer)
    writer.event(step="plan", state="step_progress", message="half", progress=50)
    desk.open()
    assert (desk.step().progress, desk.read().events.rows[-1].progress) == (50.0, 50.0)


def test_a_flood_longer_than_the_tail_loses_no_token(writer: StoreWriter, desk: Desk) -> None:
    begin(writer)
    desk.open()
    writer.update("BEGIN")
    for _ in range(queries.TAIL + 10):
        writer.event(step="plan", state="step_progress", tokens_used=2)
    writer.update("COMMIT")
    assert desk.run().tokens == 2 * (queries.TAIL + 10)
    assert desk.read().events.rows[-1].id == queries.TAIL + 12


def test_a_long_log_is_caught_up_in_pieces(writer: StoreWriter, desk: Desk) -> None:
    begin(writer)
    rows = queries.CHUNK * (logbook.CHUNKS_PER_READ + 1)
    insert = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
        "INSERT INTO event_log (run_id, timestamp, step_id, state, message, tokens_used, duration_ms) "
        "SELECT 'demo-1', ?, 'plan', 'step_progress', '', 1, 0 FROM n"
    )
    writer.update(insert, rows, T)
    desk.read()
    assert desk.reader.changed()
    desk.read()
    assert desk.run().tokens == rows
    assert not desk.reader.changed()
