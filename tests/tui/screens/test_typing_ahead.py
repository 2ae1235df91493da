"""Keys that come faster than they are handled reach what the key before them opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from decks import deck_app, opened
from textual.events import Key
from textual.pilot import Pilot
from waiting import until_async

from wave_tui.tui.widgets.timeline import TimelinePanel

NAMES = {"/": "slash", ":": "colon", "\r": "enter", " ": "space", "?": "question_mark", "\x1b": "escape"}


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
