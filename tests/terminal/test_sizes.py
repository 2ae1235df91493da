"""Any window size, any number of changes."""

from __future__ import annotations

import random
from contextlib import ExitStack

import pytest
from programs import Start, deck

ODD = [(1, 1), (2, 5), (0, 0), (5, 2), (1000, 500), (39, 9), (40, 6), (300, 3)]


@pytest.mark.parametrize("size", ODD, ids=lambda size: f"{size[0]}x{size[1]}")
def test_v1_the_program_starts_and_leaves_at_an_odd_size(size: tuple[int, int]) -> None:
    with ExitStack() as stack:
        start = deck(stack)
        terminal = start(size=size, wait=False)
        terminal.until_raw(b"\x1b[?7l", 20)
        terminal.resize((80, 24))
        terminal.until(start.ready, 20)
        terminal.send("q")
        assert terminal.exit_status(20) == 0


def test_v1_a_storm_of_resizes_leaves_a_usable_program(start: Start) -> None:
    terminal = start()
    chance = random.Random(114)
    for _ in range(57):
        terminal.resize((chance.randint(0, 250), chance.randint(0, 80)))
        terminal.resize(chance.choice(ODD[:4]))
    terminal.resize((100, 30))
    terminal.until(start.ready, 20)
    terminal.send("q")
    assert terminal.exit_status() == 0


def test_v1_the_last_size_is_the_one_that_is_painted(tiny: Start) -> None:
    terminal = tiny()
    for size in [(0, 0), (1, 1), (200, 60), (91, 27)]:
        terminal.resize(size)
    terminal.until("size 91x27")


def test_a_size_that_the_shell_exported_does_not_freeze_the_window(tiny: Start) -> None:
    terminal = tiny(environ={"COLUMNS": "44", "LINES": "11"})
    terminal.until("size 80x24")
