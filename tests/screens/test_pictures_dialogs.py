"""Pictures of what stands above the panels: dialogs and the prompt."""

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
async def test_dialogs(stage: Stage, picture: Picture, size: tuple[int, int]) -> None:
    app = deck_app(stage("one"))
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, "2", "j", "j", "j", "j")
        for key, name in (("d", "describe"), ("y", "yank"), ("question_mark", "help")):
            await pressed(app, pilot, key)
            picture(app, name)
            await pressed(app, pilot, "escape")


@pytest.mark.parametrize("words", [{"colour": "none"}, {"unicode": "no"}], ids=["colourless", "ascii"])
async def test_dialogs_with_less(stage: Stage, picture: Picture, words: dict[str, str]) -> None:
    app = deck_app(stage("one"), words=words)
    async with opened(app, (80, 24)) as (_, pilot):
        await pressed(app, pilot, "y")
        picture(app, "yank")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_prompt(stage: Stage, picture: Picture, size: tuple[int, int]) -> None:
    app = deck_app(stage("one"))
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, "colon", *"got")
        picture(app, "command")
        await pressed(app, pilot, *"x", "enter")
        picture(app, "complaint")
