"""What a recorder writes where Wave's own runs leave no example, and what a reader makes of its rows."""

from __future__ import annotations

import told_runs as told
from reading import Desk
from recording import Scene
from told_runs import Work

from wave_tui.data.models import PlannedStep, RunDetail
from wave_tui.data.store.control import wording
from wave_tui.data.store.control.recorder import Recorder
from wave_tui.data.store.control.rows import Lineage


def read(scene: Scene, recorder: Recorder, *plan: str) -> RunDetail:
    desk = Desk(scene.store)
    desk.now = scene.now
    desk.plans["demo"] = tuple(PlannedStep(step) for step in plan)
    found = desk.open(recorder.run)
    desk.reader.close()
    return found


def progress(scene: Scene, recorder: Recorder) -> float | None:
    return read(scene, recorder).steps[0].progress


def states(detail: RunDetail) -> dict[str, str]:
    return {step.id: step.state for step in detail.steps}


def steps_stored(scene: Scene, run: str) -> dict[str, tuple[str, bool, str]]:
    sql = "SELECT step_id, state, completed_at IS NOT NULL, error_message FROM step_state WHERE pipeline_id = ?"
    return {step: (state, bool(ended), note) for step, state, ended, note in scene.rows(sql, run)}


def test_an_optional_step_fails_and_what_needs_it_is_skipped(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["docs", "publish"])
    told.tries(recorder, Work("docs", "craftsman"))
    recorder.attempt_ended("docs", "failed", error="no network", failure_class="transient")
    recorder.step_failed("docs", "no network", goes_on=True)
    recorder.step_skipped("publish")
    recorder.run_finished("completed")
    said = [row for row in scene.log(recorder.run) if row[1] in ("failed", "skipped", "recovery")]
    assert said == [
        ("docs", "failed", "step failed after 1 attempts but pipeline continues: no network"),
        ("publish", "skipped", "skipped: dependency failed"),
    ]
    assert steps_stored(scene, recorder.run) == {
        "docs": ("failed", True, "no network"),
        "publish": ("skipped", False, "dependency failed"),
    }
    assert states(read(scene, recorder, "docs", "publish")) == {"docs": "failed", "publish": "skipped"}


def test_a_rejected_run_is_failed_in_its_row_and_rejected_everywhere_else(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["judge"])
    told.tries(recorder, Work("judge", "critic"))
    told.breaks_contract(scene, recorder, "judge", "contract validation failed [json_schema]: no score")
    recorder.step_rejected("judge", "no score")
    recorder.run_finished("rejected", wording.step_error("judge", "no score"))
    row = scene.rows("SELECT status, current_step FROM pipeline_run WHERE run_id = ?", recorder.run)
    assert row == [("failed", 'step "judge" failed: no score')]
    assert scene.rows("SELECT status FROM pipeline_state") == [("rejected",)]
    assert steps_stored(scene, recorder.run) == {"judge": ("rejected", False, "no score")}
    assert [state for _, state, _ in scene.log(recorder.run)][-2:] == ["rejected", "rejected"]
    found = read(scene, recorder, "judge")
    assert (found.run.state, states(found)) == ("rejected", {"judge": "rejected"})


def test_a_step_that_was_reworked_is_completed_with_a_note(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["build"])
    told.command(scene, recorder, "repair", "make repair")
    recorder.step_running("build", wording.command("make"))
    recorder.step_reworking("build", "repair")
    assert steps_stored(scene, recorder.run)["build"] == ("reworking", False, "")
    recorder.step_completed("build", note="reworked by repair")
    assert steps_stored(scene, recorder.run)["build"] == ("completed", True, "reworked by repair")


def test_a_step_keeps_its_first_start_and_counts_its_retries(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["flaky"])
    began = int(scene.now)
    for number in (1, 2, 3):
        recorder.step_running("flaky", wording.command("./flaky"))
        recorder.attempt_started("flaky", number, 3)
        scene.after(10)
        last = number == 3
        recorder.attempt_ended("flaky", "succeeded" if last else "failed", error="" if last else "exit status 1")
        if not last:
            recorder.retrying("flaky", number + 1, 3, error="exit status 1", failure_class="transient")
    recorder.step_completed("flaky", wording.COMMAND_DONE)
    sql = "SELECT state, retry_count, started_at, completed_at FROM step_state"
    assert scene.rows(sql) == [("completed", 2, began, began + 30)]
    attempts = read(scene, recorder, "flaky").steps[0].attempts
    assert [(one.number, one.state) for one in attempts] == [(1, "failed"), (2, "failed"), (3, "succeeded")]
    assert len(scene.rows("SELECT id FROM step_attempt")) == 6


def test_a_command_that_is_tried_once_has_no_attempt_rows_as_with_wave(scene: Scene) -> None:
    recorder = scene.starts()
    told.demo_cmd(scene, recorder)
    assert scene.rows("SELECT count(*) FROM step_attempt") == [(0,)]


def test_tokens_of_a_run_are_the_sum_of_its_steps_and_never_unknown(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["a", "b"])
    assert scene.rows("SELECT total_tokens, current_step FROM pipeline_run") == [(0, "")]
    told.does(scene, recorder, Work("a", "x", 100))
    told.does(scene, recorder, Work("b", "x", 23))
    recorder.run_finished("completed")
    assert scene.rows("SELECT total_tokens FROM pipeline_run") == [(123,)]


def test_all_times_are_whole_seconds(scene: Scene) -> None:
    scene.now += 0.7
    recorder = scene.starts()
    told.demo_gate(scene, recorder)
    columns = ["started_at", "completed_at", "last_heartbeat"]
    types = ", ".join(f"typeof({name})" for name in columns)
    assert scene.rows(f"SELECT {types} FROM pipeline_run") == [("integer",) * 3]
    assert scene.rows("SELECT DISTINCT typeof(timestamp) FROM event_log") == [("integer",)]


def test_the_heart_of_every_run_that_goes_on_beats_and_no_other(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["fan"])
    children = [recorder.child(f"child-{index}", "fan", "kid", "x", Lineage(kind="iterate_child")) for index in (0, 1)]
    for child in children:
        child.run_started(["one"])
    children[0].run_finished("completed")
    scene.after(30)
    recorder.heartbeat()
    beats = dict(scene.rows("SELECT run_id, last_heartbeat FROM pipeline_run"))
    now = int(scene.now)
    assert beats == {recorder.run: now, "child-0": now - 30, "child-1": now}


def test_a_run_that_others_declared_dead_says_that_it_lives(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["one"])
    with_reaper = "UPDATE pipeline_run SET status = 'failed', completed_at = 1, error_message = 'orphaned'"
    scene.change(with_reaper)
    recorder.heartbeat()
    sql = "SELECT status, current_step, completed_at, error_message FROM pipeline_run"
    assert scene.rows(sql) == [("running", "", None, None)]


def test_the_request_to_cancel_goes_with_the_run(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["warmup", "grind", "wrap"])
    scene.change("INSERT INTO cancellation VALUES (?, 1, 0)", recorder.run)
    recorder.run_finished("cancelled", "cancelled by ana")
    assert scene.rows("SELECT * FROM cancellation") == []
    row = scene.rows("SELECT status, current_step, cancelled_at = completed_at FROM pipeline_run")
    assert row == [("cancelled", "cancelled by ana", 1)]


def test_a_stopped_command_is_read_back_as_cancelled(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["wait"])
    recorder.step_running("wait", wording.command("sleep 99"))
    recorder.attempt_started("wait", 1)
    recorder.step_stopped("wait")
    recorder.run_finished("cancelled", "cancelled by ana")
    recorder.journal.close()
    found = read(scene, recorder, "wait")
    assert (found.run.state, states(found)) == ("cancelled", {"wait": "cancelled"})


def test_d17_progress_of_one_run_is_never_shown_in_another(scene: Scene) -> None:
    first, second = scene.starts("first"), scene.starts("second")
    for recorder, percent in ((first, 80), (second, 5)):
        recorder.run_started(["build"])
        recorder.step_running("build", wording.command("make"))
        recorder.progress("build", percent, "compiling", subtask=percent, subtasks=100)
    assert scene.rows("SELECT run_id, progress FROM step_progress") == [(second.run, 5)]
    own = "SELECT run_id, progress FROM wtui_step_progress ORDER BY progress"
    assert scene.rows(own) == [(second.run, 5), (first.run, 80)]
    shown = [progress(scene, recorder) for recorder in (first, second)]
    assert shown == [80.0, 5.0]


def test_progress_is_kept_where_every_reader_looks_for_it(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["parse", "report"])
    recorder.step_running("parse", wording.command("parse logs"))
    recorder.progress("parse", 40, "reading", tokens=7, subtask=2, subtasks=5, files=2, eta=12.4, message="b.log")
    recorder.pipeline_progress(1, 2, index=1, eta=9)
    sql = "SELECT progress, subtask_current, subtask_total, estimated_eta, files_processed, message FROM event_log"
    assert scene.rows(f"{sql} WHERE state = 'step_progress'") == [(40, 2, 5, 12, 2, "b.log")]
    sql = "SELECT state, progress, current_action, message, estimated_completion_ms, tokens_used FROM step_progress"
    assert scene.rows(sql) == [("running", 40, "reading", "b.log", 12400, 7)]
    sql = "SELECT total_steps, completed_steps, current_step_index, overall_progress, estimated_completion_ms"
    assert scene.rows(f"{sql} FROM pipeline_progress") == [(2, 1, 1, 50, 9000)]
    assert scene.rows("SELECT progress, current_action, estimated_time_ms FROM progress_snapshot") == [
        (40, "reading", 12400)
    ]


def test_a_run_that_failed_before_its_first_step_leaves_one_event(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_finished("failed", "the workspace cannot be made")
    assert scene.log(recorder.run) == [("", "recovery", "the workspace cannot be made")]
    for table in ("pipeline_state", "step_state", "pipeline_eval"):
        assert scene.rows(f"SELECT * FROM {table}") == []


def test_text_that_a_store_cannot_hold_is_made_storable(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["odd"])
    recorder.step_message("odd", "warning", "lone \udc80 surrogate " + "x" * 70_000)
    (message,) = [text for _, state, text in scene.log(recorder.run) if state == "warning"]
    assert message.startswith("lone ? surrogate xxx")
    assert message.endswith("characters cut]") and len(message) < 66_000


def told_steps(detail: RunDetail) -> list[tuple[str, str, str, int]]:
    return [(step.id, step.kind, step.state, len(step.subtasks)) for step in detail.steps]


def test_an_iteration_is_read_back_with_its_items_below_their_step(scene: Scene) -> None:
    recorder = scene.starts()
    told.demo_iterate(scene, recorder)
    found = read(scene, recorder)
    assert told_steps(found) == [
        ("plan", "persona", "completed", 0),
        ("fanout", "iterate", "completed", 3),
        ("report", "persona", "completed", 0),
    ]
    assert [one.name for one in found.steps[1].subtasks] == ["1/3 alpha", "2/3 beta", "3/3 gamma"]
    assert (found.run.state, found.run.steps_done, found.run.steps_total) == ("completed", 3, 3)


def test_a_loop_is_read_back_with_its_rounds(scene: Scene) -> None:
    recorder = scene.starts()
    told.demo_loop(scene, recorder)
    found = read(scene, recorder, "plan", "refine", "route")
    assert [(step.id, step.state, len(step.subtasks)) for step in found.steps] == [
        ("plan", "completed", 0),
        ("refine", "completed", 0),
        ("route", "completed", 1),
        ("refine-child", "completed", 3),
    ]
    assert (found.run.steps_done, found.run.steps_total) == (3, 3)


def test_a_failed_command_is_read_back_with_its_error(scene: Scene) -> None:
    recorder = scene.starts()
    told.demo_cmd_fail(scene, recorder)
    found = read(scene, recorder, "prepare", "build", "ship")
    assert (found.run.state, found.run.error) == ("failed", 'step "build" failed: exit status 2')
    assert states(found) == {"prepare": "completed", "build": "failed", "ship": "skipped"}
    assert "undefined: foo" in found.steps[1].error


def test_a_run_whose_request_is_its_first_event_still_announces_its_steps(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["a", "b", "c"])
    desk = Desk(scene.store)
    desk.now = scene.now
    assert desk.run(recorder.run).steps_total == 3
    desk.reader.close()
