"""Pages of runs of both sources: each run once, in one order, with counts that add up, whatever the anchor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from both_sources import Both
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import NOW

from wave_tui.data.reading.browse import ProjectBrowser
from wave_tui.data.views import RunFilter, RunKey, RunsPage, RunsQuery

T = int(NOW) - 1_000


@dataclass(frozen=True, slots=True)
class Made:
    """A run: which sources have it, when it began, and whose child it is, as a number among all runs or gone."""

    second: int
    in_store: bool
    in_file: bool
    parent: int | None


runs = st.lists(
    st.builds(
        Made,
        second=st.integers(0, 6),
        in_store=st.booleans(),
        in_file=st.booleans(),
        parent=st.none() | st.none() | st.integers(-1, 11),
    ).filter(lambda one: one.in_store or one.in_file),
    max_size=12,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    made = Both(tmp_path_factory.mktemp("pages"))
    yield made
    made.close()


def name(number: int) -> str:
    return f"r{number:02}"


def fill(both: Both, made: list[Made]) -> None:
    both.renew()
    both.store.update("DELETE FROM pipeline_run")
    both.files.update("DELETE FROM event_run")
    for number, one in enumerate(made):
        parent = parent_of(made, number)
        if one.in_store:
            both.store.run(
                name(number), status="completed", started_at=T + one.second, parent_run_id=parent or None,
                run_kind="sub_pipeline_child" if parent else "",
            )  # fmt: skip
        if one.in_file:
            both.files.run(name(number), started=T + one.second + 0.5, parent=parent, mirrored=one.in_store)


def parent_of(made: list[Made], number: int) -> str:
    """The parent's id: an earlier run, so that nothing goes in a circle, or one that is nowhere."""
    parent = made[number].parent
    if parent is None or (parent >= number and parent >= 0):
        return ""
    return "gone" if parent < 0 else name(parent)


def is_top(made: list[Made], number: int) -> bool:
    """True for a run without a parent that is listed: a run of the store sees parents in the store alone."""
    parent = parent_of(made, number)
    if parent in ("", "gone"):
        return True
    return made[number].in_store and not made[int(parent[1:])].in_store


def place(made: list[Made], number: int) -> tuple[int, int, int]:
    return made[number].second, int(made[number].in_store), number


def tops(made: list[Made]) -> list[str]:
    """Top-level runs, newest first."""
    numbers = [number for number in range(len(made)) if is_top(made, number)]
    return [name(number) for number in sorted(numbers, key=lambda number: place(made, number), reverse=True)]


def top_rows(page: RunsPage, made: list[Made]) -> list[str]:
    known = set(tops(made))
    return [run.id for run in page.rows if run.id in known]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=runs, rows=st.integers(1, 14), before=st.integers(0, 5), anchor=st.none() | st.integers(0, 12),
    bottom=st.booleans(),
)  # fmt: skip
def test_a_page_is_what_a_naive_merge_of_both_lists_holds(
    shared: Both, made: list[Made], rows: int, before: int, anchor: int | None, bottom: bool
) -> None:
    fill(shared, made)
    expected = tops(made)
    key = None
    if anchor is not None and anchor < len(made):
        key = RunKey(T + made[anchor].second, name(anchor))
    query = RunsQuery(anchor=key, bottom=bottom, before=before, rows=rows)
    page = shared.read(runs=query).runs
    start, end = 0, rows
    if bottom:
        start, end = max(0, len(expected) - rows), len(expected)
    elif key and anchor is not None:
        lead = sum(place(made, int(one[1:])) > place(made, anchor) for one in expected)
        start, end = max(0, lead - before), lead + rows
    assert top_rows(page, made) == expected[start:end]
    assert (page.above, page.below) == (len(expected[:start]), len(expected[end:]))
    assert (page.total, page.stored) == (len(made), len(made))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=runs)
def test_a_page_of_everything_has_every_run_once_with_children_below_their_parents(
    shared: Both, made: list[Made]
) -> None:
    fill(shared, made)
    rows = [run.id for run in shared.read(runs=RunsQuery(rows=50)).runs.rows]
    assert sorted(rows) == [name(number) for number in range(len(made))]
    for number in range(len(made)):
        if not is_top(made, number):
            assert rows.index(name(number)) > rows.index(parent_of(made, number))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=runs, limit=st.integers(1, 5))
def test_a_walk_by_cursor_on_the_command_line_returns_every_run_once(
    shared: Both, made: list[Made], limit: int
) -> None:
    fill(shared, made)
    found: list[str] = []
    cursor = None
    with ProjectBrowser(shared.project, now=lambda: NOW, process_alive=lambda pid: True) as browser:
        while True:
            page, cursor = browser.page(RunFilter(), cursor, limit)
            found += [run.id for run in page]
            if cursor is None:
                break
    order = sorted(range(len(made)), key=lambda number: place(made, number), reverse=True)
    assert found == [name(number) for number in order]


def test_a_run_that_the_store_has_is_listed_once_even_before_the_ingester_marked_it(both: Both) -> None:
    both.store.run("r1", status="completed")
    both.files.run("r1", format="wave")
    page = both.read().runs
    assert ([run.id for run in page.rows], page.total, page.below) == (["r1"], 1, 0)


def test_an_anchor_that_is_gone_keeps_the_place_by_its_time(both: Both) -> None:
    for number in range(4):
        both.files.run(f"op{number}", started=T + number)
    both.store.run("s", status="completed", started_at=T + 2)
    page = both.read(runs=RunsQuery(anchor=RunKey(T + 2, "deleted"), rows=2)).runs
    assert ([run.id for run in page.rows], page.above, page.below) == (["s", "op2"], 1, 2)


def test_a_project_without_a_store_lists_its_event_files_runs(both: Both) -> None:
    both.files.run("op")
    both.project.store.unlink()
    both.reader.close()
    found = both.read()
    assert (found.store.state, [run.id for run in found.runs.rows]) == ("missing", ["op"])
