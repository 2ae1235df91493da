"""Steps that are one other pipeline, and branches between pipelines."""

from __future__ import annotations

from pathlib import Path

import pytest
from executions import Children, context, definition, done, failed, remembered

from wave_tui.data.engine.local.execute.composition import run_composition
from wave_tui.data.engine.local.execute.parts import ChildRun, Context, Outcome, Produced, StepOutcome


def prepare(tmp_path: Path, step: str, children: Children, **fields: object) -> Context:
    return context(tmp_path, definition(tmp_path, f"  - {{id: a, {step}}}\n"), run_child=children.run, **fields)


async def run_it(run: Context) -> StepOutcome:
    return await run_composition(run.definition.steps[0], run)


async def test_a_child_gets_the_input_of_its_parent_unless_the_step_has_one(tmp_path: Path) -> None:
    children = Children()
    await run_it(prepare(tmp_path, "pipeline: child", children))
    await run_it(prepare(tmp_path, "pipeline: child, input: 'about {{ input }}'", children))
    await run_it(prepare(tmp_path, "pipeline: child, input_ref: {literal: 'as {{ run.name }}'}", children))
    assert [child.input for child in children.started] == ["the input", "about the input", "as shop"]
    assert {child.kind for child in children.started} == {"sub_pipeline_child"}


async def test_a_child_inherits_the_environment_and_its_config_wins(tmp_path: Path) -> None:
    children = Children()
    step = "pipeline: child, config: {timeout: 90s, env: {profile: core, who: '{{ input }}'}}"
    await run_it(prepare(tmp_path, step, children, environment=(("profile", "full"), ("stage", "dev"))))
    [child] = children.started
    assert dict(child.environment) == {"profile": "core", "stage": "dev", "who": "the input"}
    assert child.timeout == 90


async def test_the_step_says_what_wave_says(tmp_path: Path) -> None:
    run = prepare(tmp_path, "pipeline: child", Children())
    outcome = await run_it(run)
    assert remembered(run).of("step_running", "step_message") == [
        ("a", 'composition: loading sub-pipeline "child"'),
        ("a", "running", 'composition: executing sub-pipeline "child"'),
    ]
    assert outcome.message == 'composition: sub-pipeline "child" completed'


async def test_a_failed_child_fails_the_step_with_its_error(tmp_path: Path) -> None:
    outcome = await run_it(prepare(tmp_path, "pipeline: child", Children(failed)))
    assert (outcome.state, outcome.error) == ("failed", 'sub-pipeline "child" failed: it broke')


@pytest.mark.parametrize("state", ["cancelled", "rejected"])
async def test_a_child_that_is_cancelled_or_rejected_makes_the_step_so(tmp_path: Path, state: str) -> None:
    children = Children(lambda child: Outcome("r", state, "why"))
    assert (await run_it(prepare(tmp_path, "pipeline: child", children))).state == state


def artifact(tmp_path: Path, text: str) -> Produced:
    (tmp_path / "findings.json").write_text(text)
    return Produced("audit", "findings", tmp_path / "findings.json", "json", "findings.json")


@pytest.mark.parametrize(("output", "expected"), [("all is well", '{"n": 1}'), ('{"named": 2}', '{"named": 2}')])
async def test_a_child_hands_over_its_structured_output_or_its_last_artifact(
    tmp_path: Path, output: str, expected: str
) -> None:
    made = artifact(tmp_path, '{"n": 1}')
    children = Children(lambda child: Outcome("r", "completed", output=output, artifacts=(made,)))
    outcome = await run_it(prepare(tmp_path, "pipeline: child", children))
    assert outcome.output == expected
    assert [(one.step, one.name, one.path) for one in outcome.artifacts] == [("a", "findings", made.path)]


async def test_an_artifact_that_is_gone_fails_the_step_with_a_sentence(tmp_path: Path) -> None:
    made = artifact(tmp_path, "{}")
    made.path.unlink()
    children = Children(lambda child: Outcome("r", "completed", output="text", artifacts=(made,)))
    outcome = await run_it(prepare(tmp_path, "pipeline: child", children))
    assert outcome.error == f"No such file or directory: {made.path}"


def branch(tmp_path: Path, on: str, children: Children, default: str = "") -> Context:
    cases = f"{{'yes': fast, 'no': skip{default}}}"
    return prepare(tmp_path, f"branch: {{on: '{on}', cases: {cases}}}", children, input=" yes\n")


@pytest.mark.parametrize("on", ["yes", "{{ input }}"])
async def test_a_branch_runs_the_pipeline_of_its_case(tmp_path: Path, on: str) -> None:
    children = Children()
    run = branch(tmp_path, on, children)
    assert (await run_it(run)).message == 'composition: sub-pipeline "fast" completed'
    assert [(child.pipeline, child.kind) for child in children.started] == [("fast", "branch_arm")]
    assert remembered(run).of("step_running") == [("a", 'branch "yes" → fast')]


async def test_a_branch_may_skip(tmp_path: Path) -> None:
    children = Children()
    outcome = await run_it(branch(tmp_path, "no", children))
    assert (outcome.state, outcome.note, children.started) == ("completed", "skipped by branch", [])


async def test_a_value_without_a_case_takes_the_default(tmp_path: Path) -> None:
    children = Children()
    await run_it(branch(tmp_path, "maybe", children, ", default: slow"))
    assert [child.pipeline for child in children.started] == ["slow"]


async def test_a_value_without_a_case_and_default_is_refused_with_the_cases(tmp_path: Path) -> None:
    outcome = await run_it(branch(tmp_path, "Yes", Children()))
    assert outcome.error == "branch: 'Yes' is none of the cases yes, no, and there is no default"


async def test_a_template_without_a_value_fails_the_step(tmp_path: Path) -> None:
    outcome = await run_it(prepare(tmp_path, "pipeline: child, input: '{{ nobody.output }}'", Children()))
    assert "refers to nothing" in outcome.error


def test_a_done_child_has_no_error() -> None:
    assert done(ChildRun("p", "", "k")).error == ""
