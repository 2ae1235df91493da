"""What composed steps keep and have checked after their work, how long they may take, and what is refused before."""

from __future__ import annotations

import pytest
from execution import Project

from wave_tui.data.engine.local.execute.composition.refusals import composition_refusals, hook_refusals
from wave_tui.data.engine.local.execute.definition import Hook
from wave_tui.data.errors import RefusedError

MERGE = """
steps:
  - {id: list, type: command, script: "echo '[[1],[2]]'"}
  - id: merge
    dependencies: [list]
    aggregate: {from: "{{ list.output }}", into: out/merged.json, strategy: merge_arrays}
    output_artifacts: [{name: all, path: out/merged.json, type: json, required: true}]
    handover: {contract: {type: json_schema, source: out/merged.json, schema: '{"maxItems": LIMIT}'}}
  - id: use
    type: command
    dependencies: [merge]
    memory: {inject_artifacts: [{step: merge, artifact: all}, {step: merge, artifact: merged}]}
    script: "cat .agents/artifacts/all .agents/artifacts/merged > $WAVE_PROJECT_ROOT/seen"
"""


async def test_a_composed_step_keeps_its_artifacts_and_has_its_contracts_checked(project: Project) -> None:
    project.pipeline(MERGE.replace("LIMIT", "2"))
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    assert (project.root / "seen").read_text() == "[1,2][1,2]"


async def test_a_contract_of_a_composed_step_that_does_not_hold_fails_it(project: Project) -> None:
    project.pipeline(MERGE.replace("LIMIT", "1"))
    ran = await project.run()
    assert 'step "merge" failed: contract validation failed' in ran.outcome.error
    assert not (project.root / "seen").exists()


async def test_a_matrix_works_in_a_folder_per_item_and_collects_what_it_left(project: Project) -> None:
    project.pipeline("""
steps:
  - {id: plan, type: command, script: "echo '{\\"items\\": [{\\"n\\": 1}, {\\"n\\": 2}]}' > items.json"}
  - id: work
    type: command
    dependencies: [plan]
    script: "test ! -e here && touch here && echo {{ item.n }}$(basename $PWD)"
    strategy: {type: matrix, items_source: plan/items.json, item_key: items}
    output_artifacts: [{name: said, source: stdout}, {name: mark, path: here, required: true}]
    handover: {contract: {type: test_suite, command: "test -e here"}}
""")
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    assert (project.root / ".agents/output/work-collected.json").read_text() == '["1worker_0\\n","2worker_1\\n"]'


async def test_a_composed_step_ends_after_its_timeout(project: Project) -> None:
    project.pipeline("steps: [{id: wait, type: command, script: 'exec sleep 60'}]", "child")
    project.pipeline("steps: [{id: call, pipeline: child, timeout_minutes: 0.005}]")
    ran = await project.run()
    assert ran.outcome.error == 'step "call" failed: timed out after 0.3 s'
    assert [fact.args[0] for fact in ran.recorder.told("run_finished")] == ["cancelled"]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("iterate: {over: '[1]'}", "name it under pipeline"),
        ("pipeline: demo, iterate: {mode: parallel}", "iterate.over is missing"),
        ("script: x, strategy: {type: matrix}", "strategy.items_source is missing"),
        ("branch: {on: x}", "branch.cases is missing"),
        ("aggregate: {from: x, strategy: concat}", "aggregate needs from, into and strategy"),
        ("gate: {type: timer}", "gate.timeout is missing"),
        ("loop: {until: x}", "loop.max_iterations is missing"),
        ("loop: {max_iterations: 2}", "loop has nothing to repeat"),
    ],
)
async def test_what_is_missing_is_told_before_anything_starts(project: Project, step: str, why: str) -> None:
    project.pipeline(f"steps: [{{id: first, type: command, script: 'touch ran'}}, {{id: a, {step}}}]")
    with pytest.raises(RefusedError, match=why):
        await project.run()


def test_hooks_that_cannot_run_are_named() -> None:
    hooks = (Hook("a", "run_start", command="true", matcher="("), Hook("b", "run_start"), Hook("c", "x", "script"))
    assert [text.partition(":")[0] for text in hook_refusals(hooks)] == [
        "hook a",
        "hook b has no command; add one",
        "hook c has no script; add one",
    ]


def test_a_complete_step_is_not_refused(project: Project) -> None:
    from wave_tui.data.engine.local.execute.reading import read_definition

    file = project.pipeline(MERGE.replace("LIMIT", "2"))
    assert [text for step in read_definition(file).steps for text in composition_refusals(step)] == []


GIVES = """
steps:
  - id: scan
    type: command
    script: "echo '{\\"n\\": {\\"m\\": 7}}' > scan.json; echo aside > aside"
    output_artifacts: [{name: scan, path: scan.json, type: json}, {name: aside, path: aside}]
  - {id: between, type: command, dependencies: [scan], script: "true"}
  - {id: call, dependencies: [between], pipeline: child, CONFIG}
"""
CHILD = """
steps:
  - {id: one, type: command, script: "cat .agents/artifacts/aside > got; echo {{ input }} >> got; ls .agents/artifacts",
     output_artifacts: [{name: got, path: got}]}
"""


async def test_a_child_gets_a_field_as_input_and_the_artifacts_that_are_injected(project: Project) -> None:
    project.pipeline(CHILD, "child")
    config = "input_ref: {from: scan.scan.n}, config: {inject: [aside], extract: [got]}"
    project.pipeline(GIVES.replace("CONFIG", config))
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    got = next(one for one in ran.outcome.artifacts if one.name == "got" and one.step == "call")
    assert got.path.read_text() == 'aside\n{"m": 7}\n'


async def test_the_artifacts_of_its_dependencies_reach_a_child_without_being_named(project: Project) -> None:
    project.pipeline(CHILD, "child")
    project.pipeline(GIVES.replace("CONFIG", "input: x").replace("[between]", "[scan]"))
    assert (await project.run()).outcome.state == "completed"


async def test_a_path_of_an_artifact_can_be_named_in_a_template(project: Project) -> None:
    child = 'steps: [{id: one, type: command, script: "cat {{ artifacts.aside }} > $WAVE_PROJECT_ROOT/seen"}]'
    project.pipeline(child, "child")
    project.pipeline(GIVES.replace("CONFIG", "config: {inject: [aside]}"))
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    assert (project.root / "seen").read_text() == "aside\n"


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ("config: {inject: [nothing]}", "config.inject: there is no artifact nothing yet"),
        ("config: {inject: [aside], extract: [got, more]}", "left no artifact more, which config.extract names"),
    ],
)
async def test_an_artifact_that_is_not_there_fails_the_step_by_its_name(
    project: Project, config: str, why: str
) -> None:
    project.pipeline(CHILD, "child")
    project.pipeline(GIVES.replace("CONFIG", config))
    assert why in (await project.run()).outcome.error


async def test_max_cycles_bounds_the_loops_of_a_child_that_do_not_say_it_themselves(project: Project) -> None:
    project.pipeline("steps: [{id: one, type: command, script: 'echo x >> $WAVE_PROJECT_ROOT/rounds'}]", "inner")
    project.pipeline("steps: [{id: again, loop: {steps: [{id: in, pipeline: inner}]}}]", "child")
    project.pipeline("steps: [{id: call, pipeline: child, config: {max_cycles: 2}}]")
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    assert (project.root / "rounds").read_text() == "x\nx\n"
