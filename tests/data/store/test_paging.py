"""Pages of runs: every run once, children below their parent, counts that add up, filters by effective state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reading import Desk
from stores import NOW, StoreWriter

from wave_tui.data.models import Run
from wave_tui.data.views import RunFilter, RunKey, RunsPage, RunsQuery

T = int(NOW)


def key(run: Run) -> RunKey:
    return RunKey(int(run.started or 0), run.id)


def fill(writer: StoreWriter, runs: int, *, same_second: bool = False) -> None:
    writer.update("BEGIN")
    for number in range(runs):
        writer.run(f"r{number:03}", status="completed", started_at=T - 1_000 + (0 if same_second else number))
    writer.update("COMMIT")


def pages(desk: Desk, rows: int) -> list[RunsPage]:
    found = [desk.read(runs=RunsQuery(rows=rows)).runs]
    while found[-1].below:
        last = found[-1].rows[-1]
        after = desk.read(runs=RunsQuery(anchor=key(last), rows=2)).runs.rows[1]
        found.append(desk.read(runs=RunsQuery(anchor=key(after), rows=rows)).runs)
    return found


@pytest.mark.parametrize("same_second", [False, True])
def test_walking_the_pages_gives_every_run_once_newest_first(
    writer: StoreWriter, desk: Desk, same_second: bool
) -> None:
    fill(writer, 95, same_second=same_second)
    found = pages(desk, 20)
    assert [run.id for page in found for run in page.rows] == [f"r{number:03}" for number in reversed(range(95))]
    assert [(page.above, len(page.rows), page.below) for page in found] == [
        (0, 20, 75),
        (20, 20, 55),
        (40, 20, 35),
        (60, 20, 15),
        (80, 15, 0),
    ]


def test_the_oldest_page_is_reached_at_once(writer: StoreWriter, desk: Desk) -> None:
    fill(writer, 50)
    page = desk.read(runs=RunsQuery(bottom=True, rows=10)).runs
    assert [run.id for run in page.rows] == [f"r{number:03}" for number in reversed(range(10))]
    assert (page.above, page.below, page.total, page.stored) == (40, 0, 50, 50)


def test_rows_above_the_anchor_come_with_it(writer: StoreWriter, desk: Desk) -> None:
    fill(writer, 50)
    page = desk.read(runs=RunsQuery(anchor=RunKey(T - 1_000 + 30, "r030"), before=5, rows=10)).runs
    assert [run.id for run in page.rows] == [f"r{number:03}" for number in range(35, 20, -1)]
    assert (page.above, page.below) == (14, 21)


def test_an_anchor_that_was_deleted_keeps_the_place_by_its_time(writer: StoreWriter, desk: Desk) -> None:
    fill(writer, 50)
    writer.update("DELETE FROM pipeline_run WHERE run_id = 'r030'")
    page = desk.read(runs=RunsQuery(anchor=RunKey(T - 1_000 + 30, "r030"), rows=3)).runs
    assert [run.id for run in page.rows] == ["r029", "r028", "r027"]


def test_new_runs_do_not_move_a_page_that_was_scrolled_to(writer: StoreWriter, desk: Desk) -> None:
    fill(writer, 30)
    query = RunsQuery(anchor=RunKey(T - 1_000 + 9, "r009"), rows=5)
    before = desk.read(runs=query).runs
    writer.run("new", started_at=T)
    after = desk.read().runs
    assert ([run.id for run in after.rows], after.above) == ([run.id for run in before.rows], before.above + 1)


def test_children_follow_their_parent_in_their_order_and_do_not_count_as_rows(writer: StoreWriter, desk: Desk) -> None:
    for number in range(3):
        writer.run(f"top{number}", status="completed", started_at=T - 100 + number)
        for index in (1, 0):
            child = {"parent_run_id": f"top{number}", "parent_step_id": "fan", "run_kind": "iterate_child"}
            writer.run(f"kid{number}{index}", status="completed", iterate_index=index, started_at=T - 50, **child)
    writer.run("grand", status="completed", parent_run_id="kid10", parent_step_id="x", run_kind="branch_arm")
    page = desk.read(runs=RunsQuery(rows=2)).runs
    assert [run.id for run in page.rows] == ["top2", "kid20", "kid21", "top1", "kid10", "grand", "kid11"]
    assert (page.above, page.below, page.total, page.stored) == (0, 1, 10, 10)


def test_a_run_whose_parent_was_deleted_stands_on_its_own(writer: StoreWriter, desk: Desk) -> None:
    writer.run("top", status="completed")
    writer.run("orphan", status="completed", parent_run_id="gone", parent_step_id="x", run_kind="branch_arm")
    page = desk.read().runs
    assert ({run.id for run in page.rows}, page.below) == ({"top", "orphan"}, 0)


def test_resumed_runs_stand_in_the_list_on_their_own(writer: StoreWriter, desk: Desk) -> None:
    writer.run("old", status="failed", started_at=T - 90)
    writer.run("other", status="failed", started_at=T - 80)
    writer.run("new", parent_run_id="old", parent_step_id="plan", run_kind="resume", started_at=T - 70)
    assert desk.ids() == ["new", "other", "old"]
    assert desk.run("old").retried_as == "new"


def states(writer: StoreWriter) -> None:
    writer.run("ok", status="completed", input="alpha 100%")
    writer.run("bad", status="failed", input="beta")
    writer.run("stopped", status="failed")
    writer.cancel("stopped")
    writer.run("refused", status="running", started_at=T - 9_000)
    writer.engine_state("refused", "rejected")
    writer.run("alive", last_heartbeat=T, pipeline="other")
    writer.run("dead", last_heartbeat=T - 900)
    writer.run("stopping", last_heartbeat=T)
    writer.cancel("stopping")
    writer.run("waiting", status="pending")
    child = {"parent_run_id": "ok", "parent_step_id": "fan", "run_kind": "sub_pipeline_child"}
    writer.run("kid", status="failed", input="alphabet", **child)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (RunFilter(states=("completed",)), {"ok", "kid"}),
        (RunFilter(states=("failed",)), {"bad"}),
        (RunFilter(states=("cancelled",)), {"stopped"}),
        (RunFilter(states=("rejected",)), {"refused"}),
        (RunFilter(states=("running",)), {"alive"}),
        (RunFilter(states=("lost",)), {"dead"}),
        (RunFilter(states=("cancelling", "pending")), {"stopping", "waiting"}),
        (RunFilter(attention=True), {"bad", "stopped", "refused", "dead", "stopping"}),
        (RunFilter(attention=True, text="d"), {"bad", "dead", "refused", "stopped", "kid", "stopping"}),
        (RunFilter(pipeline="other"), {"alive"}),
        (RunFilter(text="ALPHA"), {"ok", "kid"}),
        (RunFilter(text="alpha", top_level=True), {"ok"}),
        (RunFilter(text="100%"), {"ok"}),
        (RunFilter(text="1_0"), set()),
        (RunFilter(text="lost"), {"dead"}),
        (RunFilter(text="RUN"), {"alive"}),
        (RunFilter(text="rejected"), {"refused"}),
        (RunFilter(text="cancelling"), {"stopping"}),
        (RunFilter(text="other"), {"alive"}),
    ],
    ids=repr,
)
def test_a_filter_keeps_runs_by_what_they_really_are(
    writer: StoreWriter, desk: Desk, wanted: RunFilter, expected: set[str]
) -> None:
    states(writer)
    page = desk.read(runs=RunsQuery(filter=wanted)).runs
    assert {run.id for run in page.rows} == expected
    assert page.total == len([run for run in page.rows if not run.parent or wanted.text])
    assert (page.above, page.below, page.stored) == (0, 0, 9)


def personas(writer: StoreWriter) -> None:
    writer.run("paid", status="completed", tags_json='["nightly", "slow"]')
    columns = {"pipeline_name": "demo", "persona": "reviewer", "started_at": T}
    writer.insert("performance_metric", {"run_id": "paid", "step_id": "review", **columns})
    writer.run("heard", status="completed", tags_json="no list")
    for number in range(200):
        writer.event("heard", persona="reviewer" if number in (2, 198) else "", step="review", state="running")
    writer.run("other", status="completed", tags_json='["nightly"]')
    writer.event("other", persona="writer", step="write", state="running")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (RunFilter(persona="reviewer"), {"paid", "heard"}),
        (RunFilter(persona="writer"), {"other"}),
        (RunFilter(tags=("nightly",)), {"paid", "other"}),
        (RunFilter(tags=("nightly", "slow")), {"paid"}),
        (RunFilter(tags=("night",)), set()),
        (RunFilter(sources=("store", "ci")), {"paid", "heard", "other"}),
        (RunFilter(sources=("wave",)), set()),
    ],
    ids=repr,
)
def test_a_filter_keeps_runs_by_persona_tags_and_source(
    writer: StoreWriter, desk: Desk, wanted: RunFilter, expected: set[str]
) -> None:
    personas(writer)
    page = desk.read(runs=RunsQuery(filter=wanted)).runs
    assert ({run.id for run in page.rows}, page.total) == (expected, len(expected))


def test_a_filter_pages_too(writer: StoreWriter, desk: Desk) -> None:
    fill(writer, 60)
    for number in range(0, 60, 2):
        writer.update("UPDATE pipeline_run SET status = 'failed' WHERE run_id = ?", f"r{number:03}")
    wanted = RunsQuery(filter=RunFilter(states=("failed",)), rows=10)
    first = desk.read(runs=wanted).runs
    second = desk.read(runs=replace(wanted, anchor=RunKey(T - 1_000 + 38, "r038"))).runs
    last = desk.read(runs=replace(wanted, bottom=True)).runs
    assert (first.total, first.below, first.rows[0].id, first.rows[-1].id) == (30, 20, "r058", "r040")
    assert (second.above, second.below, second.rows[0].id) == (10, 10, "r038")
    assert (last.above, last.below, last.rows[-1].id) == (20, 0, "r000")


def test_since_keeps_the_newest(writer: StoreWriter, desk: Desk) -> None:
    fill(writer, 10)
    assert desk.ids(RunFilter(since=T - 1_000 + 8.0)) == ["r009", "r008"]


def test_an_empty_store_is_a_page_without_rows(desk: Desk) -> None:
    page = desk.read().runs
    assert (page.rows, page.above, page.below, page.total, page.stored) == ((), 0, 0, 0, 0)
