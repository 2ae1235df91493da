"""Rows of the run list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import NOW, run

from wave_tui.data.models import Metric, Run
from wave_tui.data.views import RunsPage
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.runs import after_row, heading, row, step_cell


def text(of: Run, cells: int = 46, look: Look | None = None, **fields: object) -> str:
    drawn = row(of, RunsPage(rows=(of,)), look or Look(), cells, now=NOW, **fields)  # type: ignore[arg-type]  # fields are the row's own
    assert width(drawn) == cells
    return plain(drawn)


def test_only_runs_that_no_store_knows_state_facts_beside_their_step() -> None:
    stated = run(state="failed", facts=(Metric("hint", "wave-tui retry"),), sources=("store", "wave"))
    assert "hint" not in plain(step_cell(stated, facts=True))
    assert "hint wave-tui retry" in plain(step_cell(replace(stated, sources=("ci",)), facts=True))


def test_the_state_column_is_eight_cells_at_cell_two() -> None:
    assert text(run())[2:10] == "● RUN   "
    assert text(run(state="completed", stored="completed"))[2:10] == "✓ OK    "


def test_a_foreign_state_is_shown_as_it_is() -> None:
    assert text(run(state="frobbed"))[2:10] == "  frobb "


@pytest.mark.parametrize("cells", [46, 52, 58, 78, 116])
def test_rows_end_in_the_same_column_as_the_heading(cells: int) -> None:
    assert width(heading(cells, Look())) == cells
    assert text(run(steps_done=3, steps_total=7, step="implement", tokens=18_200), cells).rstrip()[-1] in "sk"


def test_elapsed_time_of_a_live_run_and_duration_of_a_finished_one() -> None:
    assert "9m56s" in text(run())
    assert "12m40s" in text(run(state="completed", started=NOW - 1000, ended=NOW - 240))


def test_an_estimate_takes_the_place_of_the_elapsed_time() -> None:
    assert "2–5m" in text(run(), eta="2–5m")


def test_the_count_of_steps_is_never_cut() -> None:
    assert "4/7 impl" in text(run(steps_done=4, steps_total=7, step="implementation-of-everything"))


def test_a_lost_run_says_why() -> None:
    assert "heartbeat 7m" in text(run(state="lost", reason="heartbeat 7m ago"), 78)


def test_a_retried_run_names_its_retry_below() -> None:
    below = after_row(run(state="failed", retried_as="impl-issue-20261120-045500-9abc"), 46, Look())
    assert below is not None and "retried as 9abc" in plain(below)


def test_a_child_is_marked_only_below_its_parent() -> None:
    parent, child = run(), run("audit-1-b2q9", parent=run().id, kind="iterate_child")
    together = row(child, RunsPage(rows=(parent, child)), Look(), 46, now=NOW)
    alone = row(child, RunsPage(rows=(child,)), Look(), 46, now=NOW)
    assert "└impl-issue" in plain(together) and "└" not in plain(alone)


def test_everything_is_ascii_when_the_terminal_is() -> None:
    drawn = text(run("x" * 30, pipeline="a-very-long-pipeline-name"), look=Look(glyphs=ASCII), selected=True)
    assert drawn.isascii()


def test_a_reason_is_said_in_few_words_where_there_is_little_room() -> None:
    assert "hb 7m " in text(run(state="lost", reason="heartbeat 7m ago"), 46)
    assert "pid gone " in text(run(state="lost", reason="process 30810 is gone"), 46)


def test_a_short_time_leaves_its_cells_to_the_step() -> None:
    assert "4/7 implement" in text(run(steps_done=4, steps_total=7, step="implement"), eta="2–5m")
