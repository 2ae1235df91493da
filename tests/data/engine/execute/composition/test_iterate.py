"""A pipeline for every item of a list: order, parallelism, failures, what is collected."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from executions import Children, context, definition, done, failed, remembered
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wave_tui.data.engine.local.execute.composition import run_composition
from wave_tui.data.engine.local.execute.parts import ChildRun, Context, Outcome, StepOutcome
from wave_tui.data.errors import NotFoundError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=4), below, max_size=4),
    max_leaves=12,
)


def prepare(tmp_path: Path, over: str, keys: str = "", children: Children | None = None, **fields: object) -> Context:
    text = f"  - id: fanout\n    pipeline: child\n    input: '{{{{ item }}}}'\n    iterate: {{over: '{over}'{keys}}}\n"
    run = (children or Children()).run
    return context(tmp_path, definition(tmp_path, text), run_child=run, **fields)


async def iterate(run: Context) -> StepOutcome:
    return await run_composition(run.definition.steps[0], run)


def messages(run: Context) -> list[tuple[object, ...]]:
    return [values[1:] for values in remembered(run).of("step_running", "step_message")]


async def test_parallel_items_run_at_once_and_say_what_wave_says(tmp_path: Path) -> None:
    children = Children()
    run = prepare(tmp_path, '["alpha","beta","gamma"]', ", mode: parallel, max_concurrent: 2", children)
    outcome = await iterate(run)
    assert (outcome.state, outcome.message) == ("completed", "iterate: all 3 items completed (parallel)")
    assert children.most == 2
    said = messages(run)
    assert said[0] == ("iterate: 3 items (mode: parallel)",)
    assert said[1:4] == [
        ("running", "iterate parallel item 1/3: child"),
        ("running", 'composition: loading sub-pipeline "child"'),
        ("running", 'composition: executing sub-pipeline "child"'),
    ]
    assert said.count(("completed", 'composition: sub-pipeline "child" completed')) == 3


async def test_the_children_know_their_place_in_the_list(tmp_path: Path) -> None:
    children = Children()
    await iterate(prepare(tmp_path, '["a","b"]', "", children))
    assert [(one.input, one.kind, one.index, one.total, one.mode) for one in children.started] == [
        ("a", "iterate_child", 1, 2, "serial"),
        ("b", "iterate_child", 2, 2, "serial"),
    ]


async def test_sequential_items_run_one_after_the_other(tmp_path: Path) -> None:
    children = Children()
    await iterate(prepare(tmp_path, "[1,2,3,4]", ", mode: sequential", children))
    assert children.most == 1


async def test_without_a_limit_the_projects_workers_are_the_limit(tmp_path: Path) -> None:
    children = Children()
    await iterate(prepare(tmp_path, json.dumps(list(range(40))), ", mode: parallel", children))
    assert children.most == 5


async def test_outputs_are_collected_in_the_order_of_the_items(tmp_path: Path) -> None:
    run = prepare(tmp_path, '["a","b"]', ", mode: parallel")
    outcome = await iterate(run)
    assert outcome.output == '[{"input":"a"},{"input":"b"}]'
    assert (tmp_path / ".agents/output/fanout-collected.json").read_text() == outcome.output
    [artifact] = outcome.artifacts
    assert (artifact.step, artifact.name, artifact.kind) == ("fanout", "collected-output", "json")
    assert artifact.path.read_text() == outcome.output
    recorded = remembered(run).of("artifact")
    assert [values[:5] for values in recorded] == [
        ("fanout", "collected-output", ".agents/output/fanout-collected.json", "json", len(outcome.output))
    ]


async def test_another_run_of_the_pipeline_does_not_change_what_this_one_collected(tmp_path: Path) -> None:
    outcome = await iterate(prepare(tmp_path, '["a"]'))
    (tmp_path / ".agents/output/fanout-collected.json").write_text("[]")
    assert outcome.artifacts[0].path.read_text() == '[{"input":"a"}]'


async def test_a_failure_ends_the_list_and_names_the_item(tmp_path: Path) -> None:
    children = Children(lambda child: failed(child) if child.input == "b" else done(child))
    outcome = await iterate(prepare(tmp_path, '["a","b","c"]', "", children))
    assert outcome.state == "failed"
    assert outcome.error == 'iterate item 2 (child): sub-pipeline "child" failed: it broke'
    assert [one.input for one in children.started] == ["a", "b"]


async def test_what_runs_beside_a_failure_goes_on_to_its_end(tmp_path: Path) -> None:
    children = Children(lambda child: failed(child) if child.input == "a" else done(child))
    outcome = await iterate(prepare(tmp_path, '["a","b","c"]', ", mode: parallel, max_concurrent: 2", children))
    assert "iterate item 1" in outcome.error
    assert [one.input for one in children.started] == ["a", "b"]
    assert children.running == 0


async def test_continue_passes_over_failures_and_says_so(tmp_path: Path) -> None:
    children = Children(lambda child: failed(child) if child.input == "b" else done(child, "[1]"))
    run = prepare(tmp_path, '["a","b","c"]', ", on_failure: continue", children)
    outcome = await iterate(run)
    assert outcome.message == "iterate: 2 of 3 items completed, 1 failed (sequential)"
    assert outcome.output == "[[1],null,[1]]"
    assert [str(said[1]).partition(" (")[0] for said in messages(run) if said[0] == "warning"] == ["iterate item 2"]


async def test_an_empty_list_is_done_at_once(tmp_path: Path) -> None:
    outcome = await iterate(prepare(tmp_path, "[]", ", mode: parallel"))
    assert (outcome.state, outcome.output) == ("completed", "[]")


@pytest.mark.parametrize("over", ["{}", "7", "nothing", "", "[1,", "[" * 100_000])
async def test_what_is_no_list_fails_with_a_sentence(tmp_path: Path, over: str) -> None:
    outcome = await iterate(prepare(tmp_path, over))
    assert outcome.state == "failed"
    assert outcome.error.startswith("iterate.over must be a JSON list, but is ")
    assert len(outcome.error) < 200


async def test_a_pipeline_that_is_not_there_fails_its_item(tmp_path: Path) -> None:
    async def missing(*_: object) -> Outcome:
        raise NotFoundError("there is no pipeline child; add it")

    text = "  - {id: fanout, pipeline: child, iterate: {over: '[1]'}}\n"
    outcome = await iterate(context(tmp_path, definition(tmp_path, text), run_child=missing))
    assert outcome.error == "iterate item 1: there is no pipeline child; add it"


async def test_a_missing_field_of_an_item_fails_that_item(tmp_path: Path) -> None:
    text = "  - {id: fanout, pipeline: child, input: '{{ item.url }}', iterate: {over: '[{}]'}}\n"
    outcome = await iterate(context(tmp_path, definition(tmp_path, text), run_child=Children().run))
    assert outcome.error.startswith("iterate item 1: {{ item.url }} has no value")


async def test_the_items_may_name_the_pipelines(tmp_path: Path) -> None:
    children = Children()
    text = "  - {id: fanout, pipeline: '{{ item }}', iterate: {over: '[\"one\",\"two\"]', mode: parallel}}\n"
    await iterate(context(tmp_path, definition(tmp_path, text), run_child=children.run))
    assert [(one.pipeline, one.input) for one in children.started] == [("one", "the input"), ("two", "the input")]


async def test_a_cancelled_run_begins_no_item_and_is_cancelled(tmp_path: Path) -> None:
    cancelled = asyncio.Event()

    def end(child: ChildRun) -> Outcome:
        cancelled.set()
        return Outcome("child-run", "cancelled")

    children = Children(end)
    run = prepare(tmp_path, "[1,2,3]", "", children, cancelled=cancelled)
    outcome = await iterate(run)
    assert (outcome.state, len(children.started)) == ("cancelled", 1)
    assert remembered(run).of("progress") == []


async def test_progress_counts_the_items_and_estimates_the_rest(tmp_path: Path) -> None:
    times = iter(range(0, 1_000, 10))
    run = prepare(tmp_path, '["a","b","c","d"]', "", None, now=lambda: float(next(times)))
    await iterate(run)
    told = [(values[1], named) for name, values, named in remembered(run).calls if name == "progress"]
    assert told == [
        (25, {"subtask": 1, "subtasks": 4, "eta": 30.0}),
        (50, {"subtask": 2, "subtasks": 4, "eta": 20.0}),
        (75, {"subtask": 3, "subtasks": 4, "eta": 10.0}),
        (100, {"subtask": 4, "subtasks": 4, "eta": 0.0}),
    ]


@given(items=st.lists(JSON, max_size=6), mode=st.sampled_from(["parallel", "sequential"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_items_of_any_shape_are_run_and_collected(tmp_path: Path, items: list[object], mode: str) -> None:
    over = f"iterate: {{over: '{{{{ input }}}}', mode: {mode}}}"
    text = f"  - {{id: fanout, pipeline: child, input: '{{{{ item }}}}', {over}}}\n"
    children = Children(lambda child: done(child, child.input))
    run = context(tmp_path, definition(tmp_path, text), run_child=children.run, input=json.dumps(items))
    outcome = asyncio.run(iterate(run))
    assert outcome.state == "completed"
    assert len(json.loads(outcome.output)) == len(items) == len(children.started)
