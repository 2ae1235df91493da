"""What a retry would do, and that it does just that."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from builders import detail, step
from builders import run as stored_run
from execution import CALLER, RUN, Project, Ran

from wave_tui.data.engine.local.execute.check import Surroundings
from wave_tui.data.engine.local.execute.manifest import read_manifest
from wave_tui.data.engine.local.execute.reading import read_definition
from wave_tui.data.engine.local.execute.retry_plan import read_origin, retry_plan
from wave_tui.data.engine.model import RunPlan, StartRequest

AGAIN = "demo-20261120-130000-0123456789abcdef"
GRAPH = """
steps:
  - {id: fetch, type: command, script: "echo data > f; echo fetch >> $LOG", output_artifacts: [{name: data, path: f}]}
  - {id: lint, type: command, dependencies: [fetch], script: "echo lint >> $LOG"}
  - {id: test, type: command, dependencies: [fetch], script: "echo test >> $LOG; cat f; test -e ../../../../fixed"}
  - {id: ship, type: command, dependencies: [lint, test], script: "echo ship >> $LOG"}
"""
STATES = {"fetch": "completed", "lint": "completed", "test": "failed", "ship": "skipped"}


@pytest.fixture
async def failed(tmp_path: Path) -> tuple[Project, Ran]:
    """A project with a run whose step test failed."""
    project = Project(tmp_path)
    project.pipeline(GRAPH.replace("$LOG", "$WAVE_PROJECT_ROOT/log"))
    ran = await project.run()
    assert ran.outcome.state == "failed"
    (project.root / "log").unlink()
    return project, ran


def planned(project: Project, choice: str, name: str = "", states: dict[str, str] | None = None) -> RunPlan:
    """The plan of a retry of the failed run."""
    definition = read_definition(project.root / ".agents" / "pipelines" / "demo.yaml")
    manifest = read_manifest(project.root / "wave.yaml")
    around = Surroundings(project.root, project.root / ".agents")
    steps = tuple(step(one, state=state) for one, state in (states or STATES).items())
    origin = read_origin(detail(*steps, run=stored_run(id=RUN)), definition, manifest, around)
    return retry_plan(definition, manifest, around, origin, choice, name)


def actions(made: RunPlan) -> dict[str, str]:
    """What a plan does with each step."""
    return {one.step: one.action for one in made.steps}


async def retried(project: Project, made: RunPlan) -> Ran:
    """Run what a plan says."""
    request = StartRequest(
        "demo",
        CALLER,
        origin=RUN,
        reuse=tuple(one.step for one in made.steps if one.action == "reuse"),
        exclude=tuple(one.step for one in made.steps if one.action == "skip"),
    )
    return await project.run(run=AGAIN, request=request)


def did(project: Project) -> list[str]:
    """The steps whose commands ran."""
    return sorted((project.root / "log").read_text().split())


ALL = dict.fromkeys(STATES, "run")
REST = {"fetch": "reuse", "lint": "reuse", "test": "run", "ship": "run"}


@pytest.mark.parametrize(
    ("choice", "name", "expected"),
    [
        ("failed", "", REST),
        ("from-step", "test", REST),
        ("from-step", "lint", {"fetch": "reuse", "lint": "run", "test": "run", "ship": "run"}),
        ("step", "test", {"fetch": "reuse", "lint": "reuse", "test": "run", "ship": "skip"}),
        ("all", "", ALL),
    ],
)
async def test_a_retry_does_what_its_plan_says(
    choice: str, name: str, expected: dict[str, str], failed: tuple[Project, Ran]
) -> None:
    project, _ = failed
    project.write("fixed", "")
    made = planned(project, choice, name)
    assert (made.refusals, actions(made)) == ((), expected)
    ran = await retried(project, made)
    assert ran.outcome.state == "completed", ran.outcome
    assert did(project) == sorted(one for one, action in expected.items() if action == "run")


async def test_reused_artifacts_are_there_and_are_the_new_run_s_own(failed: tuple[Project, Ran]) -> None:
    project, _ = failed
    project.write("fixed", "")
    made = planned(project, "failed")
    assert made.reused == (("fetch/data", "ok"),)
    ran = await retried(project, made)
    assert ran.context.state.outputs["test"] == "data"
    copy = f".agents/workspaces/{AGAIN}/fetch/.agents/artifacts/fetch/data"
    assert ran.recorder.told("artifact", "fetch")[0].args[:4] == ("fetch", "data", copy, "")
    assert ran.recorder.said("fetch") == ["step_completed"]
    assert ran.recorder.told("step_completed", "fetch")[0].named["note"] == f"reused from {RUN}"


async def test_a_result_that_is_gone_is_made_again(failed: tuple[Project, Ran]) -> None:
    project, ran = failed
    ran.file("fetch", ".agents/artifacts/fetch/data").unlink()
    made = planned(project, "failed")
    assert made.reused == (("fetch/data", "MISSING"),)
    assert actions(made) == {"fetch": "run", "lint": "reuse", "test": "run", "ship": "run"}
    assert made.steps[0].why == "what it left is gone"


async def test_p12_a_retry_of_one_step_whose_needs_are_gone_is_refused(failed: tuple[Project, Ran]) -> None:
    project, _ = failed
    shutil.rmtree(project.root / ".agents" / "workspaces")
    assert planned(project, "step", "test").refusals == (f"what step fetch left in {RUN} is gone; retry from fetch on",)
    assert actions(planned(project, "failed")) == ALL


async def test_what_changed_in_the_definition_is_told(failed: tuple[Project, Ran]) -> None:
    project, _ = failed
    assert planned(project, "failed").changed == ()
    project.pipeline(GRAPH.replace("$LOG", "$WAVE_PROJECT_ROOT/log").replace("echo ship", "echo shipped"))
    made = planned(project, "failed")
    assert [line[:1] for line in made.changed if "ship >>" in line or "shipped" in line] == ["-", "+"]
    assert made.warnings == (f"the definition has changed since {RUN} (2 lines)",)


async def test_the_plan_of_a_run_of_another_engine_says_that_changes_are_not_known(failed: tuple[Project, Ran]) -> None:
    project, _ = failed
    (project.root / ".agents" / "runs" / f"{RUN}.pipeline.yaml").unlink()
    assert "no copy of the definition" in planned(project, "failed").warnings[0]


@pytest.mark.parametrize(
    ("choice", "name", "expected"),
    [("step", "nope", "there is no step nope"), ("from-step", "", "there is no step (none)"), ("half", "", "'half'")],
)
async def test_a_choice_that_does_not_fit_is_refused(
    choice: str, name: str, expected: str, failed: tuple[Project, Ran]
) -> None:
    assert expected in planned(failed[0], choice, name).refusals[0]


async def test_a_run_whose_steps_all_completed_has_nothing_to_retry(failed: tuple[Project, Ran]) -> None:
    project, _ = failed
    states: Any = dict.fromkeys(STATES, "completed")
    project.write("fixed", "")
    whole = await project.run()
    assert whole.outcome.state == "completed"
    assert "every step" in planned(project, "failed", states=states).refusals[0]


async def test_what_was_reused_can_be_reused_again(failed: tuple[Project, Ran]) -> None:
    project, _ = failed
    await retried(project, planned(project, "failed"))
    request = StartRequest("demo", CALLER, origin=AGAIN, reuse=("fetch", "lint"))
    project.write("fixed", "")
    third = await project.run(run=AGAIN.replace("13", "14"), request=request)
    assert third.outcome.state == "completed", third.outcome
    assert third.context.state.outputs["test"] == "data"
