"""The effective state of a run: the stored word against log, heartbeat, process, parent and cancel request."""

from __future__ import annotations

import pytest
from reading import Desk
from stores import NOW, StoreWriter

T = int(NOW)


def test_a_run_with_a_fresh_heartbeat_is_running(writer: StoreWriter, desk: Desk) -> None:
    writer.run(last_heartbeat=T - 60)
    assert (desk.run().state, desk.run().reason) == ("running", "")


def test_a_heartbeat_of_seven_minutes_ago_is_lost(writer: StoreWriter, desk: Desk) -> None:
    writer.run(last_heartbeat=T - 7 * 60 - 5, pid=4711)
    desk.processes[4711] = True
    assert (desk.run().state, desk.run().reason) == ("lost", "heartbeat 7m ago")


def test_a_dead_process_is_lost_after_one_missed_heartbeat(writer: StoreWriter, desk: Desk) -> None:
    writer.run(last_heartbeat=T, pid=4711)
    desk.processes[4711] = False
    assert desk.run().state == "running"
    desk.now = NOW + 36
    assert (desk.run().state, desk.run().reason) == ("lost", "process 4711 gone")


def test_a_process_of_a_container_is_not_dead_while_the_run_beats_or_speaks(writer: StoreWriter, desk: Desk) -> None:
    writer.run(last_heartbeat=T - 60, pid=4711)
    desk.processes[4711] = False
    writer.event(message="Starting", step="plan", timestamp=T - 5)
    assert desk.run().state == "running"


@pytest.mark.parametrize("alive", [True, None])
def test_a_process_of_another_user_or_machine_is_not_a_dead_one(
    writer: StoreWriter, desk: Desk, alive: bool | None
) -> None:
    writer.run(last_heartbeat=T, pid=4711)
    desk.processes[4711] = alive
    assert desk.run().state == "running"


def test_a_run_without_heartbeat_and_process_is_lost_after_five_silent_minutes(writer: StoreWriter, desk: Desk) -> None:
    writer.run(started_at=T - 3_600)
    writer.event(message="Starting", step="plan", timestamp=T - 200)
    assert desk.run().state == "running"
    desk.now = NOW + 200
    assert (desk.run().state, desk.run().reason) == ("lost", "no sign of life for 6m")


def test_d13_a_heartbeat_in_the_future_is_ignored_and_noted(writer: StoreWriter, desk: Desk) -> None:
    writer.run(last_heartbeat=T + 86_400, started_at=T - 30)
    run = desk.run()
    assert run.state == "running"
    assert [note.text for note in run.notes] == ["lies 1d in the future; not used"]


def test_d13_a_clock_one_day_ahead_loses_nothing_that_it_did_not_see(writer: StoreWriter, desk: Desk) -> None:
    writer.run("done", status="completed", completed_at=T - 5)
    writer.run("ahead", started_at=T + 3_600, last_heartbeat=T + 3_600)
    assert {run.id: run.state for run in desk.read().runs.rows} == {"done": "completed", "ahead": "running"}


def test_a_cancel_request_makes_a_running_run_cancelling(writer: StoreWriter, desk: Desk) -> None:
    writer.run(last_heartbeat=T)
    writer.cancel(force=True)
    run = desk.run()
    assert (run.state, run.reason, run.cancel_forced, run.cancel_requested) == (
        "cancelling",
        "cancelling",
        True,
        NOW - 5,
    )
    assert desk.read().counts.cancelling == 1


def test_a_cancelled_run_that_was_overwritten_with_failed_is_cancelled(writer: StoreWriter, desk: Desk) -> None:
    writer.run(status="failed", current_step='step "plan" failed: context canceled')
    writer.cancel()
    run = desk.run()
    assert (run.state, run.stored, run.step) == ("cancelled", "failed", "plan")
    assert run.error.endswith("context canceled")


def test_a_cancelled_run_whose_heart_still_beats_is_cancelling(writer: StoreWriter, desk: Desk) -> None:
    writer.run(status="cancelled", cancelled_at=T - 40, completed_at=T - 40, last_heartbeat=T - 10)
    assert desk.run().state == "cancelling"
    desk.now = NOW + 100
    assert desk.run().state == "cancelled"


def test_a_cancelled_run_whose_process_lives_is_cancelling_but_not_for_ever(writer: StoreWriter, desk: Desk) -> None:
    writer.run(status="cancelled", cancelled_at=T - 40, completed_at=T - 40, pid=7)
    desk.processes[7] = True
    assert (desk.run().state, desk.run().reason) == ("cancelling", "cancelled, process 7 still runs")
    desk.now = NOW + 86_400
    assert desk.run().state == "cancelled"


@pytest.mark.parametrize("stored", ["running", "failed"])
def test_a_rejected_run_is_told_from_the_engines_own_state(writer: StoreWriter, desk: Desk, stored: str) -> None:
    writer.run(status=stored, last_heartbeat=T - 4_000)
    writer.engine_state(status="rejected")
    assert (desk.run().state, desk.run().reason) == ("rejected", f"stored as {stored}")


def test_a_rejected_run_is_told_from_its_events(writer: StoreWriter, desk: Desk) -> None:
    writer.run()
    writer.event(step="review", state="running", message="Starting auditor persona")
    for _ in range(3):
        writer.event(step="review", state="rejected", message="design is wrong")
    assert desk.run().state == "rejected"
    step = desk.step("review")
    assert (step.state, step.error, step.attempts[0].state) == ("rejected", "design is wrong", "rejected")
    assert desk.read().counts.failed == 1


def test_completed_empty_is_kept(writer: StoreWriter, desk: Desk) -> None:
    writer.run(status="completed_empty")
    assert desk.run().state == "completed_empty"


def test_a_pending_member_of_a_composition_has_the_engines_state(writer: StoreWriter, desk: Desk) -> None:
    writer.run(status="pending", started_at=T - 4_000)
    writer.engine_state(status="completed")
    assert (desk.run().state, desk.run().reason) == ("completed", "stored as pending")


def test_a_pending_ghost_says_that_it_never_started(writer: StoreWriter, desk: Desk) -> None:
    writer.run("new", status="pending", started_at=T - 100)
    writer.run("ghost", status="pending", started_at=T - 400)
    assert [(run.id, run.state, run.reason) for run in desk.read().runs.rows] == [
        ("new", "pending", ""),
        ("ghost", "pending", "never started"),
    ]


@pytest.mark.parametrize(
    ("column", "text"),
    [("current_step", "process gone (orphaned)"), ("error_message", "orphaned (no heartbeat for 300s)")],
)
def test_a_reaped_run_stays_failed_with_the_reason(writer: StoreWriter, desk: Desk, column: str, text: str) -> None:
    writer.run(status="failed", **{column: text})
    assert (desk.run().state, desk.run().reason, desk.run().error) == ("failed", text, text)


@pytest.mark.parametrize("kind", ["iterate_child", "sub_pipeline_child", "loop_iteration", "branch_arm"])
def test_a_child_run_has_no_heartbeat_and_lives_as_long_as_its_parent(
    writer: StoreWriter, desk: Desk, kind: str
) -> None:
    writer.run("root", started_at=T - 4_000, last_heartbeat=T)
    writer.run("kid", parent_run_id="root", parent_step_id="fan", run_kind=kind, started_at=T - 3_900)
    writer.run("grandkid", parent_run_id="kid", parent_step_id="fan", run_kind=kind, started_at=T - 3_800)
    assert {run.state for run in desk.read().runs.rows} == {"running"}
    writer.heartbeat("root", T - 200)
    assert [(run.id, run.state, run.reason) for run in desk.read().runs.rows][1:] == [
        ("kid", "lost", "parent lost"),
        ("grandkid", "lost", "parent lost"),
    ]


def test_a_child_that_says_running_under_an_ended_parent_is_lost(writer: StoreWriter, desk: Desk) -> None:
    writer.run("root", status="completed")
    writer.run("kid", parent_run_id="root", parent_step_id="fan", run_kind="branch_arm")
    assert [(run.id, run.state, run.reason) for run in desk.read().runs.rows][1] == ("kid", "lost", "parent completed")


def test_an_unknown_word_is_shown_as_it_is(writer: StoreWriter, desk: Desk) -> None:
    writer.update("PRAGMA ignore_check_constraints = ON")
    writer.run(status="hibernating")
    assert desk.run().state == "hibernating"


def test_a_step_name_in_current_step_is_no_error(writer: StoreWriter, desk: Desk) -> None:
    writer.run(status="failed", current_step="review")
    assert (desk.run().error, desk.run().step) == ("", "review")


def test_time_alone_makes_a_reader_look_again(writer: StoreWriter, desk: Desk) -> None:
    writer.run(last_heartbeat=T, pid=11)
    desk.processes[11] = True
    desk.read()
    assert not desk.reader.changed()
    desk.now = NOW + 20
    assert desk.reader.changed()


def test_a_process_that_goes_away_is_noticed_without_a_change_in_the_store(writer: StoreWriter, desk: Desk) -> None:
    writer.run(last_heartbeat=T, pid=11)
    desk.processes[11] = True
    desk.read()
    desk.processes[11] = False
    desk.now = NOW + 40
    assert desk.reader.changed()
    assert desk.run().state == "lost"
    assert not desk.reader.changed()


def test_counts_name_what_needs_the_user(writer: StoreWriter, desk: Desk) -> None:
    writer.run("a", last_heartbeat=T)
    writer.run("b", last_heartbeat=T - 500)
    writer.run("c", status="failed")
    writer.run("d", status="failed")
    writer.run("e", status="running", parent_run_id="d", parent_step_id="x", run_kind="resume", last_heartbeat=T)
    writer.run("f", status="pending")
    counts = desk.read().counts
    assert (counts.running, counts.lost, counts.failed, counts.pending, counts.cancelling) == (2, 1, 1, 1, 0)
