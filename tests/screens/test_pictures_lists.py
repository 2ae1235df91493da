"""Pictures of deployments, of bad records, and of filter words while they are typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import NOW
from decks import deck_app, opened, pressed
from deployed import deploy
from scenes import SCENES
from textual.app import App

from wave_tui.data.models import BadLine

SIZES = [(120, 40), (80, 24)]
LESS = [{"colour": "none"}, {"unicode": "no"}]
BUILD = ".agents/events/nightly/build-20261120.ndjson"
BAD = (
    BadLine(
        BUILD, 1_204_118, "no format knows this record: it has neither an event nor a status",
        '{"time": "2026-11-20T04:58:41Z", "lvl": "I", "msg": "compiling 214 files with 8 workers"}', 113, NOW - 79,
    ),
    BadLine(BUILD, 1_198_002, "not JSON: a comma is missing", '{"run_id": "ci-0457" "level": "info"}', 114, NOW - 178),
    BadLine(".agents/events/import.jsonl", 0, "not UTF-8: byte 0xff", '{"run_id": "import-7"}', 26, NOW - 320),
    BadLine("logs/ci-nightly.log", 88_412, "longer than 1 MiB", '{"run_id": "ci-0300", "m', 1_600_204, NOW - 7_002),
)  # fmt: skip
Picture = Callable[[App[Any], str], None]
Stage = Callable[[str], Path]


@pytest.fixture
def deployed(tmp_path: Path) -> Path:
    """A project with a run, of which something was deployed."""
    root = tmp_path / "shop-api"
    root.mkdir()
    SCENES["one"](root)
    deploy(root)
    return root


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_deployments(deployed: Path, picture: Picture, size: tuple[int, int]) -> None:
    app = deck_app(deployed)
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, "8", "j")
        picture(app, "panel")
        await pressed(app, pilot, "d")
        picture(app, "describe")
        await pressed(app, pilot, "escape", "6", "z", "G")
        picture(app, "metrics")


@pytest.mark.parametrize("words", LESS, ids=["colourless", "ascii"])
async def test_deployments_with_less(deployed: Path, picture: Picture, words: dict[str, str]) -> None:
    app = deck_app(deployed, words=words)
    async with opened(app, (80, 24)) as (_, pilot):
        await pressed(app, pilot, "8", "j")
        picture(app, "panel")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_bad_records(stage: Stage, picture: Picture, size: tuple[int, int]) -> None:
    app = deck_app(stage("one"), bad_lines=lambda: BAD)
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, "colon", *"bad", "enter")
        await pressed(app, pilot, "j")
        picture(app, "bad")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_filter_words(stage: Stage, picture: Picture, size: tuple[int, int]) -> None:
    app = deck_app(stage("many"))
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, "slash", *"state:")
        picture(app, "values")
        await pressed(app, pilot, *"gone", "enter")
        picture(app, "refusal")
        await pressed(app, pilot, *["backspace"] * 4, *"fail", "enter")
        picture(app, "limited")
        await pressed(app, pilot, "4", "slash", *"level:error", "enter")
        picture(app, "events")
