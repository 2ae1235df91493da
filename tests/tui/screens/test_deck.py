"""The deck over the real project: selection, layouts, filters, drill-down, words."""

from __future__ import annotations

from pathlib import Path

import pytest
from decks import deck_app, opened, settled
from stores import NOW, StoreWriter
from waiting import until_async

from wave_tui.tui.present.line import plain
from wave_tui.tui.screens.deck import Deck


def shown(deck: Deck, panel: str) -> str:
    """What a panel has on the screen."""
    return "\n".join(plain(line) for line in deck.panels[panel].drawn)


async def test_the_newest_run_is_selected_and_fills_every_panel(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, _):
        assert "d9a8" in shown(deck, "header")
        assert "demo-wide" in shown(deck, "runs")
        assert "fetch" in shown(deck, "tree") and "merge" in shown(deck, "tree")
        assert "fetch" in shown(deck, "timeline")


async def test_moving_in_the_runs_moves_every_panel(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("j")
        await settled(app, pilot)
        assert "81ac" in shown(deck, "header")
        assert "demo-diamond" in shown(deck, "tree")


async def test_the_last_run_is_reached_with_one_key(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("G")
        await settled(app, pilot)
        assert "5512" in shown(deck, "runs")
        assert deck.view.address.run == "demo-cmd-20261120-043415-5512"


async def test_a_filter_shows_what_matches_and_escape_brings_all_back(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("slash", *"diamond", "enter")
        await settled(app, pilot)
        assert deck.view.snapshot.runs.total == 3
        assert "/diamond" in shown(deck, "header")
        await pilot.press("escape")
        await settled(app, pilot)
        assert deck.view.snapshot.runs.total == 50


async def test_a_filter_that_hides_everything_says_how_to_get_back(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("slash", *"feture", "enter")
        await settled(app, pilot)
        assert "0 of 50 match /feture, esc clears" in shown(deck, "runs")


async def test_attention_keeps_failed_and_cancelled_runs(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("exclamation_mark")
        await settled(app, pilot)
        states = {run.state for run in deck.view.snapshot.runs.rows}
        assert states and states <= {"failed", "cancelled", "lost", "rejected", "cancelling"}


async def test_enter_drills_from_run_to_tree_and_escape_goes_back(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app, (80, 24)) as (deck, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert deck.wish.active == "tree" and deck.panels["events"].display
        await pilot.press("escape")
        await pilot.pause()
        assert deck.wish.active == "runs" and deck.panels["card"].display


@pytest.mark.parametrize(
    "size", [(160, 48), (120, 40), (100, 30), (80, 24), (60, 15), (50, 10), (40, 6), (10, 2), (1, 1)]
)
async def test_every_size_shows_something_and_quits(fixture_project: Path, size: tuple[int, int]) -> None:
    app = deck_app(fixture_project)
    async with opened(app, size) as (deck, pilot):
        assert any(panel.drawn for panel in deck.panels.values() if panel.display)
        await pilot.press("Q")
        await until_async(lambda: app._exit)


async def test_a_command_with_a_wrong_name_says_what_is_known(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("colon", *"frob", "enter")
        await until_async(lambda: deck.view.message is not None)
        assert deck.view.message is not None and "goto" in deck.view.message[1]


async def test_goto_opens_the_place(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("colon", *"goto demo-retry-20261120-043439-9bd2/draft", "enter")
        await settled(app, pilot)
        assert (deck.view.address.run[-4:], deck.view.address.step) == ("9bd2", "draft")
        assert deck.wish.active == "tree"


async def test_marks_are_taken_and_given_back(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("space", "space")
        await settled(app, pilot)
        assert len(deck.view.marks) == 2 and "2 marked" in shown(deck, "header")
        await pilot.press("escape")
        await pilot.pause()
        assert not deck.view.marks


async def test_control_c_touches_no_run_and_says_how_to_leave(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("ctrl+c")
        await until_async(lambda: deck.view.message is not None)
        assert not app._exit


@pytest.mark.parametrize("key", ["d", "y", "question_mark"])
async def test_dialogs_open_and_escape_closes_them(fixture_project: Path, key: str) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (_, pilot):
        await pilot.press(key)
        await until_async(lambda: len(app.screen_stack) == 2)
        await pilot.press("escape")
        await until_async(lambda: len(app.screen_stack) == 1)


async def test_a_project_without_a_store_says_where_it_looked(tmp_path: Path) -> None:
    (tmp_path / ".agents" / "pipelines").mkdir(parents=True)
    async with opened(deck_app(tmp_path)) as (deck, _):
        assert "state.db" in shown(deck, "runs")
        assert "LOST" in shown(deck, "header")


async def test_a_run_that_starts_is_selected_until_the_first_key(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        with StoreWriter(fixture_project / ".agents" / "state.db") as store:
            store.run("first-1", last_heartbeat=int(NOW), started_at=int(NOW))
        await until_async(lambda: deck.view.address.run == "first-1")
        await pilot.press("j")
        await settled(app, pilot)
        chosen = deck.view.address.run
        with StoreWriter(fixture_project / ".agents" / "state.db") as store:
            store.run("second-1", started_at=int(NOW) + 1)
        await until_async(lambda: any(run.id == "second-1" for run in deck.view.snapshot.runs.rows))
        assert deck.view.address.run == chosen


async def test_the_cursor_stays_on_its_run_while_others_arrive(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("j", "j")
        await settled(app, pilot)
        chosen = deck.view.address.run
        with StoreWriter(fixture_project / ".agents" / "state.db") as store:
            for number in range(20):
                store.run(f"late-{number:04}", status="completed", started_at=int(NOW) + number)
        await until_async(lambda: deck.view.snapshot.runs.total == 70)
        await pilot.pause()
        assert deck.view.address.run == chosen
        assert f"▌ {'■'}" in shown(deck, "runs") or f"▌ {'✗'}" in shown(deck, "runs")
