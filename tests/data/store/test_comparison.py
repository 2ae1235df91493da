"""What is said of a run beside others: when the store changed, what a cancel ended, whom it is compared with."""

from __future__ import annotations

import os

from reading import Desk
from stores import NOW, StoreWriter

from wave_tui.data.address import Address, parse


def test_the_store_changed_when_its_file_did_not_when_it_was_opened(writer: StoreWriter, desk: Desk) -> None:
    writer.run()
    for suffix in ("", "-wal"):
        os.utime(f"{writer.path}{suffix}", (NOW - 3600, NOW - 3600))
    assert desk.read().store.changed == NOW - 3600
    os.utime(f"{writer.path}-wal", (NOW - 5, NOW - 5))
    assert desk.read().store.changed == NOW - 5


def test_a_store_never_changed_in_the_future(writer: StoreWriter, desk: Desk) -> None:
    writer.run()
    os.utime(writer.path, (NOW + 86_400, NOW + 86_400))
    assert desk.read().store.changed == NOW


def test_a_try_that_a_cancel_ended_is_cancelled_and_an_earlier_failure_stays_one(
    writer: StoreWriter, desk: Desk
) -> None:
    writer.run(status="cancelled", completed_at=int(NOW))
    writer.cancel()
    writer.step(state="failed", started_at=int(NOW) - 40, completed_at=int(NOW))
    writer.attempt(number=1, state="failed", failure_class="test_failure", error_message="2 tests failed")
    writer.attempt(number=2, state="failed", failure_class="canceled", error_message="context canceled")
    step = desk.step()
    assert [one.state for one in step.attempts] == ["failed", "cancelled"]
    assert step.state == "cancelled"


def test_a_try_called_canceled_in_a_run_that_failed_stays_failed(writer: StoreWriter, desk: Desk) -> None:
    writer.run(status="failed", completed_at=int(NOW))
    writer.step(state="failed")
    writer.attempt(state="failed", failure_class="canceled")
    assert [one.state for one in desk.step().attempts] == ["failed"]


def test_a_run_is_compared_with_others_only(writer: StoreWriter, desk: Desk) -> None:
    for index, seconds in enumerate((10, 20, 30)):
        run = f"demo-{index}"
        writer.run(run, status="completed", started_at=int(NOW) - seconds, completed_at=int(NOW))
        writer.step(run, state="completed")
        writer.attempt(run, state="succeeded", duration_ms=seconds * 1000)
    desk.open("demo-1")
    history = desk.read().history
    assert history is not None
    assert history.step("plan").durations == (30.0, 10.0)
    assert history.runs == (30.0, 10.0)
    desk.open("demo-2")
    history = desk.read().history
    assert history is not None
    assert history.runs == (20.0, 10.0)


def test_a_step_of_child_runs_goes_on_until_the_last_of_them_ends(writer: StoreWriter, desk: Desk) -> None:
    writer.run()
    writer.step(state="running", started_at=int(NOW) - 40)
    said = (
        (40, "running", "iterate: 3 items (mode: parallel)"),
        (20, "completed", 'composition: sub-pipeline "demo" completed'),
        (20, "running", "iterate parallel item 3/3: demo"),
        (20, "completed", 'composition: sub-pipeline "demo" completed'),
    )
    for ago, state, message in said:
        writer.event(step="plan", state=state, message=message, timestamp=int(NOW) - ago)
    (going,) = desk.step().attempts
    assert (going.state, going.started, going.ended, going.duration) == ("running", NOW - 40, None, None)
    writer.event(step="plan", state="completed", message="iterate: all 3 items completed (parallel)")
    writer.update("UPDATE step_state SET state = 'completed', completed_at = ?", int(NOW))
    step = desk.step()
    assert (step.state, step.duration) == ("completed", 40.0)
    assert (step.attempts[0].state, step.attempts[0].ended) == ("completed", NOW)


def test_the_address_of_a_step_of_a_child_run_can_be_read_again(writer: StoreWriter, desk: Desk) -> None:
    writer.run()
    writer.step(step="fan")
    writer.run("child-1", parent_run_id="demo-1", parent_step_id="fan", run_kind="iterate_child")
    writer.step("child-1", step="read")
    (child,) = desk.step("fan").subtasks
    place = Address("demo-1", "fan", None, (child.id, child.subtasks[0].id))
    assert parse(str(place)) == place


def test_a_run_that_is_over_counts_its_steps_the_same_whether_it_is_open_or_not(
    writer: StoreWriter, desk: Desk
) -> None:
    writer.run(status="completed", completed_at=int(NOW))
    writer.step(state="completed")
    writer.event(step="plan", state="running", message="Starting")
    listed = desk.run()
    assert (listed.steps_done, desk.open().run.steps_done) == (1, 1)
