"""Which runs are visible: the cursor always, no line wasted, retried runs with both of their lines."""

from __future__ import annotations

from random import Random

import pytest
from builders import run

from wave_tui.data.models import Run
from wave_tui.tui.present.run_window import height, run_window


def runs(number: int, retried: float, seed: int = 1) -> list[Run]:
    chance = Random(seed)
    return [run(f"r{n:04}", retried_as="again" if chance.random() < retried else "") for n in range(number)]


@pytest.mark.parametrize("lines", [1, 2, 3, 4, 9, 30])
@pytest.mark.parametrize("retried", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("below", [0, 7])
def test_the_cursor_is_visible_wherever_it_goes(lines: int, retried: float, below: int) -> None:
    rows = runs(40, retried)
    top = 0
    for cursor in [*range(40), *reversed(range(40)), 39, 0, 20]:
        window = run_window(rows, below, top, cursor, lines)
        top = window.top
        before = sum(height(each) for each in rows[top:cursor])
        assert top <= cursor < window.end
        assert before < window.room <= lines


def test_a_retried_run_under_the_cursor_shows_both_of_its_lines() -> None:
    rows = runs(10, 1.0)
    window = run_window(rows, 0, 0, 4, 7)
    assert sum(height(each) for each in rows[window.top : 5]) <= window.room


def test_what_fits_is_shown_without_a_line_that_counts_the_rest() -> None:
    assert run_window(runs(5, 0.0), 0, 0, 0, 5).hidden == 0
    window = run_window(runs(6, 0.0), 0, 0, 0, 5)
    assert (window.end, window.room, window.hidden) == (4, 4, 2)
    assert run_window(runs(4, 0.0), 3, 0, 0, 5).hidden == 3


def test_no_line_is_wasted_at_the_end() -> None:
    window = run_window(runs(20, 0.0), 0, 18, 19, 10)
    assert (window.top, window.end) == (10, 20)
