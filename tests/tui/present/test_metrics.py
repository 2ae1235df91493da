"""Metrics: growth over time and every step against itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import view
from worlds import busy, failed

from wave_tui.data.views import Snapshot
from wave_tui.tui.present.chart import chart
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.metrics import metrics
from wave_tui.tui.present.view import View

SIZES = [(46, 12), (69, 10), (78, 10), (118, 33), (20, 4)]


def shown(of: View, cells: int = 69, height: int = 10, *, slowest: bool = False) -> list[str]:
    return [plain(line).rstrip() for line in metrics(of, cells, height, slowest=slowest)]


def test_tokens_and_progress_end_with_their_numbers() -> None:
    lines = shown(busy())
    assert lines[0].startswith("tokens/min") and lines[0].endswith("1.8k   18.2k")
    assert lines[1].startswith("progress") and lines[1].endswith("62%")


def test_each_step_stands_against_median_and_p90() -> None:
    found = next(line for line in shown(busy()) if line.startswith("plan"))
    assert found.split()[:6] == ["plan", "2m05s", "1m52s", "2m22s", "1.1×", "14"]


def test_sorting_puts_the_slowest_against_itself_first() -> None:
    names = [line.split()[0] for line in shown(busy(), slowest=True) if line]
    assert names.index("plan") < names.index("fetch") < names.index("audit")


def test_a_slow_step_is_a_warning_with_a_number() -> None:
    world = busy()
    history = world.snapshot.history
    assert history is not None
    short = replace(history.step("plan"), durations=(10.0,) * 14)
    other = replace(history, steps=history.steps | {"plan": short})
    found = metrics(replace(world, snapshot=replace(world.snapshot, history=other)), 69, 10)
    row = next(line for line in found if plain(line).startswith("plan"))
    assert [text.strip() for text, token in row if "warn" in token] == ["2m05s", "12.5×", "█"]


def test_steps_that_always_took_the_same_leave_room_above_their_bars() -> None:
    world = busy()
    history = world.snapshot.history
    assert history is not None
    same = {name: replace(each, durations=(125.0,) * 14) for name, each in history.steps.items()}
    found = shown(replace(world, snapshot=replace(world.snapshot, history=replace(history, steps=same))))
    assert next(line for line in found if line.startswith("plan")).endswith(" ▆▆▆▆▆▆▆▆▆▆")


def test_without_history_there_are_no_numbers_and_no_bars() -> None:
    found = next(line for line in shown(busy(samples=0)) if line.startswith("plan"))
    assert found.split() == ["plan", "2m05s", "–", "–", "–", "0"]


def test_retries_and_output_stand_below_the_table() -> None:
    assert shown(busy())[-1] == "retries     1 in implement"
    assert shown(busy())[-2].startswith("output      1/5 parts")


def test_tall_panels_get_a_burn_up_with_its_times() -> None:
    lines = shown(busy(), 118, 33)
    assert lines[3].startswith(" 100%")
    assert "04:50:04" in lines[11] and lines[11].endswith("05:00:00")


def test_a_chart_fills_eighths_of_cells_from_below() -> None:
    assert [plain(line) for line in chart((0.0, 25.0, 50.0, 100.0), 100.0, 2, Look())] == ["   █", " ▄██"]
    assert [plain(line) for line in chart((6.25,), 50.0, 2, Look())] == [" ", "▂"]


@pytest.mark.parametrize(("cells", "height"), SIZES)
def test_every_line_fits(cells: int, height: int) -> None:
    for world in (busy(), failed(), busy(samples=0), busy(())):
        assert all(width(line) <= max(cells, 54) for line in metrics(world, cells, height))


def test_an_empty_panel_says_why() -> None:
    assert shown(view(Snapshot())) == ["  no run is selected"]


@pytest.mark.parametrize(("cells", "height"), SIZES)
def test_the_ascii_form_has_no_other_character(cells: int, height: int) -> None:
    world = replace(busy(samples=0, tokens=None), look=Look(glyphs=ASCII, colours="none"))
    assert "".join(shown(world, cells, height)).isascii()
