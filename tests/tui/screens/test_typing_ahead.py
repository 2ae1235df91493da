"""Keys that come faster than they are handled reach what the key before them opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from decks import deck_app, opened
from textual.events import Key
from textual.pilot import Pilot
from waiting import until_async

from wave_tui.tui.widgets.events import EventsPanel
from wave_tui.tui.widgets.prompt import Prompt
from wave_tui.tui.widgets.timeline import TimelinePanel
from wave_tui.tui.widgets.tree import TreePanel

NAMES = {
    "/": "slash",
    ":": "colon",
    "&": "ampersand",
    "\r": "enter",
    " ": "space",
    "?": "question_mark",
    "\x1b": "escape",
}


def burst(pilot: Pilot[Any], text: str) -> None:
    """All keys at once, as a terminal sends what was typed while it was slow."""
    for character in text:
        name = NAMES.get(character, character)
        pilot.app.post_message(Key(name, character if character.isprintable() else None))


async def test_a_filter_typed_in_one_burst_loses_no_letter(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        burst(pilot, "4/x\x1b1/diamond\r")
        await until_async(lambda: deck.view.snapshot.runs.query.filter.text == "diamond")
        await until_async(lambda: not deck.query("#prompt"))
        assert deck.wish.active == "runs"


async def test_a_command_typed_in_one_burst_is_carried_out(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        timeline = deck.panels["timeline"]
        assert isinstance(timeline, TimelinePanel)
        burst(pilot, ":axis rel\r")
        await until_async(lambda: timeline.axis_mode == "rel")


async def test_a_key_after_the_help_goes_to_the_help(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        burst(pilot, "?4")
        await until_async(lambda: len(pilot.app.screen_stack) == 2)
        await pilot.pause()
        assert deck.wish.active == "runs"


@pytest.mark.parametrize("leaving", ["\r", "\x1b"])
async def test_a_key_right_after_the_prompt_is_not_typed_into_it(fixture_project: Path, leaving: str) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        burst(pilot, f"/diamond{leaving}:axis rel")
        await until_async(lambda: [prompt.value for prompt in deck.query(Prompt)] == ["axis rel"])
        assert deck.query_one(Prompt).lead == ":"
        assert deck.query_now.runs.filter.text == ("diamond" if leaving == "\r" else "")


async def test_keys_after_a_search_go_to_the_panel(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        burst(pilot, "2/fetch\r4&step\r:axis rel\r6")
        await until_async(lambda: deck.wish.active == "metrics")
        tree, events = deck.panels["tree"], deck.panels["events"]
        assert isinstance(tree, TreePanel) and isinstance(events, EventsPanel)
        assert (tree.search, events.keep.text) == ("fetch", "step")
