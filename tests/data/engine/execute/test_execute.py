"""Whole runs of pipelines with real commands."""

from __future__ import annotations

import asyncio
import json

import pytest
from execution import RUN, Memory, Project
from waiting import until_async

from wave_tui.data.errors import RefusedError


async def test_steps_run_in_the_order_of_their_dependencies(project: Project) -> None:
    project.pipeline("""
steps:
  - {id: last, type: command, dependencies: [left, right], script: "echo last >> $WAVE_PROJECT_ROOT/log"}
  - {id: left, type: command, dependencies: [first], script: "echo middle >> $WAVE_PROJECT_ROOT/log"}
  - {id: right, type: command, dependencies: [first], script: "echo middle >> $WAVE_PROJECT_ROOT/log"}
  - {id: first, type: command, script: "echo first >> $WAVE_PROJECT_ROOT/log"}
""")
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    assert (project.root / "log").read_text().split() == ["first", "middle", "middle", "last"]
    assert ran.recorder.told("run_started")[0].args == (("first", "left", "right", "last"),)
    assert ran.recorder.said("last") == ["step_running", "step_completed"]
    assert [fact.args for fact in ran.recorder.told("pipeline_progress")] == [(n, 4) for n in (1, 2, 3, 4)]


WAITS_FOR_OTHERS = """
      n=0
      while [ "$(ls $WAVE_PROJECT_ROOT/here | wc -l)" -lt {n} ]; do
        n=$((n+1)); [ $n -gt 400 ] && exit 9; sleep 0.01
      done
"""


def together(count: int, project: Project, workers: int) -> None:
    """A pipeline of independent steps, each of which ends when all of them are running."""
    project.write("wave.yaml", f"kind: WaveManifest\nruntime: {{max_concurrent_workers: {workers}}}\n")
    (project.root / "here").mkdir()
    wait = WAITS_FOR_OTHERS.format(n=min(count, workers))
    steps = "".join(
        f"  - id: s{at}\n    type: command\n    script: |\n      touch $WAVE_PROJECT_ROOT/here/s{at}\n{wait}"
        for at in range(count)
    )
    project.pipeline(f"steps:\n{steps}")


async def test_independent_steps_run_at_once(project: Project) -> None:
    together(4, project, workers=4)
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    assert ran.processes.most == 4


async def test_no_more_steps_run_at_once_than_the_manifest_allows(project: Project) -> None:
    together(6, project, workers=2)
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    assert ran.processes.most == 2


async def test_a_failing_step_fails_the_run_and_skips_what_needs_it(project: Project) -> None:
    project.pipeline("""
steps:
  - {id: build, type: command, script: "echo compiling; echo 'main.go:7: undefined: foo' >&2; exit 2"}
  - {id: ship, type: command, dependencies: [build], script: "touch $WAVE_PROJECT_ROOT/shipped"}
  - {id: tell, type: command, dependencies: [ship], script: "true"}
""")
    ran = await project.run()
    assert (ran.outcome.state, ran.outcome.error) == ("failed", 'step "build" failed: exit status 2')
    failed = ran.recorder.told("step_failed", "build")[0]
    assert failed.args == ("build", "exit status 2")
    assert failed.named["first"] == "command failed: exit status 2\nstderr: main.go:7: undefined: foo\n"
    assert [fact.args for fact in ran.recorder.told("step_skipped")] == [
        ("ship", "dependency failed"),
        ("tell", "dependency failed"),
    ]
    assert not (project.root / "shipped").exists()


async def test_steps_that_are_running_when_another_fails_are_allowed_to_finish(project: Project) -> None:
    project.pipeline("""
steps:
  - {id: bad, type: command, script: "until [ -e $WAVE_PROJECT_ROOT/started ]; do sleep 0.01; done; exit 1"}
  - {id: good, type: command, script: "touch $WAVE_PROJECT_ROOT/started; sleep 0.1; echo done > kept"}
  - {id: later, type: command, dependencies: [good], script: "true"}
""")
    ran = await project.run()
    assert ran.outcome.state == "failed"
    assert ran.recorder.said("good") == ["step_running", "step_completed"]
    assert ran.recorder.said("later") == []


async def test_an_optional_step_that_fails_leaves_the_run_going(project: Project) -> None:
    project.pipeline("""
steps:
  - {id: lint, type: command, optional: true, script: "exit 1"}
  - {id: after, type: command, dependencies: [lint], script: "true"}
  - {id: build, type: command, script: "true"}
""")
    ran = await project.run()
    assert ran.outcome.state == "completed"
    assert ran.recorder.told("step_failed", "lint")[0].named["goes_on"] is True
    assert ran.recorder.told("step_skipped", "after")[0].args == ("after", "dependency failed")
    assert ran.recorder.told("pipeline_progress")[-1].args[1] == 3


async def test_a_step_that_fails_and_is_to_be_skipped_is_skipped(project: Project) -> None:
    project.pipeline('steps: [{id: a, type: command, script: "exit 1", retry: {on_failure: skip}}]')
    ran = await project.run()
    assert ran.outcome.state == "completed"
    assert ran.recorder.said("a") == ["step_running", "step_skipped"]


async def test_retries_wait_as_their_policy_says_and_stop_at_success(project: Project) -> None:
    project.pipeline("""
steps:
  - id: flaky
    type: command
    script: "echo x >> tries; [ $(wc -l < tries) -eq 3 ]"
    retry: {policy: standard}
""")
    ran = await project.run()
    assert ran.outcome.state == "completed"
    assert project.sleeps == [1.0, 2.0]
    assert [fact.args for fact in ran.recorder.told("attempt_started")] == [("flaky", n, 3) for n in (1, 2, 3)]
    assert [fact.args[1] for fact in ran.recorder.told("attempt_ended")] == ["failed", "failed", "succeeded"]
    assert [fact.args for fact in ran.recorder.told("retrying")] == [("flaky", 2, 3), ("flaky", 3, 3)]
    assert len(ran.recorder.told("step_failed")) == 0


async def test_the_breaker_ends_tries_that_fail_the_same_way_three_times(project: Project) -> None:
    project.pipeline("""
steps:
  - {id: a, type: command, script: "echo '--- FAIL: TestX (0.1s)' >&2; exit 1", retry: {max_attempts: 9, base_delay: 0}}
""")
    ran = await project.run()
    assert len(ran.recorder.told("attempt_started")) == 3
    assert {fact.named["failure_class"] for fact in ran.recorder.told("attempt_ended")} == {"test_failure"}


async def test_what_cannot_get_better_is_not_tried_again(project: Project) -> None:
    project.pipeline("steps: [{id: a, type: command, script: no-such-program, retry: {policy: standard}}]")
    ran = await project.run()
    assert len(ran.recorder.told("attempt_started")) == 1
    assert ran.recorder.told("attempt_ended")[0].named["failure_class"] == "deterministic"


async def test_p16_a_step_that_is_killed_says_by_which_signal(project: Project) -> None:
    project.pipeline("""
steps:
  - {id: a, type: command, script: "kill -SEGV $$"}
  - {id: b, type: command, script: "kill -9 $$"}
""")
    ran = await project.run()
    errors = {fact.args[0]: fact.args[1] for fact in ran.recorder.told("step_failed")}
    assert errors == {"a": "killed by SIGSEGV", "b": "killed by SIGKILL (possibly out of memory)"}


async def test_a_try_that_takes_too_long_is_stopped(project: Project) -> None:
    project.pipeline("steps: [{id: a, type: command, script: 'sleep 60', timeout_minutes: 0.002}]")
    ran = await project.run()
    assert ran.outcome.error == 'step "a" failed: timed out after 0.12 s'


async def test_rework_repairs_in_the_same_workspace(project: Project) -> None:
    project.pipeline("""
steps:
  - id: build
    type: command
    script: "echo broken > out; exit 1"
    output_artifacts: [{name: out, path: out, required: true}]
    retry: {on_failure: rework, rework_step: repair}
  - id: repair
    type: command
    rework_only: true
    script: "grep -q 'exit status 1' .agents/artifacts/failure_context && echo mended > out"
  - {id: ship, type: command, dependencies: [build], script: "cp out $WAVE_PROJECT_ROOT/shipped"}
""")
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    assert (project.root / "shipped").read_text() == "mended\n"
    assert ran.recorder.said("build") == ["step_running", "step_reworking", "step_completed"]
    assert ran.recorder.told("step_completed", "build")[0].named["note"] == "reworked by repair"
    assert ran.recorder.told("run_started")[0].args == (("build", "ship"),)


async def test_rework_that_fails_fails_the_step(project: Project) -> None:
    project.pipeline("""
steps:
  - {id: build, type: command, script: "exit 1", retry: {on_failure: rework, rework_step: repair}}
  - {id: repair, type: command, rework_only: true, script: "exit 3"}
""")
    ran = await project.run()
    assert ran.outcome.state == "failed"
    assert "reworking by repair did not help: exit status 3" in ran.outcome.error


async def test_a_cancel_stops_what_runs_and_starts_nothing_new(project: Project) -> None:
    project.pipeline("""
steps:
  - {id: a, type: command, script: "touch $WAVE_PROJECT_ROOT/started; sleep 60"}
  - {id: b, type: command, dependencies: [a], script: "touch $WAVE_PROJECT_ROOT/never"}
""")
    context = project.context(project.spec())
    running = asyncio.create_task(project.finish(context))
    await until_async((project.root / "started").exists)
    context.cancelled.set()
    ran = await asyncio.wait_for(running, 5)
    assert ran.outcome.state == "cancelled"
    assert ran.recorder.said("a") == ["step_running", "step_stopped"]
    assert ran.recorder.said("b") == []
    assert not (project.root / "never").exists()


async def test_a_cancel_ends_the_pause_before_a_retry(project: Project) -> None:
    project.pipeline("steps: [{id: a, type: command, script: 'exit 1', retry: {policy: patient}}]")
    context = project.context(project.spec(), sleep=asyncio.sleep)
    running = asyncio.create_task(project.finish(context))
    made = context.recorder
    assert isinstance(made, Memory)
    await until_async(lambda: made.told("retrying"))
    context.cancelled.set()
    ran = await asyncio.wait_for(running, 2)
    assert (ran.outcome.state, len(ran.recorder.told("attempt_started"))) == ("cancelled", 1)


async def test_a_step_reports_its_own_progress(project: Project) -> None:
    report = json.dumps({"progress": 50, "message": "half", "subtask": 1, "subtasks": 2, "tokens": 5})
    project.write("report", report + "\n")
    project.pipeline("steps: [{id: a, type: command, script: 'cat $WAVE_PROJECT_ROOT/report >> $WAVE_EVENT_FILE'}]")
    ran = await project.run()
    (told,) = ran.recorder.told("progress")
    assert (told.named["percent"], told.named["message"], told.named["subtask"]) == (50, "half", 1)
    assert ran.outcome.tokens == 5


async def test_child_runs_are_runs_of_their_own(project: Project) -> None:
    project.pipeline('steps: [{id: one, type: command, script: "echo got {{ input }} {{ env.profile }}"}]', "child")
    project.pipeline("""
steps:
  - {id: call, pipeline: child, input: "x {{ input }}", config: {env: {profile: core}}}
  - {id: after, type: command, dependencies: [call], script: "echo {{ call.output }} > $WAVE_PROJECT_ROOT/seen"}
""")
    ran = await project.run(input="y")
    assert ran.outcome.state == "completed", ran.outcome
    assert (project.root / "seen").read_text() == "got x y core\n"
    (child,) = ran.recorder.told("child")
    assert child.args[2:4] == ("child", "x y")
    finished = ran.recorder.told("run_finished")
    assert [(fact.run, fact.args[0]) for fact in finished] == [(child.args[1], "completed")]


async def test_the_definition_that_ran_is_kept(project: Project) -> None:
    file = project.pipeline("steps: [{id: a, type: command, script: 'true'}]")
    await project.run()
    assert (project.root / ".agents" / "runs" / f"{RUN}.pipeline.yaml").read_text() == file.read_text()


async def test_nothing_starts_when_anything_is_refused(project: Project) -> None:
    project.pipeline("steps: [{id: a, type: command, script: 'touch $WAVE_PROJECT_ROOT/ran', thread: x}]")
    with pytest.raises(RefusedError, match=r"steps\[0\].thread is not carried out"):
        await project.run()
    assert not (project.root / "ran").exists()


async def test_a_thousand_steps_finish(project: Project) -> None:
    project.write("wave.yaml", "kind: WaveManifest\nruntime: {max_concurrent_workers: 32}\n")
    steps = "".join(f"  - {{id: s{at}, type: command, script: ':'}}\n" for at in range(1000))
    project.pipeline(f"steps:\n{steps}")
    ran = await project.run()
    assert ran.outcome.state == "completed"
    assert len(ran.recorder.told("step_completed")) == 1000


GATE = """
steps:
  - id: ask
    gate:
      type: approval
      choices: [{label: Approve, key: a, target: ship}, {label: Change, key: r, target: fix}]
  - {id: ship, type: command, dependencies: [ask], script: "true"}
  - {id: fix, type: command, dependencies: [ask], script: "true"}
  - {id: tell, type: command, dependencies: [ship], script: "true"}
  - {id: join, type: command, dependencies: [ship, fix], script: "true"}
"""


@pytest.mark.parametrize(
    ("answer", "done", "skipped"),
    [("a", ["ask", "join", "ship", "tell"], ["fix"]), ("r", ["ask", "fix", "join"], ["ship", "tell"])],
)
async def test_a_gate_leads_to_the_step_that_was_chosen(
    answer: str, done: list[str], skipped: list[str], project: Project
) -> None:
    project.pipeline(GATE)
    ran = await project.run(recorder=Memory(answers={"ask": answer}))
    assert ran.outcome.state == "completed", ran.outcome
    assert sorted(fact.step for fact in ran.recorder.told("step_completed")) == done
    assert sorted(fact.step for fact in ran.recorder.told("step_skipped")) == skipped


async def test_the_profile_of_a_request_is_a_value_of_env(project: Project) -> None:
    project.pipeline("steps: [{id: a, type: command, script: 'echo {{ env.profile }}'}]")
    ran = await project.run(profile="core")
    assert ran.context.state.outputs["a"] == "core"


async def test_a_child_run_that_takes_too_long_is_ended_and_told(project: Project) -> None:
    project.pipeline("steps: [{id: slow, type: command, script: 'sleep 60'}]", "child")
    project.pipeline("steps: [{id: call, pipeline: child, config: {timeout: 200ms}}]")
    ran = await asyncio.wait_for(project.run(), 10)
    assert ran.outcome.state == "failed" and "0.2 s" in ran.outcome.error
    (finished,) = ran.recorder.told("run_finished")
    assert finished.args[0] == "failed"
    assert ran.recorder.said("slow") == ["step_running", "step_stopped"]


async def test_a_prompt_file_or_path_that_is_no_text_fails_its_step_alone(project: Project) -> None:
    project.pipeline("""
steps:
  - {id: a, type: command, optional: true, script: x, workspace: {mount: [{source: "a\\0b", target: x}]}}
  - {id: b, type: command, script: "true"}
""")
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    assert "null" in ran.recorder.told("step_failed", "a")[0].args[1]


async def test_a_child_that_turns_out_not_to_be_runnable_is_not_half_run(project: Project) -> None:
    project.pipeline("steps: [{id: a, type: command, script: 'touch $WAVE_PROJECT_ROOT/ran', thread: x}]", "child")
    project.pipeline("steps: [{id: call, pipeline: '{{ input }}'}]")
    ran = await project.run(input="child")
    assert ran.outcome.state == "failed" and "steps[0].thread is not carried out" in ran.outcome.error
    assert ran.recorder.told("child") == []
    assert not (project.root / "ran").exists()


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "a/b", "nobody"])
async def test_i2_a_child_whose_name_leads_elsewhere_is_refused(name: str, project: Project) -> None:
    project.pipeline("steps: [{id: call, pipeline: '{{ input }}'}]")
    ran = await project.run(input=name)
    assert ran.outcome.state == "failed"
    assert ran.recorder.told("child") == []
