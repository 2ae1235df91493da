"""Every display setting is in force on the deck, at once or when it has been validated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from decks import deck_app, opened, settled
from rich.color import ColorType
from stores import NOW, StoreWriter
from textual.strip import Strip
from waiting import until_async

from wave_tui.tui.app import Settled, WaveApp
from wave_tui.tui.display import Abilities, Display, display
from wave_tui.tui.present.arrange import ORDER
from wave_tui.tui.present.line import plain
from wave_tui.tui.screens.deck import Deck

DEPTHS = {
    "truecolor": ColorType.TRUECOLOR,
    "256": ColorType.EIGHT_BIT,
    "16": ColorType.STANDARD,
    "none": ColorType.DEFAULT,
}


def shown(deck: Deck, panel: str) -> str:
    """What a panel has on the screen."""
    return "\n".join(plain(line) for line in deck.panels[panel].drawn)


def visible(deck: Deck) -> set[str]:
    """The panels with a number that are on the screen."""
    return {place.name for place in deck.arrangement.places} & set(ORDER)


def strips(deck: Deck) -> list[Strip]:
    """Every line of every panel that is shown."""
    panels = [deck.panels[place.name] for place in deck.arrangement.places]
    return [panel.render_line(y) for panel in panels for y in range(panel.size.height)]


def sent(app: WaveApp) -> str:
    """What the panels send to the terminal."""
    return "".join(strip.render(app.console) for strip in strips(app.deck))


async def test_width_and_height_are_drawn_whatever_the_terminal_says(fixture_project: Path) -> None:
    app = deck_app(fixture_project, words={"width": "100", "height": "30"})
    async with opened(app, (160, 48)) as (deck, _):
        assert deck.arrangement.tier == "deck"
        assert max(panel.region.right for panel in deck.panels.values() if panel.display) <= 100
        assert max(panel.region.bottom for panel in deck.panels.values() if panel.display) <= 30


async def test_a_wished_size_is_never_larger_than_the_terminal(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project, words={"width": "999", "height": "999"}), (80, 24)) as (deck, _):
        assert deck.arrangement.tier == "card"


async def test_a_dialog_stays_within_the_wished_size(fixture_project: Path) -> None:
    app = deck_app(fixture_project, words={"width": "60", "height": "20"})
    async with opened(app, (160, 48)) as (_, pilot):
        await pilot.press("question_mark")
        await until_async(lambda: len(app.screen_stack) == 2)
        await pilot.pause()
        box = app.screen.query_one("#box").region
        assert box.right <= 60 and box.bottom <= 20


@pytest.mark.parametrize("colour", DEPTHS)
async def test_no_more_colours_are_sent_than_wished(fixture_project: Path, colour: str) -> None:
    app = deck_app(fixture_project, words={"colour": colour})
    async with opened(app) as (_, _):
        codes = sent(app)
        assert ("8;2;" in codes) == (colour == "truecolor")
        assert ("8;5;" in codes) == (colour == "256")
        if colour == "none":
            assert not any(code in codes for code in ("[31m", "[32m", ";31m", ";32m", ";9", "[9"))


@pytest.mark.parametrize("unicode", ["yes", "no"])
async def test_unicode_or_plain_ascii_is_drawn(fixture_project: Path, unicode: str) -> None:
    async with opened(deck_app(fixture_project, words={"unicode": unicode})) as (deck, _):
        assert "".join(strip.text for strip in strips(deck)).isascii() == (unicode == "no")


@pytest.mark.parametrize(("milliseconds", "seconds"), [("", 0.25), ("50", 0.05), ("60000", 60.0)])
async def test_the_refresh_rate_is_the_pace_of_changes(
    fixture_project: Path, milliseconds: str, seconds: float
) -> None:
    app = deck_app(fixture_project, words={"refresh_rate": milliseconds})
    async with opened(app, (80, 24)):
        assert app._pace() == seconds


@pytest.mark.parametrize(
    ("layout", "panels"),
    [("auto", 6), ("full", 4), ("compact", 1), ("list", 1)],
)
async def test_a_layout_limits_what_is_shown_at_once(fixture_project: Path, layout: str, panels: int) -> None:
    async with opened(deck_app(fixture_project, words={"layout": layout}), (160, 48)) as (deck, _):
        assert len(visible(deck)) == panels
        assert (deck.arrangement.place("card") is not None) == (layout == "compact")


@pytest.mark.parametrize("size", [(160, 48), (120, 40), (100, 30), (80, 24), (60, 15)])
async def test_only_wished_panels_are_shown_and_can_be_reached(fixture_project: Path, size: tuple[int, int]) -> None:
    wished = {"tree", "events", "metrics"}
    app = deck_app(fixture_project, words={"panels": "tree,events,metrics"})
    async with opened(app, size) as (deck, pilot):
        for key in ("1", "2", "3", "4", "5", "6", "7", "tab", "tab", "tab", "[", "]", "-", "enter", "escape"):
            await pilot.press(key)
            await pilot.pause()
            assert visible(deck) <= wished and deck.wish.active in wished
            assert deck.focused is deck.panels[deck.wish.active]
        await pilot.press("4")
        assert deck.wish.active == "events"


async def test_a_key_of_a_panel_that_is_not_wished_says_so(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project, words={"panels": "runs,tree"})) as (deck, pilot):
        await pilot.press("3")
        await until_async(lambda: deck.view.message is not None)
        assert deck.view.message is not None and "display.panels" in deck.view.message[1]


@pytest.mark.parametrize("theme", ["light", "high-contrast", "colour-blind", "terminal"])
async def test_a_theme_gives_the_panels_its_colours(fixture_project: Path, theme: str) -> None:
    app = deck_app(fixture_project, words={"theme": theme})
    async with opened(app) as (deck, _):
        assert {panel.palette.name for panel in deck.panels.values()} == {theme}
        assert app.theme == f"wave-{theme}"


@pytest.mark.parametrize(("timestamps", "expected"), [("abs", "04:4"), ("rel", "+"), ("off", "")])
async def test_timestamps_of_events(fixture_project: Path, timestamps: str, expected: str) -> None:
    async with opened(deck_app(fixture_project, words={"timestamps": timestamps})) as (deck, _):
        first = shown(deck, "events").splitlines()[1]
        assert deck.view.timestamps == timestamps
        assert first[2:].startswith(expected) or expected in first[:12]


async def test_wrapping_is_on_from_the_start_when_wished(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project, words={"wrap": "yes"})) as (deck, _):
        assert deck.view.wrap


async def test_clocks_show_the_wished_zone(fixture_project: Path) -> None:
    with StoreWriter(fixture_project / ".agents" / "state.db") as store:
        store.run("live-1", last_heartbeat=int(NOW), started_at=int(NOW))
    async with opened(deck_app(fixture_project, words={"timezone": "utc"})) as (deck, _):
        assert "05:00:00" in shown(deck, "header")


async def test_settings_that_were_validated_later_replace_the_first_ones(fixture_project: Path) -> None:
    words = {
        "timezone": "utc", "theme": "light", "unicode": "no", "layout": "compact", "panels": "runs,events",
        "timestamps": "rel", "wrap": "yes", "colour": "256", "refresh_rate": "500",
    }  # fmt: skip
    app = deck_app(fixture_project, settle=lambda _: Settled(display(words, Abilities()), {}))
    async with opened(app) as (deck, _):
        assert deck.arrangement.tier == "card" and visible(deck) == {"runs"}
        assert (deck.view.timestamps, deck.view.wrap, deck.view.look.glyphs.ascii) == ("rel", True, True)
        assert {panel.palette.name for panel in deck.panels.values()} == {"light"}
        assert app._pace() == 0.5
        assert "\x1b[38;2" not in sent(app)


async def test_what_the_user_changed_meanwhile_stays(fixture_project: Path) -> None:
    def same(before: Display) -> Settled:
        return Settled(replace(before, pace=0.5), {})

    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("w", "T")
        app.apply(same(app.display_now))
        await pilot.pause()
        assert deck.view.wrap and deck.view.timestamps == "rel"


async def test_a_complaint_says_where_all_of_it_is_told(fixture_project: Path) -> None:
    complaint = "wave-tui.toml:2: display.theme = 'pink' is not allowed; allowed: dark, light\nanother"
    app = deck_app(fixture_project, settle=lambda before: Settled(before, {}, complaint))
    async with opened(app) as (deck, _):
        await until_async(lambda: deck.view.message is not None)
        assert deck.view.message is not None
        told = deck.view.message[1]
        assert "wave-tui doctor" in told and "1 more" in told and "display.theme = 'pink'" in told
        assert "wave-tui doctor" in shown(deck, "footer")


@pytest.mark.parametrize("read_only", [True, False])
async def test_the_header_says_whether_the_store_may_be_written(fixture_project: Path, read_only: bool) -> None:
    app = deck_app(fixture_project, settle=lambda before: Settled(before, {}, "", read_only))
    async with opened(app) as (deck, pilot):
        await settled(app, pilot)
        assert (" ro" in shown(deck, "header"), " rw" in shown(deck, "header")) == (read_only, not read_only)
