"""How often the screen is repainted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wave_tui.tui.terminal.governor import LOCAL, REMOTE, SLOWEST, interval


def _after(backlogs: list[int], remote: bool) -> float:
    seconds = REMOTE if remote else LOCAL
    for backlog in backlogs:
        seconds = interval(backlog, seconds, remote=remote)
    return seconds


def test_a_link_that_keeps_up_is_painted_at_its_own_pace() -> None:
    assert _after([0, 500, 0], remote=False) == 0.25
    assert _after([0, 500, 0], remote=True) == 0.5


def test_a_backlog_slows_the_paints_down_to_one_a_second() -> None:
    assert _after([50_000], remote=False) == 0.5
    assert _after([50_000] * 9, remote=False) == 1.0
    assert _after([50_000], remote=True) == 1.0


def test_the_pace_recovers_when_the_backlog_is_gone() -> None:
    assert _after([50_000] * 9 + [0], remote=False) == 0.5
    assert _after([50_000] * 9 + [0, 0], remote=False) == 0.25


def test_a_small_backlog_changes_nothing() -> None:
    assert _after([50_000, 4_000, 4_000], remote=False) == 0.5


@given(st.lists(st.integers(0, 10**9)), st.booleans())
def test_the_pace_never_leaves_its_bounds(backlogs: list[int], remote: bool) -> None:
    assert (REMOTE if remote else LOCAL) <= _after(backlogs, remote) <= SLOWEST
