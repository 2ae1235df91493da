"""Words in the prompt that limit runs and events, on the deck."""

from __future__ import annotations

from pathlib import Path

from decks import deck_app, opened, pressed, settled
from textual.pilot import Pilot
from waiting import until_async

from wave_tui.tui.filtering import filter_of
from wave_tui.tui.present.line import plain
from wave_tui.tui.screens.deck import Deck
from wave_tui.tui.widgets.prompt import Prompt, PromptLine


def shown(deck: Deck, panel: str) -> str:
    """What a panel has on the screen."""
    return "\n".join(plain(line) for line in deck.panels[panel].drawn)


def beside(deck: Deck) -> str:
    """The rows of the prompt without its text."""
    return "\n".join(plain(line) for line in deck.query_one(PromptLine).drawn)


async def typed(deck: Deck, pilot: Pilot[None], lead: str, text: str) -> Prompt:
    """A prompt with that text in it."""
    await pilot.press(lead)
    await until_async(lambda: isinstance(deck.focused, Prompt))
    prompt = deck.query_one(Prompt)
    await pilot.press(*("space" if key == " " else key for key in text))
    await until_async(lambda: prompt.value.endswith(text))
    return prompt


async def test_runs_are_limited_by_words_and_escape_shows_all(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await typed(deck, pilot, "slash", "state:fail quick")
        await pilot.press("enter")
        await settled(app, pilot)
        runs = deck.view.snapshot.runs
        assert runs.rows and {run.state for run in runs.rows} <= {"failed", "rejected"}
        assert all("quick" in run.pipeline + run.id for run in runs.rows)
        assert "/state:fail quick" in shown(deck, "header") and "/state:fail quick" in shown(deck, "runs")
        await pressed(app, pilot, "escape")
        assert not deck.query_now.runs.filter.active
        await pressed(app, pilot, "u")
        assert deck.query_now.runs.filter.states == ("failed", "rejected")


async def test_a_filter_is_there_to_be_changed(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        deck.run_command("filter state:lost,fail source:store")
        await settled(app, pilot)
        prompt = await typed(deck, pilot, "slash", "")
        assert prompt.value == "source:store state:fail,lost"


async def test_a_word_that_makes_no_sense_is_left_to_be_mended(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        prompt = await typed(deck, pilot, "slash", "state:fa")
        assert "pending" in beside(deck)
        await pilot.press("enter")
        await until_async(lambda: "'fa' is not a state" in beside(deck))
        assert not deck.query_now.runs.filter.active and deck.focused is prompt
        await pilot.press("i", "l", "enter")
        await settled(app, pilot)
        assert deck.query_now.runs.filter.states == ("failed", "rejected")
        assert not deck.query(Prompt)


async def test_tab_completes_the_last_word(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        prompt = await typed(deck, pilot, "slash", "x so")
        await pilot.press("tab")
        assert prompt.value == "x source:"
        await pilot.press("c", "tab")
        assert prompt.value == "x source:ci"


async def test_a_command_with_a_wrong_word_says_what_is_allowed(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, _):
        deck.run_command("filter source:paper")
        assert deck.view.message is not None and "levels" in deck.view.message[1]
        assert not deck.query_now.runs.filter.active
        deck.run_command("filter source:store")
        assert deck.view.message is None


async def test_events_are_limited_by_words_and_searched_for_the_rest(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("4")
        await typed(deck, pilot, "slash", "level:error,warn persona:coder fetch")
        await pilot.press("enter")
        await settled(app, pilot)
        query = deck.query_now.events
        assert (query.levels, query.persona, query.text) == (("error", "warn"), "coder", "")
        await pressed(app, pilot, "2", "j", "4")
        assert deck.query_now.events.levels == ("error", "warn")
        prompt = await typed(deck, pilot, "slash", "")
        assert prompt.value == "level:error,warn persona:coder "
        await pressed(app, pilot, "escape", "escape")
        assert not filter_of(deck.query_now.events).limits and deck.wish.active == "events"


async def test_words_of_runs_are_refused_for_events(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        await pilot.press("4")
        prompt = await typed(deck, pilot, "ampersand", "state:fail")
        await pilot.press("enter")
        await until_async(lambda: "state: limits runs" in beside(deck))
        assert deck.focused is prompt


async def test_kept_lines_are_limited_by_text_and_words_and_an_empty_line_shows_all(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("4")
        await typed(deck, pilot, "ampersand", "level:info step")
        await pressed(app, pilot, "enter")
        assert (deck.query_now.events.levels, deck.query_now.events.text) == (("info",), "step")
        await pressed(app, pilot, "ampersand", "enter")
        assert (deck.query_now.events.levels, deck.query_now.events.text) == ((), "")
