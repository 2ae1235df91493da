"""Rounds of a loop: what runs in each, what ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from executions import Children, context, definition, done, failed, remembered

from wave_tui.data.engine.local.execute.composition import run_composition
from wave_tui.data.engine.local.execute.parts import ChildRun, Context, Outcome, StepOutcome


def prepare(tmp_path: Path, loop: str, children: Children, pipeline: str = "", **fields: object) -> Context:
    text = f"  - id: refine\n    {pipeline}\n    loop: {loop}\n"
    return context(tmp_path, definition(tmp_path, text), run_child=children.run, **fields)


async def run_it(run: Context) -> StepOutcome:
    return await run_composition(run.definition.steps[0], run)


NESTED = "steps: [{id: refine-child, pipeline: child, input: 'loop {{ input }}'}]"


async def test_nested_steps_run_in_every_round_under_their_own_ids(tmp_path: Path) -> None:
    children = Children()
    run = prepare(tmp_path, f"{{max_iterations: 3, {NESTED}}}", children)
    outcome = await run_it(run)
    assert (outcome.state, outcome.message) == ("completed", "loop completed: max iterations (3) reached")
    assert outcome.note == "max iterations reached"
    assert [(child.input, child.kind) for child in children.started] == [("loop the input", "sub_pipeline_child")] * 3
    said = remembered(run).of("step_running", "step_message", "step_completed")
    nested = [
        ("refine-child", 'composition: loading sub-pipeline "child"'),
        ("refine-child", "running", 'composition: executing sub-pipeline "child"'),
        ("refine-child", 'composition: sub-pipeline "child" completed'),
    ]
    assert said == [
        ("refine", "loop iteration 1/3"),
        *nested,
        ("refine", "running", "loop iteration 2/3"),
        *nested,
        ("refine", "running", "loop iteration 3/3"),
        *nested,
    ]


async def test_a_pipeline_of_the_loop_itself_is_numbered(tmp_path: Path) -> None:
    children = Children()
    await run_it(prepare(tmp_path, "{max_iterations: 2}", children, "pipeline: child"))
    assert [(one.kind, one.index, one.total, one.mode) for one in children.started] == [
        ("loop_iteration", 1, 2, ""),
        ("loop_iteration", 2, 2, ""),
    ]


def answering(*outputs: str) -> Callable[[ChildRun], Outcome]:
    left = iter(outputs)
    return lambda child: done(child, next(left))


async def test_the_loop_ends_when_its_own_output_makes_the_condition_true(tmp_path: Path) -> None:
    children = Children(answering('{"done": false}', '{"done": "Yes"}'))
    outcome = await run_it(
        prepare(tmp_path, "{max_iterations: 9, until: '{{ refine.output.done }}'}", children, "pipeline: child")
    )
    assert (len(children.started), outcome.note) == (2, "loop condition met")
    assert outcome.output == '{"done": "Yes"}'


async def test_a_condition_without_a_value_is_not_true_and_says_why(tmp_path: Path) -> None:
    children = Children(answering("{}", "{}"))
    run = prepare(tmp_path, "{max_iterations: 2, until: '{{ refine.output.done }}'}", children, "pipeline: child")
    assert (await run_it(run)).note == "max iterations reached"
    warnings = [values[2] for values in remembered(run).of("step_message") if values[1] == "warning"]
    assert len(warnings) == 2
    assert "loop.until is not true: {{ refine.output.done }} has no value" in warnings[0]


async def test_a_failure_ends_the_loop_and_names_the_round(tmp_path: Path) -> None:
    children = Children(lambda child: failed(child))
    outcome = await run_it(prepare(tmp_path, f"{{max_iterations: 3, {NESTED}}}", children))
    assert outcome.state == "failed"
    assert outcome.error == 'loop iteration 1: step refine-child: sub-pipeline "child" failed: it broke'
    assert len(children.started) == 1


async def test_a_cancelled_run_goes_round_no_more(tmp_path: Path) -> None:
    cancelled = asyncio.Event()

    def end(child: ChildRun) -> Outcome:
        cancelled.set()
        return Outcome("r", "cancelled")

    children = Children(end)
    outcome = await run_it(prepare(tmp_path, "{max_iterations: 3}", children, "pipeline: child", cancelled=cancelled))
    assert (outcome.state, len(children.started)) == ("cancelled", 1)


async def test_a_loop_without_an_end_is_refused(tmp_path: Path) -> None:
    outcome = await run_it(prepare(tmp_path, "{until: 'true'}", Children(), "pipeline: child"))
    assert "loop.max_iterations is missing" in outcome.error
