"""How often the screen is repainted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wave_tui.tui.terminal.governor import SLOWEST, interval

LOCAL, REMOTE = 0.25, 0.5


def _after(backlogs: list[int], quickest: float) -> float:
    seconds = quickest
    for backlog in backlogs:
        seconds = interval(backlog, seconds, quickest)
    return seconds


def test_a_link_that_keeps_up_is_painted_at_its_own_pace() -> None:
    assert _after([0, 500, 0], LOCAL) == 0.25
    assert _after([0, 500, 0], REMOTE) == 0.5


def test_a_backlog_slows_the_paints_down_to_one_a_second() -> None:
    assert _after([50_000], LOCAL) == 0.5
    assert _after([50_000] * 9, LOCAL) == 1.0
    assert _after([50_000], REMOTE) == 1.0


def test_the_pace_recovers_when_the_backlog_is_gone() -> None:
    assert _after([50_000] * 9 + [0], LOCAL) == 0.5
    assert _after([50_000] * 9 + [0, 0], LOCAL) == 0.25


def test_a_small_backlog_changes_nothing() -> None:
    assert _after([50_000, 4_000, 4_000], LOCAL) == 0.5


@given(st.lists(st.integers(0, 10**9)), st.sampled_from([0.05, LOCAL, REMOTE, 60.0]))
def test_the_pace_never_leaves_its_bounds(backlogs: list[int], quickest: float) -> None:
    assert quickest <= _after(backlogs, quickest) <= max(SLOWEST, quickest)
