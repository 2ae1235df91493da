"""What an event of Wave states, in today's shape and in that of the progress data model."""

from __future__ import annotations

import pytest
from told_lines import facts_of, line, noted, read, run_of, step_of, told_of

from wave_tui.data.events.facts import RunFact, StepFact, ToldError, ToldOutcome
from wave_tui.data.events.formats.moments import moment

_T = 1_795_149_279.0


def event(state: str, seconds: float = 0, step: str = "build", **fields: object) -> bytes:
    """An event of the run ``r`` so many seconds after the first one."""
    head = {"timestamp": f"2026-11-20T04:34:{39 + seconds:09.6f}Z", "pipeline_id": "r", "state": state}
    return line(**head, **({"step_id": step} if step else {}), **fields)


def test_times_of_any_spelling() -> None:
    assert moment("2026-11-20T04:34:39.5Z") == _T + 0.5
    assert moment("2026-11-20T04:34:39.123456789Z") == pytest.approx(_T + 0.123456, abs=1e-6)
    assert moment("2026-11-20T05:34:39+01:00") == moment(_T) == moment(_T * 1000) == _T
    assert moment("soon") is moment("9999-99-99Z") is moment("") is moment(None) is moment(float("inf")) is None


def test_tool_use_is_a_sign_of_life_with_an_action() -> None:
    (fact,) = facts_of(event("stream_activity", persona="ana", tool_name="Read", tool_target="main.go"))
    assert fact == StepFact(step="build", time=_T, persona="ana", alive=True, action="Read main.go")


def test_a_tick_tells_when_the_run_is_expected_to_end() -> None:
    step, run = facts_of(event("step_progress", estimated_time_ms=8822))
    assert step == StepFact(step="build", time=_T, alive=True)
    assert isinstance(run, RunFact) and run.eta == pytest.approx(_T + 8.822)


@pytest.mark.parametrize(("fields", "left"), [({"estimated_eta": 95}, 95), ({"estimated_time_ms": 95_000}, 95)])
def test_both_spellings_of_the_time_left_mean_the_same(fields: dict[str, int], left: float) -> None:
    record = {"timestamp": _T, "pipeline_id": "r", "step_id": "build", "state": "eta_updated", **fields}
    assert run_of(line(**record)).eta == _T + left


def test_no_time_left_is_known_in_seconds_and_unknown_in_milliseconds() -> None:
    assert run_of(event("eta_updated", estimated_eta=0)).eta == _T
    assert run_of(event("eta_updated", estimated_time_ms=0)).eta is None


def test_progress_of_a_step() -> None:
    step = step_of(
        event("running", persona="ana", model="sonnet", adapter="claude", workspace_path="ws/build"),
        event("step_progress", 1, progress=40, subtask_current=2, subtask_total=5, files_processed=3, estimated_eta=60),
        event("step_progress", 2, tokens_used=120, artifact_count=1, contract_progress="schema", message="halfway"),
    )
    assert (step.state, step.persona, step.model, step.adapter) == ("running", "ana", "sonnet", "claude")
    assert (step.progress, step.current, step.total, step.unit) == (40, 2, 5, "subtask")
    assert (step.files, step.artifact_count, step.tokens) == (3, 1, 120)
    assert (step.eta, step.validation, step.action, step.workspace) == (_T + 61, "schema", "halfway", "ws/build")


def test_a_retry_begins_another_try() -> None:
    step = step_of(
        event("running"),
        event("contract_failed", 1, message="score is missing"),
        event("retrying", 2, message="attempt 2/3"),
        event("running", 3),
        event("contract_passed", 4, message="all 2 contract(s) validated"),
        event("completed", 5, duration_ms=1500, tokens_used=7, tokens_in=5, tokens_out=2, artifacts=["out.json"]),
    )
    first, second = step.attempts
    assert (first.state, first.error, second.state, second.duration) == ("failed", "score is missing", "completed", 1.5)
    assert (step.max_attempts, step.passed, step.failed, step.error) == (3, 2, 0, "")
    assert (step.tokens, step.tokens_in, step.tokens_out, list(step.artifacts)) == (7, 5, 2, ["out.json"])
    assert not noted(step)


def test_a_failure_names_its_class_and_its_remedy() -> None:
    step = step_of(
        event("running"),
        event("failed", 1, message="no tokens left", failure_class="rate_limit", remediation="wait an hour"),
    )
    assert (step.state, step.error, step.attempts[0].failure_class) == ("failed", "no tokens left", "rate_limit")
    assert step.context == ToldError(
        "rate_limit", "no tokens left", time=_T + 1, details={"remediation": "wait an hour"}
    )


def test_recovery_ends_the_run_and_lists_the_ways_out() -> None:
    hint = {"label": "Resume", "command": "wave run x --from-step build", "type": "resume"}
    run = run_of(event("running"), event("failed", 1, message="boom"), event("recovery", 2, recovery_hints=[hint]))
    assert (run.state, run.step, run.ended) == ("failed", "build", _T + 2)
    assert run.facts == {"Resume": "wave run x --from-step build"}


def test_the_last_event_lists_what_the_run_made() -> None:
    made = {
        "branch": "feat/x",
        "pushed": True,
        "remote_ref": "origin/feat/x",
        "push_error": "rejected",
        "pull_requests": [{"label": "#7", "url": "https://example.org/7"}],
        "issues": [{"label": "#8", "url": "https://example.org/8"}],
        "deployments": [{"label": "staging", "url": "https://example.org"}],
        "deliverables": [{"type": "file", "name": "report", "path": "/p/r.md", "step_id": "build"}],
    }
    run = run_of(event("completed", step="", message="Pipeline 'demo' completed", outcomes=made))
    assert run.outcomes == [
        ToldOutcome("branch", "feat/x", "origin/feat/x"),
        ToldOutcome("pull_request", "#7", "https://example.org/7"),
        ToldOutcome("issue", "#8", "https://example.org/8"),
        ToldOutcome("deployment", "staging", "https://example.org"),
        ToldOutcome("file", "report", "/p/r.md", "build"),
    ]
    assert run.facts == {"push failed": "rejected"}


def test_a_run_tells_how_far_it_is() -> None:
    run = run_of(
        event("started", step="", message='input="say \\"hi\\"" steps=3'),
        event("started", step="", message="workspace root: ws/r/"),
        event("running", 1, step="", message="1/3 steps completed", progress=33, total_steps=3, completed_steps=1),
    )
    assert (run.state, run.input, run.workspace, run.started) == ("running", 'say "hi"', "ws/r/", _T)
    assert (run.steps_done, run.steps_total, run.progress, run.how) == (1, 3, 33, "1 of 3 steps completed")
    assert not noted(run)


def test_a_pipeline_is_named_by_its_run() -> None:
    stamp = "2026-11-20T04:34:39Z"
    run = run_of(line(timestamp=stamp, pipeline_id="demo-x-20261120-043439-9bd2", state="running", step_id="a"))
    assert (run.pipeline, run.state) == ("demo-x", "running")
    assert run_of(event("started", step="")).pipeline == "r"


def test_an_event_without_a_run_is_about_the_run_before_it() -> None:
    gate = line(timestamp="2026-11-20T04:34:40Z", pipeline_id="", state="gate_waiting", message="gate: approval")
    runs = read([event("running"), gate])
    assert list(runs) == ["r"] and runs["r"].action == "gate: approval"
    assert list(read([gate], "lonely")) == ["lonely"]


def test_items_of_an_iteration_are_counted() -> None:
    begun = event("running", message="iterate: 3 items (mode: serial)")
    step = step_of(begun, event("running", 1, message="iterate serial item 2/3: child"))
    assert (step.kind, step.current, step.total, step.unit) == ("iterate", 2, 3, "item")
    step = step_of(begun, event("completed", 1, message="iterate: all 3 items completed (serial)"))
    assert (step.current, step.total, step.state) == (3, 3, "completed")


def test_one_child_of_several_does_not_end_an_iteration() -> None:
    child = event("completed", 1, message='composition: sub-pipeline "x" completed')
    assert step_of(event("running", message="iterate: 3 items (mode: parallel)"), child).state == "running"
    assert step_of(event("running", message='composition: loading sub-pipeline "x"'), child).state == "completed"


def test_compaction_is_measured_beside_the_progress_of_the_step() -> None:
    step = step_of(event("step_progress", progress=50), event("compaction_progress", 1, progress=80))
    assert (step.progress, step.metrics) == (50, {"compaction": "80 %"})


@pytest.mark.parametrize(
    ("fields", "subject", "text"),
    [
        ({"progress": 150}, "progress", "is 150, not from 0 to 100"),
        ({"progress": -1}, "progress", "is -1, not from 0 to 100"),
        ({"duration_ms": -5}, "duration_ms", "is -5, which cannot be negative"),
        ({"estimated_eta": -3}, "estimated_eta", "is -3, which cannot be negative"),
        ({"tokens_used": -3}, "tokens_used", "is -3, which cannot be negative"),
        ({"subtask_current": 6, "subtask_total": 5}, "subtask_current", "is 6 of 5"),
        ({"timestamp": "soon"}, "timestamp", "is 'soon', no time between 2000 and 2100"),
        ({"timestamp": ""}, "timestamp", "is missing"),
    ],
)
def test_a_broken_rule_is_noted_and_the_value_kept(fields: dict[str, object], subject: str, text: str) -> None:
    head = {"timestamp": "2026-11-20T04:34:39Z", "pipeline_id": "r", "step_id": "build", "state": "step_progress"}
    assert noted(step_of(line(**(head | fields)))) == {subject: text}
    assert (subject, text) in told_of(line(**(head | fields))).notes
    if "progress" in fields:
        assert step_of(line(**(head | fields))).progress == fields["progress"]


def test_states_that_nobody_knows_are_noted() -> None:
    assert noted(step_of(event("wobbling"))) == {"state": "is 'wobbling', which is no state of an event"}
    assert noted(step_of(event(""))) == {"state": "is missing"}
    assert noted(step_of(event("matrix_worker_start"))) == {}


def test_more_tries_than_allowed_are_noted() -> None:
    step = step_of(event("running"), event("failed", 1), event("retrying", 2, message="attempt 4/3"))
    assert noted(step) == {"retry_count": "is at attempt 4 of at most 3"}


def test_counts_of_a_run_that_cannot_be_are_noted() -> None:
    assert noted(run_of(event("running", step="", total_steps=0))) == {
        "total_steps": "is 0, a run has at least one step"
    }
    assert noted(run_of(event("running", step="", total_steps=3, completed_steps=4))) == {
        "completed_steps": "is 4 of 3"
    }
    wrong = event("running", step="", total_steps=4, completed_steps=1, progress=80)
    assert noted(run_of(wrong)) == {"progress": "is 80, though 1 of 4 steps are completed"}


def test_a_change_of_state_that_is_not_valid_is_kept_and_noted() -> None:
    step = step_of(event("running"), event("completed", 1), event("retrying", 2))
    assert step.state == "retrying"
    assert noted(step) == {"state": "went from completed to retrying, which is no valid change"}


def test_n7_an_older_record_does_not_undo_an_end() -> None:
    run = run_of(
        event("started", step=""), event("completed", 5, step=""), event("running", 3), event("failed", 4, step="")
    )
    assert run.state == "completed" and run.ended == _T + 5 and "older record" in noted(run)["state"]


def test_n7_events_of_an_unknown_run_make_one() -> None:
    assert set(read([line(pipeline_id="never-heard-of", state="step_progress", step_id="a")])) == {"never-heard-of"}


def test_an_event_is_told_with_all_it_says() -> None:
    told = told_of(
        event(
            "completed", persona="ana", model="m", adapter="a", tokens_used=9, tokens_in=8, duration_ms=1500,
            message="done", artifacts=["x", "y"], temperature=0.1, current_action="Ending",
        )
    )  # fmt: skip
    assert (told.time, told.state, told.step, told.message) == (_T, "completed", "build", "done")
    assert (told.persona, told.model, told.adapter, told.tokens, told.duration) == ("ana", "m", "a", 9, 1.5)
    assert told.facts == {"action": "Ending", "artifacts": "x, y", "tokens in": "8", "temperature": "0.1"}


def test_an_event_of_a_tool_is_told_in_few_words() -> None:
    told = told_of(event("stream_activity", tool_name="Read", tool_target="main.go", persona="ana"))
    assert (told.message, told.facts, told.notes) == ("Read main.go", {}, ())
    tick = told_of(event("step_progress", estimated_time_ms=1500, current_action="Executing"))
    assert tick.facts == {"action": "Executing", "seconds left": "1.5"}


@pytest.mark.parametrize(
    ("state", "level"),
    [("failed", "error"), ("hook_failed", "error"), ("warning", "warn"), ("retrying", "warn"), ("running", "")],
)
def test_failures_and_warnings_have_a_level(state: str, level: str) -> None:
    assert told_of(event(state)).level == level
