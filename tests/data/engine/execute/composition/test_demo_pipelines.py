"""The demo pipelines of a real Wave project, executed with the real recorder and compared with what Wave recorded."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from execution import CALLER
from real_commands import Running
from recording import Person, Scene
from waiting import until_async

from wave_tui.data.engine.local.execute.execute import execute, prepare
from wave_tui.data.engine.local.execute.parts import Context, Outcome
from wave_tui.data.engine.model import RunSpec, StartRequest
from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.answers import answer, waiting

TESTS = Path(__file__).parents[4]
WAVE = TESTS / "fixtures/project/.agents"
PERSONAS = ("navigator", "auditor", "craftsman", "summarizer")
MANIFEST = "kind: WaveManifest\nadapters: {fake: {binary: fake-model, default_model: m}}\npersonas:\n" + "".join(
    f"  {name}: {{adapter: fake, permissions: {{allowed_tools: ['*']}}}}\n" for name in PERSONAS
)
SCHEMA = """{"type": "object", "required": ["summary", "score"],
 "properties": {"summary": {"type": "string"}, "score": {"type": "integer"}}}"""
_PRINTED = re.compile(r"\s.*json.*", re.DOTALL)
ASIDE = ("stream_activity", "eta_updated", "step_progress", "recovery")


@dataclass
class Project:
    """A project with Wave's demo pipelines and a program for its personas."""

    scene: Scene

    def prepare(self, pipeline: str, text: str) -> Context:
        """A run of a pipeline, about to begin."""
        recorder = self.scene.starts(pipeline, text)
        root, cancelled = self.scene.root, asyncio.Event()
        spec = RunSpec(
            run=recorder.run,
            token="t" * 32,
            pipeline=pipeline,
            definition=root / f".agents/pipelines/{pipeline}.yaml",
            root=root,
            state_folder=root / ".agents",
            store=self.scene.store,
            request=StartRequest(pipeline, CALLER, input=text),
            created=0.0,
            environ={**os.environ, "PATH": f"{root}/bin:{os.environ['PATH']}"},
        )
        return prepare(spec, recorder, Running(cancelled), cancelled)

    async def run(self, pipeline: str, text: str) -> Outcome:
        """Run a pipeline to its recorded end."""
        return await self.finish(self.prepare(pipeline, text))

    async def finish(self, context: Context) -> Outcome:
        """Run what is prepared to its recorded end."""
        outcome = await execute(context)
        context.recorder.run_finished(outcome.state, outcome.error)
        return outcome

    def children(self, run: str) -> list[tuple[object, ...]]:
        """What the store says about the children of a run."""
        return self.scene.rows(_CHILDREN, run)


_CHILDREN = (
    "SELECT parent_step_id, pipeline_name, status, run_kind, iterate_index, iterate_total, iterate_mode,"
    " sub_pipeline_ref, input FROM pipeline_run WHERE parent_run_id = ? ORDER BY iterate_index, started_at"
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The project in a scratch folder."""
    (tmp_path / ".agents/pipelines").mkdir(parents=True)
    for file in (WAVE / "pipelines").iterdir():
        hasty = re.sub(r"sleep [0-9.]+", "sleep 0.01", file.read_text())
        (tmp_path / ".agents/pipelines" / file.name).write_text(hasty)
    (tmp_path / "wave.yaml").write_text(MANIFEST)
    (tmp_path / ".agents/contracts").mkdir()
    (tmp_path / ".agents/contracts/demo-report.schema.json").write_text(SCHEMA)
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/fake-model"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "{TESTS}/fake_model.py"\n')
    program.chmod(0o755)
    return Project(Scene(tmp_path))


def waves(pipeline: str, text: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The id of Wave's run of a pipeline with that input, and its events."""
    with closing(sqlite3.connect(f"file:{WAVE}/state.db?mode=ro&immutable=1", uri=True)) as connection:
        sql = "SELECT run_id FROM pipeline_run WHERE pipeline_name = ? AND input = ? AND run_kind = ''"
        (run,) = connection.execute(sql, (pipeline, text)).fetchone()
        events = "SELECT step_id, state, message FROM event_log WHERE run_id = ? ORDER BY id"
        return run, list(connection.execute(events, (run,)))


def comparable(run: str, events: list[tuple[str, str, str]]) -> Counter[tuple[str, str, str]]:
    """Events without what depends on the id of the run and on what a program prints; parallel ones have no order."""
    kept = [
        (step, state, re.sub(r"\s.*json.*", "", text.replace(run, "RUN"), flags=re.S)) for step, state, text in events
    ]
    return Counter(event for event in kept if event[1] not in ASIDE)


def same_as_wave(project: Project, pipeline: str, text: str) -> None:
    """The events of the project's run are those of Wave's run."""
    ours = f"{pipeline}-1"
    run, events = waves(pipeline, text)
    assert comparable(ours, project.scene.log(ours)) == comparable(run, events)


async def test_demo_iterate_runs_its_children_in_parallel_and_collects_them(project: Project) -> None:
    text = "input for demo-iterate"
    assert (await project.run("demo-iterate", text)).state == "completed"
    same_as_wave(project, "demo-iterate", text)
    row = ("fanout", "demo-child", "completed", "iterate_child")
    assert project.children("demo-iterate-1") == [
        (*row, index, 3, "parallel", "demo-child", name) for index, name in enumerate(("alpha", "beta", "gamma"))
    ]
    one = '{"summary":"f","score":50,"findings":[{"title":"a","severity":"high"}]}'
    collected = project.scene.root / ".agents/output/fanout-collected.json"
    assert collected.read_text() == f"[{one},{one},{one}]"
    artifacts = project.scene.rows(
        "SELECT step_id, name, path, type, size_bytes FROM artifact WHERE run_id = 'demo-iterate-1'"
    )
    assert artifacts == [("fanout", "collected-output", ".agents/output/fanout-collected.json", "json", 217)]


async def test_demo_loop_goes_round_three_times_and_takes_its_branch(project: Project) -> None:
    assert (await project.run("demo-loop", "loopy")).state == "completed"
    same_as_wave(project, "demo-loop", "loopy")
    assert [row[:4] for row in project.children("demo-loop-1")] == [
        *[("refine-child", "demo-cmd", "completed", "sub_pipeline_child")] * 3,
        ("route", "demo-cmd", "completed", "branch_arm"),
    ]
    notes = "SELECT step_id, state, error_message FROM step_state WHERE pipeline_id = 'demo-loop-1' ORDER BY step_id"
    assert project.scene.rows(notes) == [
        ("plan", "completed", ""),
        ("refine", "completed", "max iterations reached"),
        ("refine-child", "completed", ""),
        ("route", "completed", ""),
    ]


@pytest.mark.parametrize(("key", "state", "shipped"), [("a", "completed", "completed"), ("r", "failed", None)])
async def test_demo_gate_waits_for_an_answer_in_the_store(
    project: Project, key: str, state: str, shipped: str | None
) -> None:
    context = project.prepare("demo-gate", "gate auto")
    running = asyncio.create_task(project.finish(context))
    await until_async(lambda: waiting(project.scene.store, context.run), 10)
    [asked] = waiting(project.scene.store, context.run)
    assert [(one.key, one.label) for one in asked.choices] == [("a", "Approve"), ("r", "Reject")]
    assert asked.message == "Ship this change?"
    answer(project.scene.store, context.run, "approve", key, Person(), 1.0)
    assert (await asyncio.wait_for(running, 10)).state == state
    states = dict(project.scene.rows("SELECT step_id, state FROM step_state WHERE pipeline_id = ?", context.run))
    assert states.get("ship") in (shipped, "skipped" if shipped is None else shipped)


async def test_demo_gate_says_what_wave_says_except_for_its_question(project: Project) -> None:
    context = project.prepare("demo-gate", "gate auto")
    running = asyncio.create_task(project.finish(context))
    await until_async(lambda: waiting(project.scene.store, context.run), 10)
    answer(project.scene.store, context.run, "approve", "a", Person(), 1.0)
    await asyncio.wait_for(running, 10)
    run, events = waves("demo-gate", "gate auto")
    ours = comparable(context.run, [event for event in project.scene.log(context.run) if event[1] != "gate_answered"])
    theirs = comparable(run, events)
    assert ours - theirs == Counter({("", "gate_waiting", "gate: approval — Ship this change?"): 1})
    assert theirs - ours == Counter({("", "gate_waiting", "gate: approval — "): 1})


async def test_demo_contract_fail_stops_at_the_contract(project: Project) -> None:
    text = "input for demo-contract-fail"
    outcome = await project.run("demo-contract-fail", text)
    assert outcome.state == "failed"
    assert "at /score: 'not-a-number' is not of type 'integer'" in outcome.error
    run, events = waves("demo-contract-fail", text)
    assert comparable(run, events) <= comparable("demo-contract-fail-1", project.scene.log("demo-contract-fail-1"))
    assert project.scene.rows("SELECT DISTINCT failure_class FROM step_attempt WHERE failure_class != ''") == [
        ("contract_failure",)
    ]


async def test_demo_retry_passes_at_the_second_try(project: Project) -> None:
    text = "input for demo-retry"
    assert (await project.run("demo-retry", text)).state == "completed"
    same_as_wave(project, "demo-retry", text)


async def test_demo_child_runs_by_itself(project: Project) -> None:
    outcome = await project.run("demo-child", "alpha")
    assert (outcome.state, [one.name for one in outcome.artifacts]) == ("completed", ["findings"])


async def test_a_cancel_reaches_the_children_of_children(project: Project) -> None:
    pipelines = project.scene.root / ".agents/pipelines"
    head = "kind: WavePipeline\nmetadata: {name: %s}\nsteps:\n"
    (pipelines / "deep.yaml").write_text(head % "deep" + "  - {id: wait, type: command, script: 'sleep 60'}\n")
    over = "iterate: {over: '[1,2]', mode: parallel}"
    (pipelines / "middle.yaml").write_text(head % "middle" + f"  - {{id: m, pipeline: deep, {over}}}\n")
    (pipelines / "top.yaml").write_text(head % "top" + "  - {id: t, pipeline: middle}\n")
    context = project.prepare("top", "")
    running = asyncio.create_task(project.finish(context))
    sql = "SELECT count(*) FROM step_state WHERE step_id = 'wait' AND state = 'running'"
    await until_async(lambda: project.scene.rows(sql) == [(2,)], 10)
    context.cancelled.set()
    assert (await asyncio.wait_for(running, 10)).state == "cancelled"
    states = project.scene.rows("SELECT pipeline_name, status FROM pipeline_run ORDER BY pipeline_name")
    assert states == [("deep", "cancelled"), ("deep", "cancelled"), ("middle", "cancelled"), ("top", "cancelled")]


async def test_a_child_that_takes_too_long_ends_with_all_below_it(project: Project) -> None:
    pipelines = project.scene.root / ".agents/pipelines"
    head = "kind: WavePipeline\nmetadata: {name: %s}\nsteps:\n"
    (pipelines / "deep.yaml").write_text(head % "deep" + "  - {id: wait, type: command, script: 'exec sleep 60'}\n")
    (pipelines / "middle.yaml").write_text(head % "middle" + "  - {id: m, pipeline: deep}\n")
    (pipelines / "top.yaml").write_text(head % "top" + "  - {id: t, pipeline: middle, config: {timeout: 300ms}}\n")
    outcome = await asyncio.wait_for(project.run("top", ""), 10)
    assert outcome.error == 'step "t" failed: sub-pipeline "middle" failed: timed out after 0.3 s'
    states = project.scene.rows("SELECT pipeline_name, status FROM pipeline_run ORDER BY pipeline_name")
    assert states == [("deep", "cancelled"), ("middle", "failed"), ("top", "failed")]


async def test_a_pipeline_that_runs_itself_by_a_name_from_outside_ends_with_a_sentence(project: Project) -> None:
    text = "kind: WavePipeline\nmetadata: {name: circle}\nsteps:\n  - {id: again, pipeline: '{{ input }}'}\n"
    (project.scene.root / ".agents/pipelines/circle.yaml").write_text(text)
    outcome = await project.run("circle", "circle")
    assert outcome.state == "failed"
    assert "check for a circle" in outcome.error
