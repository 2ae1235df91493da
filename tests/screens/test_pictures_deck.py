"""Pictures of the whole deck in every state a project can be in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from decks import deck_app, opened, pressed
from textual.app import App

SIZES = [(120, 40), (80, 24)]
Picture = Callable[[App[Any], str], None]
Stage = Callable[[str], Path]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", ["empty", "one", "many", "failed", "lost", "bare", "no_store", "broken"])
async def test_deck(stage: Stage, picture: Picture, scene: str, size: tuple[int, int]) -> None:
    app = deck_app(stage(scene))
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot)
        picture(app, "deck")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_filter_without_hits(stage: Stage, picture: Picture, size: tuple[int, int]) -> None:
    app = deck_app(stage("many"))
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, "slash", *"feture")
        picture(app, "typing")
        await pressed(app, pilot, "enter")
        picture(app, "taken")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    "words",
    [{"colour": "none"}, {"unicode": "no"}, {"theme": "light"}, {"theme": "high-contrast"}, {"colour": "16"}],
    ids=lambda words: "-".join(next(iter(words.items()))),
)
async def test_display(stage: Stage, picture: Picture, words: dict[str, str], size: tuple[int, int]) -> None:
    app = deck_app(stage("many"), words=words)
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot)
        picture(app, "deck")


@pytest.mark.parametrize("size", [(160, 48), (100, 30), (60, 15), (40, 6)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_other_sizes(stage: Stage, picture: Picture, size: tuple[int, int]) -> None:
    app = deck_app(stage("many"))
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot)
        picture(app, "deck")
