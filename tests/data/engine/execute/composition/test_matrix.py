"""A step for every item of a list."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from executions import Children, context, definition, place, remembered

from wave_tui.data.engine.local.execute.composition import run_composition
from wave_tui.data.engine.local.execute.definition import Step
from wave_tui.data.engine.local.execute.parts import Context, Produced, Scope, StepOutcome


class Tasks:
    """Stands in for the step's own work on an item."""

    def __init__(self, bad: object = None) -> None:
        self.seen: list[tuple[object, str]] = []
        self.running = self.most = 0
        self.bad = bad

    async def run(self, made: Context, step: Step, scope: Scope, folder: str) -> StepOutcome:
        self.seen.append((scope.item, folder))
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0)
        self.running -= 1
        if scope.item == self.bad:
            return StepOutcome("failed", "exit status 1", failure_class="test_failure", tokens=3)
        return StepOutcome("completed", output=json.dumps(scope.item), tokens=5)


def prepare(tmp_path: Path, source: str, keys: str = "", **fields: object) -> Context:
    text = (
        '  - {id: plan, type: command, script: "true"}\n'
        "  - id: work\n    type: command\n    script: 'true'\n    dependencies: [plan]\n"
        f"    strategy: {{type: matrix, items_source: '{source}'{keys}}}\n"
    )
    return context(tmp_path, definition(tmp_path, text), **fields)


async def matrix(run: Context) -> StepOutcome:
    return await run_composition(run.definition.steps[1], run)


def file_of_plan(run: Context, tmp_path: Path, value: object) -> None:
    where = place(tmp_path, run.definition.steps[0])
    (where.workspace / "items.json").write_text(json.dumps(value))
    run.state.places["plan"] = where


async def test_items_come_from_a_file_of_an_earlier_step(tmp_path: Path) -> None:
    tasks = Tasks()
    run = prepare(tmp_path, "plan/items.json", ", item_key: a.b, max_concurrency: 2", run_task=tasks.run)
    file_of_plan(run, tmp_path, {"a": {"b": [1, {"x": 2}, "three"]}})
    outcome = await matrix(run)
    assert sorted(folder for _, folder in tasks.seen) == ["worker_0", "worker_1", "worker_2"]
    assert tasks.most == 2
    assert (outcome.output, outcome.tokens) == ('[1,{"x":2},"three"]', 15)
    assert outcome.message == "Successfully processed 3 items"
    states = [values[1] for values in remembered(run).of("step_message")]
    assert states[0] == "matrix_items_loaded"
    assert states.count("matrix_worker_start") == states.count("matrix_worker_complete") == 3


async def test_items_come_from_an_artifact_or_the_project_or_a_value(tmp_path: Path) -> None:
    (tmp_path / "items.json").write_text("[1]")
    for source in ("plan/list", "items.json", "{{ input }}"):
        tasks = Tasks()
        run = prepare(tmp_path, source, run_task=tasks.run, input="[1]")
        run.state.produced["plan", "list"] = Produced("plan", "list", tmp_path / "items.json")
        assert (await matrix(run)).state == "completed", source
        assert [item for item, _ in tasks.seen] == [1]


async def test_workers_that_fail_are_counted_and_named(tmp_path: Path) -> None:
    run = prepare(tmp_path, '["a","b","c"]', ", max_concurrency: 1", run_task=Tasks("b").run)
    outcome = await matrix(run)
    assert outcome.error == "1/3 workers failed. worker[1]: exit status 1"
    assert (outcome.failure_class, outcome.tokens) == ("test_failure", 8)
    assert remembered(run).of("step_message")[-1][1] == "matrix_failed"


async def test_a_child_pipeline_gets_the_item_or_what_the_template_makes_of_it(tmp_path: Path) -> None:
    children = Children()
    source = '[{"id": "x1", "n": 1}]'
    await matrix(prepare(tmp_path, source, ", child_pipeline: child", run_child=children.run))
    keys = ", child_pipeline: child, item_id_key: id, input_template: 'number {{ item.n }}'"
    run = prepare(tmp_path, source, keys, run_child=children.run)
    await matrix(run)
    assert [child.input for child in children.started] == ['{"id": "x1", "n": 1}', "number 1"]
    assert {(child.kind, child.index, child.total, child.mode) for child in children.started} == {
        ("iterate_child", 1, 1, "parallel")
    }
    assert ("work", "matrix_worker_start", "Worker 0 start: x1") in remembered(run).of("step_message")


@pytest.mark.parametrize(
    ("source", "keys", "why"),
    [
        ("gone.json", "", "gone.json is not there"),
        ("../outside.json", "", "leads out"),
        ('{"a": 1}', "", "strategy.items_source must be a JSON list"),
        ('{"a": 1}', ", item_key: b", "there is no 'b' in the items' source"),
        ('{"a": 1}', ", item_key: a", "strategy.item_key a must be a JSON list"),
    ],
)
async def test_a_source_without_items_is_refused(tmp_path: Path, source: str, keys: str, why: str) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "outside.json").write_text("[1]")
    outcome = await matrix(prepare(tmp_path / "project", source, keys))
    assert why in outcome.error


async def test_a_cancelled_run_is_cancelled(tmp_path: Path) -> None:
    cancelled = asyncio.Event()
    cancelled.set()
    assert (await matrix(prepare(tmp_path, "[1]", cancelled=cancelled))).state == "cancelled"
