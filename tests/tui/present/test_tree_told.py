"""The tree of runs from event files: counters, kinds, metrics, badges, what the selected row says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import NOW, detail, step
from file_stories import ci, levels, phases

from wave_tui.data.models import Metric, Note, RunDetail, Subtask
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.tree import row_line
from wave_tui.tui.present.tree_foot import foot
from wave_tui.tui.present.tree_rows import rows
from wave_tui.tui.present.tree_words import Scene, steps_of


def text(of: RunDetail, cells: int, look: Look | None = None) -> list[str]:
    scene = Scene(look or Look(), NOW, steps_of(of))
    return [plain(row_line(row, scene, cells)).rstrip() for row in rows(of, {})]


def test_files_and_pages_are_counted_in_their_rows() -> None:
    assert text(phases(), 46)[2:6] == [
        "  ● RUN   ▾ 2 processing file 2/3  1m04s",
        "  ✓ OK      ├ statement_001.pdf      35s",
        "  ● RUN     ├ statem…002.pdf 5/12    29s",
        "  · ..      └ statement_003.pdf",
    ]


def test_a_wide_row_says_what_it_is_and_what_it_counts() -> None:
    made = text(levels(), 78)
    assert made[8].startswith("  ● RUN     │ │ └ subprocess sox")
    assert made[8].endswith("bar 1312/4096    31s")
    assert "action Tune guitar take 4/9 input 3 is silent" in made[5]


def test_a_very_wide_row_says_what_it_does_and_measures() -> None:
    assert "subprocess sox Rendering bar 1312  memory 512 MB  load 1.7 ━━╸" in text(levels(), 118)[8]


def test_a_tall_name_of_a_unit_gives_way_to_its_number() -> None:
    part = Subtask("a", "a", "running", NOW - 3, current=2, total=9, unit="very long unit of work")
    assert "very" not in text(detail(step("s", state="running", subtasks=(part,))), 78)[2]


def test_a_weighted_step_says_how_much_of_it_is_done() -> None:
    assert "processing file 2/3 47%" in text(phases(), 78)[2]


def test_counters_of_what_was_lost_stay_dimmed() -> None:
    told = phases()
    upload, reading, *later = told.steps
    files = tuple(replace(each, state="lost") if each.state == "running" else each for each in reading.subtasks)
    stopped = replace(told, steps=(upload, replace(reading, state="lost", subtasks=files), *later))
    made = text(stopped, 78)
    assert "processing file 2/3 47%" in made[2] and "statement_002.pdf page 5/12" in made[4]
    scene = Scene(Look(), NOW, steps_of(stopped))
    lines = [row_line(row, scene, 78) for row in rows(stopped, {})]
    assert {style for text, style in lines[2] if "2/3" in text} == {"dim"}


def test_badges_of_tries_fit_into_the_narrow_tree() -> None:
    made = text(ci(), 46)
    assert made[4] == "  ✓ OK      4 test-unit parallel     42s"
    assert made[7:9] == ["  ✗ FAIL    ├ A1 parallel 2 failed 1m20s", "  ✗ FAIL    └ A2 serial 1 failed     58s"]


def test_an_odd_subtask_is_marked() -> None:
    part = Subtask("a", "a.pdf", "completed", notes=(Note("current_page", "is 13"),))
    assert "odd current_page" in text(detail(step("s", state="running", subtasks=(part,))), 58)[2]


def test_below_the_rows_stands_what_the_selected_subtask_says_measures_and_failed_with() -> None:
    of = levels()
    song = of.steps[2]
    scene = Scene(Look(), NOW, steps_of(of))
    failed, process = song.subtasks[1], song.subtasks[2].subtasks[0].subtasks[0]
    assert [plain(each).strip() for each in foot(song, scene, 60, process)] == [
        "says    Rendering bar 1312",
        "metrics memory 512 MB   load 1.7",
    ]
    assert [plain(each).strip() for each in foot(song, scene, 60, failed)] == [
        "says    input 3 is silent",
        "at      DeviceError   file takes/03-gtr.wav   channel 3",
    ]


def test_a_step_shows_its_own_metrics_below_the_rows() -> None:
    one = step("a", metrics=(Metric("cpu", "41%"),))
    of = detail(one)
    assert plain(foot(one, Scene(Look(), NOW, steps_of(of)), 46)[-1]).strip() == "metrics cpu 41%"


@pytest.mark.parametrize("cells", [20, 46, 58, 78, 118])
@pytest.mark.parametrize("look", [Look(), Look(glyphs=ASCII, colours="none")], ids=["unicode", "ascii"])
def test_every_row_has_the_width_of_the_panel(cells: int, look: Look) -> None:
    for of in (levels(), phases(), ci()):
        scene = Scene(look, NOW, steps_of(of))
        for row in rows(of, {}, unfold=True):
            made = row_line(row, scene, cells, selected=True)
            assert width(made) == cells
            assert plain(made).isascii() or not look.glyphs.ascii


def test_a_very_deep_tree_is_drawn() -> None:
    node = Subtask("x", "x", "running", current=1, total=2)
    for _ in range(3_000):
        node = replace(Subtask("x", "x", "running"), subtasks=(node,))
    assert len(text(detail(step("s", state="running", subtasks=(node,))), 46)) == 3_003
