"""The layouts of every terminal size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.tui.present.arrange import ORDER, Wish, arrange, tier


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((160, 48), "wide"), ((120, 40), "full"), ((119, 60), "deck"), ((100, 30), "deck"), ((80, 24), "card"),
        ((200, 24), "card"), ((60, 15), "list"), ((59, 15), "small"), ((40, 6), "tiny"), ((1, 1), "tiny"),
    ],
)  # fmt: skip
def test_both_sizes_must_fit_a_tier(size: tuple[int, int], expected: str) -> None:
    assert tier(*size) == expected


def test_the_deck_has_the_measures_of_the_design() -> None:
    places = {place.name: (place.x, place.width, place.height) for place in arrange(120, 40, Wish()).places}
    assert places["runs"] == (1, 46, 14)
    assert places["tree"] == (1, 46, 19)
    assert places["timeline"] == (50, 69, 14)
    assert places["events"] == (50, 69, 11)
    assert places["now"] == (50, 69, 7)


def test_one_list_and_one_card_at_80x24() -> None:
    shown = [place.name for place in arrange(80, 24, Wish()).places]
    assert shown == ["header", "footer", "runs", "card"]
    drilled = [place.name for place in arrange(80, 24, Wish(active="tree", drilled=True)).places]
    assert drilled == ["header", "footer", "tree", "events"]


@given(
    st.integers(0, 300), st.integers(0, 120), st.sampled_from(ORDER), st.sampled_from(ORDER[3:]),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_nothing_overlaps_or_leaves_the_screen(
    width: int, height: int, active: str, tab: str, zoomed: bool, drilled: bool
) -> None:
    cells: set[tuple[int, int]] = set()
    for place in arrange(width, height, Wish(active, tab, zoomed, drilled)).places:
        assert place.x >= 0 and place.y >= 0
        assert place.x + place.width <= max(width, 0) and place.y + place.height <= max(height, 0)
        taken = {(x, y) for x in range(place.x, place.x + place.width) for y in range(place.y, place.y + place.height)}
        assert not cells & taken
        cells |= taken
