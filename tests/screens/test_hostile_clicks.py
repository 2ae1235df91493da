"""Clicks on hostile text, random text that looks like markup, and files that must not be opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from decks import deck_app, opened, pressed
from payloads import MARKUP, OUTSIDE, make_files
from poison import poisoned, segments
from stores import StoreWriter
from textual.app import App
from textual.markup import MarkupError
from waiting import until_async
from worlds import busy

from wave_tui.tui.present.line import plain
from wave_tui.tui.screens.deck import Deck

_LIKE_MARKUP = "[]/\\@=ab '\"(.#$:`"
KINDS = {"folder": "directory", "missing": "missing", "NUL in the name": "missing"}
"""What is said of a path that is nothing to read; all others are refused."""
_KEPT = frozenset({"state", "stored", "root", "kind", "timestamps", "colours"})


async def test_m2_a_click_on_markup_does_nothing_that_the_text_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def record(_app: App[Any], action: str, *_: Any, **__: Any) -> bool:
        asked.append(str(action))
        return True

    monkeypatch.setattr(App, "run_action", record)
    clicks = tuple(text for text in MARKUP if "CLICK" in text)
    app = deck_app(poisoned(tmp_path / "shop", clicks))
    async with opened(app, (160, 48)) as (deck, pilot):
        places = list(_places(deck, "CLICK"))
        assert len(places) > 10
        for place in places:
            await pilot.click(offset=place)
        assert asked == [] and app._exit is False and len(app.screen_stack) == 1


async def test_m3_ten_thousand_random_strings_are_drawn_as_they_are(tmp_path: Path) -> None:
    app, random = deck_app(poisoned(tmp_path / "shop", ("",))), Random(4)
    async with opened(app, (200, 60)) as (deck, _):
        drawn = 0
        while drawn < 10_000:
            words: dict[str, str] = {}
            view = _scrambled(busy(), words, random)
            deck.view = replace(view, look=deck.view.look, root="")
            try:
                assert list(segments(app))
            except MarkupError as error:
                pytest.fail(f"markup was read from data: {error}")
            drawn += len(words)


async def test_a3_files_that_are_no_files_are_refused_and_the_deck_goes_on(tmp_path: Path) -> None:
    root, cases = make_files(tmp_path)
    with StoreWriter(root / ".agents" / "state.db") as store:
        store.run("files-0001", status="completed")
        store.event("files-0001", "plan", "completed")
        for case in cases:
            store.artifact("files-0001", name=case.about, path=case.path)
    app = deck_app(root)
    async with opened(app) as (deck, pilot):
        await pressed(app, pilot, "z", "5")
        for case in cases:
            shown = [plain(line) for line in deck.panels["artifacts"].drawn]
            told = "\n".join(line[49:] for line in shown[1:])
            assert case.about in told.partition("\n")[0]
            assert (KINDS.get(case.about, "refused") in told.partition("\n")[0]) is not case.opens, told
            assert OUTSIDE.decode() not in told or case.path == "hard"
            await pressed(app, pilot, "j")
        await pilot.press("Q")
        await until_async(lambda: app._exit)


def _places(deck: Deck, text: str) -> Iterator[tuple[int, int]]:
    """Where a text stands on the screen, one cell into it."""
    for panel in deck.panels.values():
        for y, line in enumerate(panel.drawn if panel.display else ()):
            x = plain(line).find(text)
            if x >= 0:
                yield panel.region.x + x + 1, panel.region.y + y


def _scrambled(value: Any, words: dict[str, str], random: Random) -> Any:
    """The same records with other texts in all fields but those that are words of the program."""
    if isinstance(value, str):
        return words.setdefault(value, "".join(random.choices(_LIKE_MARKUP, k=random.randint(1, 40)))) if value else ""
    if isinstance(value, tuple):
        return tuple(_scrambled(each, words, random) for each in value)
    if isinstance(value, Mapping):
        return {_scrambled(name, words, random): _scrambled(each, words, random) for name, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        inside = {each.name: getattr(value, each.name) for each in fields(value) if each.name not in _KEPT}
        return replace(value, **{name: _scrambled(each, words, random) for name, each in inside.items()})
    return value
