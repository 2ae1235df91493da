"""Wave's own demo pipelines, run to their end with a program in the model's place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from adapters import install
from execution import Memory, Project

FIXTURES = Path(__file__).parents[3] / "fixtures" / "project" / ".agents"
SCHEMA = """{"type": "object", "required": ["summary", "score"],
 "properties": {"summary": {"type": "string"}, "score": {"type": "integer"}}}"""
ENDS = {
    "demo-child": "completed",
    "demo-cmd": "completed",
    "demo-cmd-fail": "failed",
    "demo-contract-fail": "failed",
    "demo-diamond": "completed",
    "demo-fail": "completed",
    "demo-gate": "completed",
    "demo-iterate": "completed",
    "demo-long": "completed",
    "demo-loop": "completed",
    "demo-missing-artifact": "failed",
    "demo-quick": "completed",
    "demo-retry": "completed",
    "demo-wide": "completed",
}


@pytest.fixture
def demos(tmp_path: Path) -> Project:
    """A project with all demo pipelines and their contracts."""
    project = Project(tmp_path)
    shutil.copytree(FIXTURES / "pipelines", tmp_path / ".agents" / "pipelines")
    project.write(".agents/contracts/demo-report.schema.json", SCHEMA)
    for file in (tmp_path / ".agents" / "pipelines").iterdir():
        file.write_text(file.read_text().replace("sleep 0.3", "true").replace("sleep 1", "true"))
    install(project)
    return project


def test_every_demo_pipeline_is_run() -> None:
    assert sorted(ENDS) == sorted(file.stem for file in (FIXTURES / "pipelines").iterdir())


@pytest.mark.parametrize("name", ENDS)
async def test_a_demo_pipeline_ends_as_it_should(name: str, demos: Project) -> None:
    ran = await demos.run(name, input="the parser", recorder=Memory(answers={"approve": "a"}))
    assert ran.outcome.state == ENDS[name], ran.outcome


async def test_a_prompt_step_is_told_as_wave_tells_it(demos: Project) -> None:
    ran = await demos.run("demo-quick", input="the parser")
    running = ran.recorder.told("step_running", "scan")[0]
    assert running.named["persona"] == "navigator" and running.named["adapter"] == "claude"
    percents = [(fact.args[1:], fact.named) for fact in ran.recorder.told("progress", "scan")]
    assert percents == [((25, "Executing agent"), {}), ((75, "Processing results"), {"tokens": 100})]
    assert ran.recorder.said("scan") == ["step_running", "step_completed"]
    assert [fact.args[1] for fact in ran.recorder.told("contract", "scan")] == ["validating", "contract_passed"]
    assert ran.outcome.tokens == 300


async def test_an_adapter_that_fails_without_a_known_reason_is_a_warning(demos: Project) -> None:
    ran = await demos.run("demo-fail")
    warning = ran.recorder.told("step_message", "build")[0]
    assert warning.args == ("build", "warning", "adapter exited with code 1: general_error")


async def test_a_broken_contract_is_tried_again_with_a_stronger_model(demos: Project) -> None:
    ran = await demos.run("demo-retry")
    models = [fact.named["model"] for fact in ran.recorder.told("step_running", "draft")]
    assert models == ["haiku", "sonnet"]
    assert [fact.named["configured_model"] for fact in ran.recorder.told("step_running", "draft")] == ["cheapest"] * 2
    assert demos.sleeps[0] == 1.0


async def test_an_artifact_that_never_comes_ends_all_tries(demos: Project) -> None:
    ran = await demos.run("demo-missing-artifact")
    assert demos.sleeps == [0.3, 0.3]
    assert "required artifact missing: binary (dist/app.txt)" in ran.outcome.error


async def test_children_of_an_iteration_run_in_parallel_and_hand_their_results_over(demos: Project) -> None:
    ran = await demos.run("demo-iterate")
    lineages = [fact.args[4] for fact in ran.recorder.told("child")]
    assert [(one.kind, one.index, one.total, one.mode) for one in lineages] == [
        ("iterate_child", index, 3, "parallel") for index in range(3)
    ]
    assert ran.recorder.told("artifact", "fanout")[0].args[1] == "collected-output"
