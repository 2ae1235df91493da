"""The list of runs on the deck: paging, ends, clicks, the wheel, runs chosen elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from decks import deck_app, opened, settled
from stores import NOW, StoreWriter
from textual.pilot import Pilot

from wave_tui.data.views import RunFilter, RunsQuery
from wave_tui.tui.app import WaveApp
from wave_tui.tui.messages import RunsWanted
from wave_tui.tui.present.line import plain
from wave_tui.tui.screens.deck import Deck

RUNS = 260


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A project with 260 runs, every third of which was retried as the one after it."""
    with StoreWriter(tmp_path / ".agents" / "state.db") as writer:
        writer.update("BEGIN")
        for number in range(RUNS):
            forked = {"forked_from_run_id": name(number - 1)} if number % 3 == 0 and number else {}
            when = int(NOW) - (RUNS - number) * 60
            writer.run(name(number), status="failed", started_at=when, completed_at=when + 30, **forked)
        writer.update("COMMIT")
    return tmp_path


def name(number: int) -> str:
    return f"demo-{number:04}"


def listed(deck: Deck) -> list[str]:
    """Short ids of the rows on the screen, from top to bottom."""
    rows = [plain(line) for line in deck.panels["runs"].drawn[2:]]
    return [row[10:14] for row in rows if row[10:14].isdecimal()]


async def walk(app: WaveApp, pilot: Pilot[Any], key: str, until: str) -> list[str]:
    """Press a key until a run is selected; every run that was on the screen, in the order of its coming."""
    seen: dict[str, None] = {}
    deck = app.deck
    for _ in range(RUNS):
        rows = listed(deck)
        assert deck.view.address.run[-4:] in rows
        seen |= dict.fromkeys(rows)
        if deck.view.address.run == until:
            break
        await pilot.press(key)
        await settled(app, pilot)
    return list(seen)


@pytest.mark.parametrize("size", [(120, 40), (60, 15)])
async def test_every_run_comes_by_once_from_the_newest_to_the_oldest_and_back(
    many: Path, size: tuple[int, int]
) -> None:
    app = deck_app(many)
    async with opened(app, size) as (_, pilot):
        down = await walk(app, pilot, "ctrl+d", name(0))
        assert down == [f"{number:04}" for number in reversed(range(RUNS))]
        up = await walk(app, pilot, "ctrl+u", name(RUNS - 1))
        assert sorted(up) == sorted(down)


async def test_both_ends_are_one_key_away(many: Path) -> None:
    app = deck_app(many)
    async with opened(app) as (deck, pilot):
        for key, run in (("G", name(0)), ("g", name(RUNS - 1)), ("G", name(0))):
            await pilot.press(key)
            await settled(app, pilot)
            assert deck.view.address.run == run
            assert run[-4:] in listed(deck)


async def test_a_click_selects_the_row_below_it_also_after_lines_that_are_no_rows(many: Path) -> None:
    app = deck_app(many)
    async with opened(app) as (deck, pilot):
        rows = [plain(line) for line in deck.panels["runs"].drawn]
        y = next(n for n, row in enumerate(rows) if name(RUNS - 5)[-4:] in row)
        await pilot.click("#runs", offset=(12, y))
        await settled(app, pilot)
        assert deck.view.address.run == name(RUNS - 5)


async def test_a_run_chosen_elsewhere_is_brought_into_the_list(many: Path) -> None:
    app = deck_app(many)
    async with opened(app) as (deck, pilot):
        await pilot.press("colon", *"goto demo", "minus", *"0100", "enter")
        await settled(app, pilot)
        await settled(app, pilot)
        assert deck.view.address.run == name(100)
        assert "0100" in listed(deck)


async def test_the_failure_key_says_when_no_failure_is_left(many: Path) -> None:
    app = deck_app(many)
    async with opened(app) as (deck, pilot):
        await pilot.press("E")
        await settled(app, pilot)
        assert deck.view.message is not None
        assert deck.view.message[1].startswith("no failure above")


async def test_a_filter_that_hides_the_selected_run_selects_its_newest_match(many: Path) -> None:
    app = deck_app(many)
    async with opened(app) as (deck, pilot):
        await pilot.press("j", "j", "j", "slash", *"demo", "minus", *"01", "enter")
        await settled(app, pilot)
        assert deck.view.address.run == name(199)


async def test_a_page_wanted_under_an_earlier_filter_does_not_bring_that_filter_back(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        deck.panels["runs"].post_message(RunsWanted(RunsQuery(RunFilter(text="diamond"), bottom=True)))
        await settled(app, pilot)
        assert not deck.query_now.runs.filter.active
