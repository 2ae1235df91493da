"""A widget is painted when it is new, whoever asked for its place before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from decks import deck_app, opened
from textual._compositor import ChopsUpdate, LayoutUpdate

from wave_tui.tui.app import WaveApp
from wave_tui.tui.widgets.prompt import Prompt


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The rows that were painted."""
    rows: set[int] = set()
    display = WaveApp._display

    def seen(app: WaveApp, screen: Any, renderable: Any) -> None:
        if isinstance(renderable, ChopsUpdate):
            rows.update(y for y, _, _ in renderable.spans)
        elif isinstance(renderable, LayoutUpdate):
            rows.update(range(100))
        display(app, screen, renderable)

    monkeypatch.setattr(WaveApp, "_display", seen)
    return rows


async def test_a_prompt_whose_place_was_asked_for_before_its_layout_is_painted(
    fixture_project: Path, painted: set[int]
) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        with app.batch_update():
            await deck.action_prompt(":")
            prompt = deck.query_one(Prompt)
            await pilot.pause()
            # Something else is painted before the layout: the new widgets are not there yet, and no longer dirty.
            deck._compositor.update_widgets({*deck._dirty_widgets, prompt})
            deck._dirty_widgets.clear()
            painted.clear()
            assert deck.find_widget(prompt).region.y == 38
        await pilot.pause()
        assert 38 in painted and prompt.region.y == 38


async def test_places_are_known_before_and_after_painting(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        await pilot.press("colon")
        await pilot.pause()
        prompt = deck.query_one(Prompt)
        assert deck.find_widget(prompt).region == prompt.region and prompt.region.y == 38
