"""Every run of the real project, one by one, with the state it is really in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import DONOR, NOW

from wave_tui.data.models import RunDetail
from wave_tui.data.store.reader import StoreReader
from wave_tui.data.views import Query, RunsQuery, Snapshot

ADAPTER = 'step "{}" failed: adapter execution failed: general_error: context canceled'
CONTRACT = 'step "{}" failed: contract validation failed'
GONE = "process gone (orphaned)"
FAILED = "stored as failed"

# id, stored word, effective state, reason, step, steps done / all, tokens, how the error begins
RUNS = f"""
demo-wide-20261120-044631-d9a8          | failed | cancelled | {FAILED} | lint | 1/6 | 7393 | {ADAPTER.format("lint")}
demo-diamond-20261120-043916-81ac       | completed | completed | | | 5/5 | 48661 |
demo-gate-20261120-043916-f43f          | failed | failed | {GONE} | approve | 1/3 | 7393 | {GONE}
demo-long-20261120-043916-837c          | failed | cancelled | {FAILED} | grind | 1/3 | 7393 | {ADAPTER.format("grind")}
demo-wide-20261120-043916-ed64          | failed | cancelled | {FAILED} | lint | 2/6 | 231893 | {ADAPTER.format("lint")}
demo-contract-fail-20261120-043904-f761 | failed | failed | | produce | -/- | 8124 | {CONTRACT.format("produce")}
demo-gate-20261120-043903-17b5          | completed | completed | | | 3/3 | 14786 |
demo-gate-20261120-043902-5656          | failed | failed | | approve | 1/3 | 7393 | step "approve"
demo-loop-20261120-043854-7385          | completed | completed | | | 3/3 | 6662 |
demo-cmd-20261120-043854-92bd           | completed | completed | | | 2/2 | 0 |
demo-cmd-20261120-043856-e92a           | completed | completed | | | 2/2 | 0 |
demo-cmd-20261120-043858-7437           | completed | completed | | | 2/2 | 0 |
demo-cmd-20261120-043900-5301           | completed | completed | | | 2/2 | 0 |
plan-task-20261120-043833-81a2          | failed | failed | | | -/- | 0 | skill validation failed:
demo-diamond-20261120-043818-e330       | completed | completed | | | 5/5 | 28129 |
ops-hello-world-20261120-043801-1a32    | failed | failed | | verify | 1/2 | 18546 | {CONTRACT.format("verify")}
demo-long-20261120-043745-6ed6          | cancelled | cancelled | | grind | 1/3 | 7393 |
demo-long-20261120-043741-fe85          | cancelled | cancelled | | grind | 1/3 | 7393 |
demo-long-20261120-043737-ffde          | failed | failed | {GONE} | grind | 1/3 | 7393 | {GONE}
demo-long-20261120-043733-b6a5          | failed | failed | {GONE} | grind | 1/3 | 7393 | {GONE}
demo-long-20261120-043729-6d12          | cancelled | cancelled | | grind | 1/3 | 7393 | pipeline cancelled
demo-long-20261120-043659-1263          | failed | cancelled | {FAILED} | grind | 1/3 | 7393 | {ADAPTER.format("grind")}
demo-long-20261120-043647-ea33          | failed | cancelled | {FAILED} | grind | 1/3 | 7393 | {ADAPTER.format("grind")}
demo-long-20261120-043635-70ed          | failed | cancelled | {FAILED} | grind | 1/3 | 7393 | {ADAPTER.format("grind")}
demo-long-20261120-043623-d2fc          | failed | cancelled | {FAILED} | grind | 1/3 | 7393 | {ADAPTER.format("grind")}
demo-long-20261120-043554-8642          | failed | cancelled | {FAILED} | grind | 1/3 | 7393 | {ADAPTER.format("grind")}
demo-cmd-20261120-043542-3ad6           | completed | completed | | | 2/2 | 0 |
demo-cmd-20261120-043540-fcfa           | completed | completed | | | 2/2 | 0 |
demo-cmd-20261120-043539-d0c8           | completed | completed | | | 2/2 | 0 |
demo-cmd-20261120-043536-3cdd           | completed | completed | | | 2/2 | 0 |
demo-cmd-20261120-043534-d984           | completed | completed | | | 2/2 | 0 |
demo-cmd-20261120-043532-344f           | completed | completed | | | 2/2 | 0 |
demo-cmd-20261120-043530-aa12           | completed | completed | | | 2/2 | 0 |
demo-cmd-20261120-043529-8baf           | completed | completed | | | 2/2 | 0 |
demo-cmd-20261120-043527-7169           | completed | completed | | | 2/2 | 0 |
demo-cmd-20261120-043525-a11b           | completed | completed | | | 2/2 | 0 |
demo-missing-artifact-20261120-043523-84f7 | completed | completed | | | 2/2 | 14786 |
demo-cmd-fail-20261120-043523-2167      | failed | failed | | build | 1/3 | 7393 | step "build" failed: exit status 2
demo-cmd-20261120-043449-ebc0           | completed | completed | | | 2/2 | 0 |
demo-iterate-20261120-043443-fd3e       | completed | completed | | | 3/3 | 14786 |
demo-child-20261120-043444-afe1         | completed | completed | | | 2/2 | 16979 |
demo-child-20261120-043444-f55d         | completed | completed | | | 2/2 | 16979 |
demo-child-20261120-043446-ab7e         | completed | completed | | | 2/2 | 16979 |
demo-retry-20261120-043439-9bd2         | completed | completed | | | 2/2 | 23641 |
demo-contract-fail-20261120-043438-b1ab | failed | failed | | produce | 0/2 | 8124 | {CONTRACT.format("produce")}
demo-fail-20261120-043436-cbf3          | completed | completed | | | 3/3 | 22179 |
demo-diamond-20261120-043431-de5c       | completed | completed | | | 5/5 | 48661 |
demo-quick-20261120-043428-5401         | completed | completed | | | 3/3 | 25834 |
demo-quick-20261120-043417-a5a5         | failed | failed | | implement | 1/3 | 8855 | step "implement" failed
demo-cmd-20261120-043415-5512           | completed | completed | | | 2/2 | 0 |
"""

ITERATE, LOOP = "demo-iterate-20261120-043443-fd3e", "demo-loop-20261120-043854-7385"
# id: parent, step of the parent, kind, place among its siblings
LINEAGE = {
    "demo-child-20261120-043444-afe1": (ITERATE, "fanout", "iterate_child", (0, 3, "parallel")),
    "demo-child-20261120-043444-f55d": (ITERATE, "fanout", "iterate_child", (1, 3, "parallel")),
    "demo-child-20261120-043446-ab7e": (ITERATE, "fanout", "iterate_child", (2, 3, "parallel")),
    "demo-cmd-20261120-043854-92bd": (LOOP, "refine-child", "sub_pipeline_child", (None, None, "")),
    "demo-cmd-20261120-043856-e92a": (LOOP, "refine-child", "sub_pipeline_child", (None, None, "")),
    "demo-cmd-20261120-043858-7437": (LOOP, "refine-child", "sub_pipeline_child", (None, None, "")),
    "demo-cmd-20261120-043900-5301": (LOOP, "route", "branch_arm", (None, None, "")),
    "demo-contract-fail-20261120-043904-f761": (
        "demo-contract-fail-20261120-043438-b1ab",
        "produce",
        "resume",
        (None, None, ""),
    ),
}
ROWS = [tuple(field.strip() for field in line.split("|")) for line in RUNS.strip().splitlines()]


@pytest.fixture(scope="module")
def reader() -> Iterator[StoreReader]:
    found = StoreReader(DONOR, now=lambda: NOW, process_alive=lambda pid: False)
    yield found
    found.close()


@pytest.fixture(scope="module")
def everything(reader: StoreReader) -> Snapshot:
    return reader.read(Query(runs=RunsQuery(rows=100)))


def detail(reader: StoreReader, run: str) -> RunDetail:
    found = reader.read(Query(run=run)).detail
    assert found is not None
    return found


def test_all_fifty_runs_are_listed_newest_first_with_children_below_their_parent(everything: Snapshot) -> None:
    assert [run.id for run in everything.runs.rows] == [row[0] for row in ROWS]
    assert (everything.runs.total, everything.runs.stored, everything.runs.above, everything.runs.below) == (
        50,
        50,
        0,
        0,
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_a_run_is_in_the_state_that_its_rows_add_up_to(everything: Snapshot, row: tuple[str, ...]) -> None:
    id, stored, state, reason, step, steps, tokens, error = row
    run = next(one for one in everything.runs.rows if one.id == id)
    assert (run.stored, run.state, run.reason, run.step) == (stored, state, reason, step)
    assert (_count(run.steps_done) + "/" + _count(run.steps_total), run.tokens) == (steps, int(tokens))
    assert run.error.startswith(error) and bool(run.error) == bool(error)
    assert run.notes == ()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_a_run_knows_where_it_comes_from(everything: Snapshot, row: tuple[str, ...]) -> None:
    run = next(one for one in everything.runs.rows if one.id == row[0])
    place = run.iterate_index, run.iterate_total, run.iterate_mode
    assert (run.parent, run.parent_step, run.kind, place) == LINEAGE.get(run.id, ("", "", "", (None, None, "")))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_no_step_of_an_ended_run_is_left_running(reader: StoreReader, row: tuple[str, ...]) -> None:
    found = detail(reader, row[0])
    ended = {"completed", "failed", "cancelled", "skipped", "lost", "rejected"}
    assert {step.state for step in found.steps} <= ended
    assert {one.state for step in found.steps for one in step.attempts} <= ended | {"succeeded"}
    if found.run.state == "completed":
        assert {step.state for step in found.steps} == {"completed"}


def test_only_the_resumed_run_is_retried_and_leaves_the_count_of_failures(everything: Snapshot) -> None:
    retried = {run.id: run.retried_as for run in everything.runs.rows if run.retried_as}
    assert retried == {"demo-contract-fail-20261120-043438-b1ab": "demo-contract-fail-20261120-043904-f761"}
    failed = [run for run in everything.runs.rows if run.state == "failed" and not run.retried_as]
    assert everything.counts.failed == len(failed) == 9
    assert (everything.counts.running, everything.counts.lost, everything.counts.cancelling) == (0, 0, 0)


def test_a_cancelled_run_has_cancelled_steps_and_the_request(reader: StoreReader) -> None:
    found = detail(reader, "demo-wide-20261120-044631-d9a8")
    assert {step.id: step.state for step in found.steps} == {
        "fetch": "completed",
        "lint": "cancelled",
        "tests": "cancelled",
        "docs": "cancelled",
        "bench": "cancelled",
    }
    assert found.run.cancel_requested == 1795150048.0
    assert found.run.cancel_forced is False


def test_a_forced_cancel_is_told_from_a_graceful_one(everything: Snapshot) -> None:
    forced = {run.id for run in everything.runs.rows if run.cancel_forced}
    assert forced == {
        "demo-long-20261120-043635-70ed",
        "demo-long-20261120-043659-1263",
        "demo-long-20261120-043745-6ed6",
    }


def test_a_lost_and_reaped_run_shows_where_it_was_lost(reader: StoreReader) -> None:
    found = detail(reader, "demo-long-20261120-043733-b6a5")
    assert [(step.id, step.state) for step in found.steps] == [("warmup", "completed"), ("grind", "lost")]
    assert found.steps[1].attempts[0].state == "lost"


def test_an_iterated_step_has_its_child_runs_in_order_with_their_steps(reader: StoreReader) -> None:
    found = detail(reader, ITERATE)
    assert [step.id for step in found.steps] == ["plan", "fanout", "report"]
    fanout = found.steps[1]
    assert fanout.state == "completed" and fanout.kind == "iterate"
    assert [child.name for child in fanout.subtasks] == ["1/3 alpha", "2/3 beta", "3/3 gamma"]
    assert [[task.name for task in child.subtasks] for child in fanout.subtasks] == [["audit", "double-check"]] * 3
    assert [child.run for child in fanout.subtasks] == [one.id for one in found.children]


def test_a_loop_and_a_branch_have_their_child_runs_below_their_steps(reader: StoreReader) -> None:
    found = detail(reader, LOOP)
    tasks = {step.id: [task.run for task in step.subtasks] for step in found.steps}
    assert tasks["refine-child"] == [id for id, place in LINEAGE.items() if place[:2] == (LOOP, "refine-child")]
    assert tasks["route"] == ["demo-cmd-20261120-043900-5301"]
    assert {step.id: step.remark for step in found.steps}["refine"] == "max iterations reached"


def test_a_retried_step_has_two_attempts_with_the_wait_between_them(reader: StoreReader) -> None:
    draft = detail(reader, "demo-retry-20261120-043439-9bd2").steps[0]
    assert [(one.number, one.state, one.failure_class) for one in draft.attempts] == [
        (1, "failed", "contract_failure"),
        (2, "succeeded", ""),
    ]
    first, second = draft.attempts
    assert first.ended is not None and second.started is not None and second.started - first.ended == 2.0
    assert (draft.max_attempts, draft.contract, draft.tokens) == (3, (1, 1), 16248)
    assert [artifact.size for artifact in draft.artifacts] == [34]


def test_an_adapter_that_failed_softly_leaves_a_remark_on_its_completed_step(reader: StoreReader) -> None:
    publish = detail(reader, "demo-retry-20261120-043439-9bd2").steps[1]
    assert (publish.state, publish.remark, publish.error) == (
        "completed",
        "adapter exited with code 1: general_error",
        "",
    )


def test_a_failed_command_step_keeps_its_output_and_has_an_attempt_without_a_row(reader: StoreReader) -> None:
    found = detail(reader, "demo-cmd-fail-20261120-043523-2167")
    build = found.steps[1]
    assert (build.kind, build.state, len(build.attempts)) == ("command", "failed", 1)
    assert "main.go:7: undefined: foo" in build.error and "main.go:7" in build.attempts[0].error


def test_a_resumed_run_is_linked_to_its_origin(reader: StoreReader) -> None:
    found = detail(reader, "demo-contract-fail-20261120-043904-f761")
    assert found.origin is not None and found.origin.id == "demo-contract-fail-20261120-043438-b1ab"
    assert [(step.id, step.state, step.origin) for step in found.steps] == [("produce", "failed", "")]


def test_the_fixture_is_not_written_to(everything: Snapshot) -> None:
    folder: Path = DONOR.parent
    assert everything.store.state == "ok"
    assert sorted(path.name for path in folder.iterdir()) == ["pipelines", "state.db", "workspaces"]


def _count(number: int | None) -> str:
    return "-" if number is None else str(number)
