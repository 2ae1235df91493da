"""What a start would do, and what of a definition a request leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from execution import CALLER, Project

from wave_tui.data.engine.local.execute.check import Surroundings
from wave_tui.data.engine.local.execute.manifest import read_manifest
from wave_tui.data.engine.local.execute.plan import plan
from wave_tui.data.engine.local.execute.reading import read_definition
from wave_tui.data.engine.model import RunPlan, StartRequest

LINE = """
steps:
  - {id: fetch, type: command, script: 'echo f > f', output_artifacts: [{name: data, path: f}]}
  - {id: build, type: command, dependencies: [fetch], script: "echo b >> $WAVE_PROJECT_ROOT/log"}
  - {id: test, type: command, dependencies: [build], script: "echo t >> $WAVE_PROJECT_ROOT/log"}
  - {id: ship, type: command, dependencies: [test], script: "echo s >> $WAVE_PROJECT_ROOT/log"}
  - {id: mend, type: command, rework_only: true, script: "true"}
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with a pipeline of four steps in a line."""
    project = Project(tmp_path)
    project.pipeline(LINE)
    return project


def planned(project: Project, **request: Any) -> RunPlan:
    """The plan of a start."""
    definition = read_definition(project.root / ".agents" / "pipelines" / "demo.yaml")
    manifest = read_manifest(project.root / "wave.yaml")
    around = Surroundings(project.root, project.root / ".agents")
    return plan(definition, manifest, around, StartRequest("demo", CALLER, **request))


def runs(made: RunPlan) -> list[str]:
    """The steps that a plan runs, in its order."""
    return [step.step for step in made.steps if step.action == "run"]


def test_a_plan_lists_the_steps_in_the_order_in_which_they_run(project: Project) -> None:
    made = planned(project)
    assert (made.refusals, runs(made)) == ((), ["fetch", "build", "test", "ship"])
    assert made.steps[-1].why == "runs only to repair a failure"


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"from_step": "test"}, ["test", "ship"]),
        ({"steps": ("build", "ship")}, ["build", "ship"]),
        ({"exclude": ("test",)}, ["fetch", "build", "ship"]),
        ({"from_step": "build", "exclude": ("ship",)}, ["build", "test"]),
        ({"origin": "old-1", "reuse": ("fetch",), "exclude": ("ship",), "from_step": "test"}, ["build", "test"]),
    ],
)
async def test_what_a_request_leaves_is_planned_and_run(
    request_: dict[str, Any], expected: list[str], project: Project
) -> None:
    assert runs(planned(project, **request_)) == expected
    if "origin" not in request_:
        ran = await project.run(**request_)
        assert ran.outcome.state == "completed", ran.outcome
        assert [fact.step for fact in ran.recorder.told("step_running")] == expected
        assert ran.recorder.told("run_started")[0].args == (tuple(expected),)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"from_step": "nope"}, "--from-step: there is no step nope; there are fetch, build, test, ship, mend"),
        ({"steps": ("nope",)}, "--steps: there is no step nope"),
        ({"exclude": ("nope",)}, "--exclude: there is no step nope"),
        ({"exclude": ("fetch", "build", "test", "ship")}, "no step is left to run"),
        ({"input": "a\0b"}, "the input holds a NUL character"),
    ],
)
def test_a_request_that_does_not_fit_is_refused(request_: dict[str, Any], expected: str, project: Project) -> None:
    assert any(expected in text for text in planned(project, **request_).refusals)


def test_a_step_that_needs_an_artifact_of_one_that_would_not_run_is_refused(project: Project) -> None:
    inject = "memory: {inject_artifacts: [{step: fetch, artifact: data}]}"
    project.pipeline(LINE.replace("id: ship,", f"id: ship, {inject},"))
    assert planned(project, from_step="ship").refusals == (
        "step ship needs artifact data of fetch, which would not run; let it run, too",
    )


def test_a_missing_system_prompt_is_a_warning(project: Project) -> None:
    project.write("wave.yaml", "adapters: {a: {binary: sh}}\npersonas: {p: {adapter: a, system_prompt_file: p.md}}\n")
    project.pipeline("steps: [{id: ask, persona: p, exec: {type: prompt, source: x}}]")
    assert planned(project).warnings == ("step ask: p.md is missing; p runs without system prompt",)
