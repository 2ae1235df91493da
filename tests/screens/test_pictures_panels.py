"""Pictures of every panel alone, at both sizes, in every state of the selected run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from decks import deck_app, opened, pressed
from textual.app import App

SIZES = [(120, 40), (80, 24)]
PANELS = {"1": "runs", "2": "tree", "3": "timeline", "4": "events", "5": "artifacts", "6": "metrics", "7": "spec"}
Picture = Callable[[App[Any], str], None]
Stage = Callable[[str], Path]


async def _walk(root: Path, picture: Picture, size: tuple[int, int], words: dict[str, str] | None = None) -> None:
    app = deck_app(root, words=words)
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, *("z" if size[0] >= 100 else ""))
        for key, name in PANELS.items():
            await pressed(app, pilot, key)
            picture(app, name)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", ["one", "many", "failed", "lost", "bare"])
async def test_panels(stage: Stage, picture: Picture, scene: str, size: tuple[int, int]) -> None:
    await _walk(stage(scene), picture, size)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_panels_without_colour(stage: Stage, picture: Picture, size: tuple[int, int]) -> None:
    await _walk(stage("one"), picture, size, {"colour": "none"})


async def test_tabs_beside_the_timeline(stage: Stage, picture: Picture) -> None:
    app = deck_app(stage("one"))
    async with opened(app) as (_, pilot):
        for key in "567":
            await pressed(app, pilot, key)
            picture(app, PANELS[key])


async def test_below_a_step(stage: Stage, picture: Picture) -> None:
    app = deck_app(stage("one"))
    async with opened(app) as (_, pilot):
        await pressed(app, pilot, "2", "j", "j", "j", "j")
        picture(app, "step")
        await pressed(app, pilot, "j")
        picture(app, "attempt")
        await pressed(app, pilot, "3", "h", "h", "h")
        picture(app, "moment")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_previews(stage: Stage, picture: Picture, size: tuple[int, int]) -> None:
    app = deck_app(stage("one"))
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, "z", "5", "j")
        picture(app, "json")
        await pressed(app, pilot, "j")
        picture(app, "table")
        await pressed(app, pilot, "j")
        picture(app, "log")
