"""Pictures of runs that are known from event files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import NOW
from canned import WATCHING, Canned, canned_app
from decks import opened, pressed
from file_stories import all_stories, ci_events, levels_events
from textual.app import App

from wave_tui.data.views import FilesStatus

SIZES = [(120, 40), (80, 24)]
LESS = [{"colour": "none"}, {"unicode": "no"}]
REPORTS = ("phases", "levels", "ci", "disputed", "unread", "broken")
PANELS = {"2": "tree", "4": "events", "6": "metrics"}
Picture = Callable[[App[Any], str], None]


def app_of(root: Path, files: FilesStatus = WATCHING, **options: Any) -> Any:
    return canned_app(root, Canned(all_stories(), (*levels_events(), *ci_events()), files), **options)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_report_in_the_deck(tmp_path: Path, picture: Picture, size: tuple[int, int]) -> None:
    app = app_of(tmp_path)
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, "g")
        for name in REPORTS:
            picture(app, name)
            await pressed(app, pilot, "j")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("report", ["phases", "levels", "ci"])
async def test_panels_of_a_report(tmp_path: Path, picture: Picture, report: str, size: tuple[int, int]) -> None:
    app = app_of(tmp_path)
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, "g", *"j" * REPORTS.index(report), *("z" if size[0] >= 100 else ""))
        for key, name in PANELS.items():
            await pressed(app, pilot, key)
            picture(app, name)


@pytest.mark.parametrize("words", LESS, ids=["colourless", "ascii"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_with_less(tmp_path: Path, picture: Picture, words: dict[str, str], size: tuple[int, int]) -> None:
    app = app_of(tmp_path, words=words)
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, "g", "j")
        picture(app, "levels")
        await pressed(app, pilot, "2", "G")
        picture(app, "tree")
        await pressed(app, pilot, "1", "j", "4")
        picture(app, "ci")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_places_below_a_step(tmp_path: Path, picture: Picture, size: tuple[int, int]) -> None:
    app = app_of(tmp_path)
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, "g", "j", "2", *"jjjjj")
        picture(app, "failed")
        await pressed(app, pilot, *"jjj")
        picture(app, "deep")
        await pressed(app, pilot, "d")
        picture(app, "describe")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_how_the_files_are_watched(tmp_path: Path, picture: Picture, size: tuple[int, int]) -> None:
    told = "no inotify watches are left, so the event files are looked at once a second"
    files = FilesStatus("polling", told, files=6, bad=3, behind=42_000_000, changed=NOW - 0.2, kept=False)
    app = app_of(tmp_path, files)
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot)
        picture(app, "polling")


async def test_a_project_without_a_store(tmp_path: Path, picture: Picture) -> None:
    reader = Canned([replace(each) for each in all_stories()[:2]], store="missing")
    app = canned_app(tmp_path, reader)
    async with opened(app) as (_, pilot):
        await pressed(app, pilot)
        picture(app, "deck")
