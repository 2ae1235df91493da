"""Ways through the deck: every level of escape, last view, tabs, tiers, bare pages, storms of sizes."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from decks import deck_app, opened, settled
from waiting import until_async

from wave_tui.tui.present.arrange import ORDER
from wave_tui.tui.present.line import plain
from wave_tui.tui.screens.deck import Deck

TIERS = [(160, 48), (120, 40), (100, 30), (80, 24), (60, 15), (50, 10)]
ODD = [(1, 1), (2, 5), (5, 2), (39, 9), (40, 6), (300, 3), (1000, 500)]
RETRIED = "demo-retry-20261120-043439-9bd2"


def shown(deck: Deck, panel: str) -> str:
    """What a panel has on the screen."""
    return "\n".join(plain(line) for line in deck.panels[panel].drawn)


@pytest.mark.parametrize("size", TIERS)
async def test_number_keys_reach_every_panel_in_every_tier(deployed_project: Path, size: tuple[int, int]) -> None:
    async with opened(deck_app(deployed_project), size) as (deck, pilot):
        for number, name in enumerate(ORDER, 1):
            await pilot.press(str(number))
            await pilot.pause()
            assert deck.wish.active == name and deck.focused is deck.panels[name]
            assert deck.panels[name].display and deck.panels[name].region.area > 0


@pytest.mark.parametrize("size", TIERS)
async def test_tab_goes_round_the_panels_on_the_screen_and_back(fixture_project: Path, size: tuple[int, int]) -> None:
    async with opened(deck_app(fixture_project), size) as (deck, pilot):
        there: list[str] = []
        while len(there) < 2 or there[0] != there[-1]:
            there.append(deck.wish.active)
            await pilot.press("tab")
            await pilot.pause()
            assert deck.focused is deck.panels[deck.wish.active] and len(there) < 10
        back = [deck.wish.active]
        await pilot.press("shift+tab")
        assert there[:-1] == [name for name in ORDER if name in there]
        assert back[0] == there[1]


async def test_brackets_go_round_the_tabs_of_a_place(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        seen = []
        for key in ("]", "]", "]", "]", "]", "["):
            await pilot.press(key)
            await pilot.pause()
            seen.append(deck.wish.active)
        assert seen == ["artifacts", "metrics", "spec", "events", "artifacts", "events"]


async def test_deployments_are_a_tab_where_there_are_any(deployed_project: Path) -> None:
    app = deck_app(deployed_project)
    async with opened(app) as (deck, pilot):
        for key in ("6", "]", "]"):
            await pilot.press(key)
            await pilot.pause()
        assert deck.wish.active == "deployments"
        (deployed_project / ".github" / "deployment-state.json").unlink()
        deck.ask(replace(deck.query_now, run=""))
        await until_async(lambda: deck.view.snapshot.deployments is None)
        await pilot.press("4", "[")
        await pilot.pause()
        assert deck.wish.active == "spec"
        await pilot.press("8")
        await until_async(lambda: deck.view.message is not None)
        assert deck.view.message is not None and "deployment-state.json" in deck.view.message[1]


async def test_minus_goes_to_the_view_before_and_again_back(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        await pilot.press("2", "6", "minus")
        assert deck.wish.active == "tree"
        await pilot.press("minus")
        assert deck.wish.active == "metrics"


async def test_zero_widens_the_address_level_by_level_and_stops_at_the_run(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("colon", *f"goto {RETRIED}/draft/A2", "enter")
        await settled(app, pilot)
        assert str(deck.view.address) == f"{RETRIED}/draft/A2"
        await pilot.press("0")
        assert str(deck.view.address) == f"{RETRIED}/draft"
        await pilot.press("0", "0")
        await settled(app, pilot)
        assert str(deck.view.address) == RETRIED


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_escape_undoes_prompt_zoom_drill_filter_and_marks_one_by_one(
    fixture_project: Path, size: tuple[int, int]
) -> None:
    app = deck_app(fixture_project)
    async with opened(app, size) as (deck, pilot):
        await pilot.press("slash", *"retry", "enter")
        await settled(app, pilot)
        await pilot.press("space", "enter")
        await settled(app, pilot)
        await pilot.press("enter")
        await settled(app, pilot)
        await pilot.press("z")
        await pilot.press("slash")
        await until_async(lambda: bool(deck.query("#prompt")))
        levels = [_level(deck)]
        while levels[-1] and len(levels) < 12:
            await pilot.press("escape")
            await settled(app, pilot)
            levels.append(_level(deck))
        assert levels == sorted(levels, reverse=True) and levels[-1] == 0 and len(set(levels)) == len(levels)
        await pilot.press("escape")
        await settled(app, pilot)
        assert not app._exit and deck.wish.active == "runs"


def _level(deck: Deck) -> int:
    """How much there is to undo: prompt, zoom, panels, filter, marks."""
    deep = {"runs": 0, "tree": 1, "events": 2}[deck.wish.active]
    filtered = deck.query_now.runs.filter.active
    return deep + sum([bool(deck.query("#prompt")), deck.wish.zoomed, filtered, bool(deck.view.marks)])


async def test_q_goes_back_and_leaves_only_from_the_top(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("4", "z", "q")
        await pilot.pause()
        assert not deck.wish.zoomed and deck.wish.active == "events"
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert deck.wish.active == "runs" and not app._exit
        await pilot.press("q")
        await until_async(lambda: app._exit)


@pytest.mark.parametrize("key", ["escape", "q", "Z"])
@pytest.mark.parametrize("panel", ["4", "5", "2"])
async def test_a_bare_page_has_lines_only_and_one_key_ends_it(fixture_project: Path, panel: str, key: str) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press(panel, "Z")
        await pilot.pause()
        own = deck.panels[deck.wish.active]
        assert [name for name in deck.panels if deck.panels[name].display] == [deck.wish.active]
        assert own.region == deck.region and "━" not in shown(deck, deck.wish.active)
        await pilot.press(key)
        await pilot.pause()
        assert not deck.wish.bare and deck.panels["header"].display and "━" in shown(deck, deck.wish.active)


async def test_a_storm_of_sizes_keeps_focus_and_selection(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("j", "j", "j", "4")
        await settled(app, pilot)
        address, chance = deck.view.address, random.Random(114)
        for _ in range(30):
            await pilot.resize_terminal(*chance.choice([*TIERS, *ODD]))
            assert deck.focused is not None
        await pilot.resize_terminal(120, 40)
        await settled(app, pilot)
        assert deck.view.address == address
        assert deck.wish.active == "events" and deck.focused is deck.panels["events"]


@pytest.mark.parametrize("name", ORDER)
@pytest.mark.parametrize("size", [*TIERS, (40, 6)])
async def test_the_focus_is_on_a_visible_panel_after_a_change_of_size(
    deployed_project: Path, name: str, size: tuple[int, int]
) -> None:
    async with opened(deck_app(deployed_project)) as (deck, pilot):
        deck.action_panel(name)
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert deck.focused is not None and deck.focused.display
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert deck.focused is deck.panels[name]
