"""Looking inside and coming back: child runs, steps, clicks, zooms."""

from __future__ import annotations

from pathlib import Path

from decks import deck_app, opened, settled
from waiting import until_async

from wave_tui.data.address import Address
from wave_tui.tui.present.line import plain
from wave_tui.tui.screens.deck import Deck
from wave_tui.tui.widgets.tree import TreePanel

PARENT = "demo-iterate-20261120-043443-fd3e"


def cursor_row(deck: Deck, panel: str) -> str:
    """The line of a panel that the cursor is on."""
    return next(text for line in deck.panels[panel].drawn if (text := plain(line)).startswith("▌"))


async def test_a_child_run_is_looked_into_from_the_tree_and_left_again_level_by_level(fixture_project: Path) -> None:
    app = deck_app(fixture_project, address=PARENT)
    async with opened(app) as (deck, pilot):
        await pilot.press("enter")
        tree = deck.panels["tree"]
        assert isinstance(tree, TreePanel)
        while not deck.view.address.sub:
            row = tree.selected
            await pilot.press("l" if row is not None and row.open is False else "j")
            await settled(app, pilot)
        before = deck.view.address
        assert before.run == PARENT and before.sub
        while deck.view.address.run == PARENT:
            await pilot.press("enter")
            await settled(app, pilot)
        child = deck.view.address.run
        assert child.startswith("demo-child")
        assert child[-4:] in cursor_row(deck, "runs")
        assert deck.wish.active == "tree"
        await pilot.press("escape")
        await settled(app, pilot)
        assert deck.view.address == before and deck.wish.active == "tree"
        await pilot.press("escape")
        await settled(app, pilot)
        assert deck.view.address.run == PARENT and deck.wish.active == "runs"


async def test_a_step_is_left_to_the_tree_and_the_tree_to_the_runs(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        for key in ("enter", "j", "j", "enter"):
            await pilot.press(key)
            await settled(app, pilot)
        assert deck.wish.active == "events" and deck.view.address.step == "lint"
        for panel in ("tree", "runs", "runs"):
            await pilot.press("escape")
            await settled(app, pilot)
            assert deck.wish.active == panel
        assert deck.view.address.step == ""


async def test_back_from_the_run_itself_leads_to_the_runs(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        await pilot.press("2", "h", "h")
        await pilot.pause()
        assert deck.wish.active == "runs"


async def test_a_zoom_that_was_turned_on_inside_is_turned_off_first(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("enter", "z")
        await pilot.press("escape")
        assert deck.wish.active == "tree" and not deck.wish.zoomed
        await pilot.press("escape")
        assert deck.wish.active == "runs"


async def test_a_clicked_panel_has_the_keys(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        await pilot.click("#tree", offset=(14, 3))
        await pilot.pause()
        assert deck.wish.active == "tree"
        assert deck.view.address.step == "lint"
        await pilot.press("escape")
        await pilot.pause()
        assert deck.wish.active == "runs" and deck.focused is deck.panels["runs"]


async def test_the_panel_with_the_keys_and_no_other_has_the_bright_rule(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        for key, name in (("2", "tree"), ("3", "timeline"), ("4", "events"), ("1", "runs")):
            await pilot.press(key)
            await pilot.pause()
            titles = {each: plain(deck.panels[each].drawn[0]) for each in ("runs", "tree", "timeline", "events")}
            assert [each for each, text in titles.items() if "━━" in text] == [name]


async def test_a_child_run_in_the_tree_shows_its_own_events(fixture_project: Path) -> None:
    app = deck_app(fixture_project, address=PARENT)
    async with opened(app) as (deck, pilot):
        await pilot.press(*"2jjljlj")
        await settled(app, pilot)
        assert deck.view.address.sub[-1] == "audit"
        child = deck.view.address.sub[0]
        assert {event.run for event in deck.view.snapshot.events.rows} == {child}
        assert {event.step for event in deck.view.snapshot.events.rows} == {"audit"}
        assert plain(deck.panels["events"].drawn[0]).rstrip().endswith(f"&{child[-4:]} audit")


async def test_a_run_that_is_not_there_is_told_and_nothing_else_changes(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        before = deck.view.address
        await pilot.press("colon", *"goto", "space", *"nobody", "enter")
        await until_async(lambda: deck.view.message is not None)
        assert deck.view.message is not None and deck.view.message[1] == "there is no run nobody in this store"
        assert deck.view.address == before and deck.wish.active == "runs"


async def test_the_end_of_an_id_is_enough_to_go_to_a_run(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("colon", *"goto", "space", *"7385/plan", "enter")
        await settled(app, pilot)
        assert deck.view.address == Address("demo-loop-20261120-043854-7385", "plan")
