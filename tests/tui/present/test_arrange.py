"""The layouts of every terminal size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.tui.present.arrange import ORDER, Bounds, Place, Wish, arrange, tier


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
    assert _free_of_overlaps(arrange(width, height, Wish(active, tab, zoomed, drilled)).places, width, height)


def _free_of_overlaps(places: tuple[Place, ...], width: int, height: int) -> bool:
    """Raises AssertionError when a place overlaps another one or leaves the screen."""
    cells: set[tuple[int, int]] = set()
    for place in places:
        assert place.x >= 0 and place.y >= 0
        assert place.x + place.width <= max(width, 0) and place.y + place.height <= max(height, 0)
        taken = {(x, y) for x in range(place.x, place.x + place.width) for y in range(place.y, place.y + place.height)}
        assert not cells & taken
        cells |= taken
    return True


@pytest.mark.parametrize(
    ("layout", "expected"), [("auto", "wide"), ("full", "full"), ("compact", "card"), ("list", "list")]
)
def test_a_layout_is_the_largest_that_is_used(layout: str, expected: str) -> None:
    assert arrange(160, 48, Wish(), Bounds(layout=layout)).tier == expected
    assert arrange(60, 15, Wish(), Bounds(layout=layout)).tier == "list"


def test_a_wished_size_is_drawn_but_never_more_than_there_is() -> None:
    places = arrange(160, 48, Wish(), Bounds(width=100, height=30)).places
    assert max(place.x + place.width for place in places) <= 100
    assert max(place.y + place.height for place in places) <= 30
    assert arrange(80, 24, Wish(), Bounds(width=400, height=400)) == arrange(80, 24, Wish())


def test_room_of_panels_that_are_not_wanted_goes_to_the_others() -> None:
    runs = arrange(120, 40, Wish("runs"), Bounds(panels=("runs",))).place("runs")
    assert runs is not None and (runs.width, runs.height) == (118, 26)
    events = arrange(120, 40, Wish("events"), Bounds(panels=("runs", "events"))).place("events")
    assert events is not None and events.height == 26
    assert arrange(120, 40, Wish(), Bounds(panels=("runs", "events"))).tabs == ("events",)


def test_panels_with_a_place_of_their_own_are_no_tabs_of_another() -> None:
    assert arrange(160, 48, Wish()).tabs == ("events", "spec", "deployments")
    assert arrange(120, 40, Wish()).tabs == ("events", "artifacts", "metrics", "spec", "deployments")


def test_a_bare_panel_has_the_whole_screen() -> None:
    assert [place.name for place in arrange(120, 40, Wish("events", bare=True)).places] == ["events"]


@given(
    st.integers(0, 300), st.integers(0, 120), st.sets(st.sampled_from(ORDER), min_size=1), st.data(), st.booleans()
)  # fmt: skip
def test_only_wanted_panels_are_shown_and_the_active_one_always_is(
    width: int, height: int, wanted: set[str], data: st.DataObject, drilled: bool
) -> None:
    active = data.draw(st.sampled_from(sorted(wanted)))
    tab = active if active in ORDER[3:] else next((name for name in ORDER[3:] if name in wanted), "events")
    made = arrange(width, height, Wish(active, tab, drilled=drilled), Bounds(panels=tuple(wanted)))
    shown = {place.name for place in made.places}
    assert shown & set(ORDER) <= wanted and set(made.tabs) <= wanted
    assert made.tier == "tiny" or active in shown
    assert _free_of_overlaps(made.places, width, height)
