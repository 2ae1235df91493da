"""The prompt: its sign, its help, history, completion, pastes, and what escape brings back."""

from __future__ import annotations

from pathlib import Path

import pytest
from decks import deck_app, opened, settled
from textual.events import Paste
from textual.pilot import Pilot
from waiting import until_async

from wave_tui.tui.present.event_kind import is_failure
from wave_tui.tui.present.line import plain
from wave_tui.tui.screens.deck import Deck
from wave_tui.tui.widgets.events import EventsPanel
from wave_tui.tui.widgets.prompt import LIMIT, Prompt, PromptLine

SIZES = [(120, 40), (80, 24), (60, 15), (50, 10), (40, 6), (40, 2)]


def shown(deck: Deck, panel: str) -> str:
    """What a panel has on the screen."""
    return "\n".join(plain(line) for line in deck.panels[panel].drawn)


def beside(deck: Deck) -> str:
    """The rows of the prompt without its text."""
    return "\n".join(plain(line) for line in deck.query_one(PromptLine).drawn)


async def opened_prompt(deck: Deck, pilot: Pilot[None], key: str) -> Prompt:
    """The prompt once it has the keys."""
    await pilot.press(key)
    await until_async(lambda: isinstance(deck.focused, Prompt))
    await pilot.pause()
    return deck.query_one(Prompt)


@pytest.mark.parametrize(("key", "sign"), [("slash", "/"), ("ampersand", "&"), ("colon", ":")])
@pytest.mark.parametrize("size", SIZES)
async def test_the_sign_stands_before_the_text_at_every_size(
    fixture_project: Path, size: tuple[int, int], key: str, sign: str
) -> None:
    async with opened(deck_app(fixture_project), size) as (deck, pilot):
        prompt = await opened_prompt(deck, pilot, key)
        line = deck.query_one(PromptLine)
        assert 0 <= prompt.region.y < size[1] and prompt.region.right <= size[0]
        assert plain(line.drawn[prompt.region.y - line.region.y]).startswith(sign)
        assert prompt.region.x == line.region.x + 1


async def test_an_open_prompt_follows_the_size_of_the_terminal(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project), (120, 40)) as (deck, pilot):
        prompt = await opened_prompt(deck, pilot, "colon")
        for size in SIZES[1:]:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert prompt.region.bottom <= size[1] and deck.focused is prompt


@pytest.mark.parametrize("unicode", ["yes", "no"])
async def test_commands_that_fit_are_shown_with_their_help(fixture_project: Path, unicode: str) -> None:
    async with opened(deck_app(fixture_project, words={"unicode": unicode})) as (deck, pilot):
        await opened_prompt(deck, pilot, "colon")
        assert "goto ADDRESS" in beside(deck) and "theme" in beside(deck)
        await pilot.press("t")
        await until_async(lambda: "goto" not in beside(deck))
        assert "theme NAME dark, light" in beside(deck)
        await pilot.press("x")
        await until_async(lambda: "no command begins with tx" in beside(deck))


async def test_tab_completes_and_goes_on_to_the_next(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        prompt = await opened_prompt(deck, pilot, "colon")
        await pilot.press("a", "tab")
        assert prompt.value == "at"
        await pilot.press("tab")
        assert prompt.value == "axis"
        await pilot.press("shift+tab")
        assert prompt.value == "at"
        assert deck.focused is prompt


async def test_up_brings_earlier_commands_and_down_what_was_being_typed(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        for command in ("axis rel", "axis wall", "axis wall"):
            await opened_prompt(deck, pilot, "colon")
            await pilot.press(*command, "enter")
            await until_async(lambda: not deck.query(Prompt))
        prompt = await opened_prompt(deck, pilot, "colon")
        await pilot.press("g", "up")
        assert prompt.value == "axis wall"
        await pilot.press("up", "up")
        assert prompt.value == "axis rel"
        await pilot.press("down", "down")
        assert prompt.value == "g"


async def test_escape_brings_back_the_filter_that_was_there(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await opened_prompt(deck, pilot, "slash")
        await pilot.press(*"retry", "enter")
        await settled(app, pilot)
        await opened_prompt(deck, pilot, "slash")
        await pilot.press(*"xyz")
        await until_async(lambda: "demo-retry" not in shown(deck, "runs"))
        await pilot.press("escape")
        await settled(app, pilot)
        assert deck.query_now.runs.filter.text == "retry" and "demo-retry" in shown(deck, "runs")
        assert deck.focused is deck.panels["runs"]


async def test_escape_leaves_a_search_as_it_was(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        await pilot.press("2")
        await opened_prompt(deck, pilot, "slash")
        await pilot.press(*"merge", "enter")
        await until_async(lambda: "/merge" in shown(deck, "tree"))
        await opened_prompt(deck, pilot, "slash")
        await pilot.press(*"other", "escape")
        await until_async(lambda: not deck.query(Prompt))
        assert "/merge" in shown(deck, "tree")


async def test_t9_a_huge_paste_is_cut_with_a_notice_and_has_no_controls(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        prompt = await opened_prompt(deck, pilot, "slash")
        prompt.post_message(Paste("\x1b[31mred\x07\n" + "x" * 5_000_000))
        await until_async(lambda: bool(prompt.value))
        assert len(prompt.value) <= LIMIT and prompt.value.isprintable()
        await until_async(lambda: "cut" in beside(deck))


async def test_messages_are_seen_beside_an_open_prompt(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, pilot):
        await opened_prompt(deck, pilot, "colon")
        deck.say("something happened")
        assert "something happened" in beside(deck)


@pytest.mark.parametrize("panel", ["2", "4"])
async def test_n_goes_from_hit_to_hit_after_a_search(fixture_project: Path, panel: str) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press(panel)
        await opened_prompt(deck, pilot, "slash")
        await pilot.press(*"fetch", "enter")
        await settled(app, pilot)
        await pilot.press("n", "N")
        await settled(app, pilot)
        assert "/fetch" in shown(deck, deck.wish.active)


async def test_a_search_in_an_artifact_goes_from_hit_to_hit(fixture_project: Path) -> None:
    app = deck_app(fixture_project, address="ops-hello-world-20261120-043801-1a32")
    async with opened(app, (80, 24)) as (deck, pilot):
        await pilot.press("5", "enter")
        await until_async(lambda: '"requirements"' in shown(deck, "artifacts"))
        await opened_prompt(deck, pilot, "slash")
        await pilot.press(*"score", "enter")
        await until_async(lambda: "/score  1/3" in shown(deck, "artifacts"))
        await pilot.press("n", "n")
        await until_async(lambda: "/score  3/3" in shown(deck, "artifacts"))
        await pilot.press("N")
        await until_async(lambda: "/score  2/3" in shown(deck, "artifacts"))


@pytest.mark.parametrize("panel", ["tree", "timeline", "artifacts", "metrics", "spec"])
async def test_the_next_failure_of_the_run_is_found_from_every_panel(fixture_project: Path, panel: str) -> None:
    app = deck_app(fixture_project, address="demo-quick-20261120-043417-a5a5")
    async with opened(app, (80, 24)) as (deck, pilot):
        await pilot.press("2", "g")
        deck.action_panel(panel)
        await settled(app, pilot)
        await pilot.press("e")
        await until_async(lambda: deck.view.address.step == "implement")
        assert deck.wish.active == panel
        assert (deck.view.address.time is not None) == (panel == "timeline")
        await pilot.press("e", "e")
        await until_async(lambda: deck.view.message is not None)
        assert deck.view.message is not None and "no failure below" in deck.view.message[1]


async def test_the_next_failed_run_is_found_in_the_runs_and_failed_events_in_the_events(fixture_project: Path) -> None:
    app = deck_app(fixture_project, address="demo-quick-20261120-043417-a5a5")
    async with opened(app) as (deck, pilot):
        await pilot.press("e")
        await settled(app, pilot)
        run = deck.view.run
        assert run is not None and run.state in ("failed", "rejected", "lost")
        await pilot.press("4", "E")
        await settled(app, pilot)
        events = deck.panels["events"]
        assert isinstance(events, EventsPanel)
        assert events.selected_event is not None and is_failure(events.selected_event)
