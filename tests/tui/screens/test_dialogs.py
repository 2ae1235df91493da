"""Dialogs: a frame over the deck, closed by esc, safe against hostile names."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import ModalScreen
from worlds import busy

from wave_tui.tui.palette import DARK, MONOCHROME, Palette
from wave_tui.tui.present.help import Entry
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.record import record
from wave_tui.tui.present.yank import Offer, offers
from wave_tui.tui.screens.describe import Describe
from wave_tui.tui.screens.dialog import Box, Dialog
from wave_tui.tui.screens.help import Help
from wave_tui.tui.screens.yank import Yank

KEYS = (Entry("Moving", "j", "down"), Entry("Moving", "k", "up"), Entry("Finding", "/", "search the text"))
Make = Callable[[Look, Palette], Dialog[Any]]


def describe(look: Look, palette: Palette) -> Dialog[Any]:
    return Describe(look, palette, "impl-issue/plan", record(busy()))


def yank(look: Look, palette: Palette) -> Dialog[Any]:
    return Yank(look, palette, offers(busy()))


def keys(look: Look, palette: Palette) -> Dialog[Any]:
    return Help(look, palette, KEYS)


class Shown(App[None]):
    """An empty deck with one dialog above it."""

    CSS = "Screen { background: black; }"

    def __init__(self, make: Make, look: Look, palette: Palette = DARK) -> None:
        super().__init__()
        self.dialog = make(look, palette)
        self.answers: list[object] = []

    def on_mount(self) -> None:
        """Ask at once."""
        self.push_screen(self.dialog, self.answers.append)


def rows(app: Shown) -> list[str]:
    box = app.screen.query_one(Box)
    return ["".join(part.text for part in box.render_line(y)).rstrip() for y in range(box.size.height)]


def has(app: Shown, text: str) -> bool:
    return any(text in row for row in rows(app))


async def press(pilot: Pilot[None], *names: str) -> None:
    await pilot.press(*names)
    await pilot.pause()


@pytest.mark.parametrize("make", [describe, yank, keys])
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (30, 8)])
async def test_esc_always_closes_and_answers_nothing(make: Make, size: tuple[int, int]) -> None:
    app = Shown(make, Look())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert all(len(row) <= size[0] for row in rows(app))
        await press(pilot, "escape")
        assert app.answers == [None]
        assert not isinstance(app.screen, ModalScreen)


@pytest.mark.parametrize("make", [describe, yank, keys])
async def test_ascii_dialogs_have_no_other_character(make: Make) -> None:
    app = Shown(make, Look(glyphs=ASCII, colours="none"), MONOCHROME)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "".join(rows(app)).isascii()


async def test_nothing_dims_what_lies_beneath() -> None:
    app = Shown(yank, Look())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.screen.styles.background.is_transparent


async def test_a_letter_or_enter_picks_what_is_sent() -> None:
    for names, label in ((("c",), "command line"), (("j", "enter"), "address")):
        app = Shown(yank, Look())
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, *names)
            (found,) = app.answers
            assert isinstance(found, Offer) and found.label == label


async def test_records_fold_scroll_and_can_be_yanked() -> None:
    app = Shown(describe, Look())
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j", "l")
        assert has(app, '"run": {  …')
        await press(pilot, "G")
        assert not has(app, '"run": {')
        await press(pilot, "y")
        assert app.answers == [record(busy())]


async def test_a_record_that_is_no_json_is_shown_as_it_is() -> None:
    app = Shown(lambda look, palette: Describe(look, palette, "x", "not { json"), Look())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert has(app, "not { json")


async def test_help_searches_what_is_typed_after_a_slash() -> None:
    app = Shown(keys, Look())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", *"sear")
        assert has(app, "search the text") and not has(app, "down")
        assert has(app, "/sear")
        await press(pilot, *"zq")
        assert has(app, "No key has to do with 'searzq'.")
        await press(pilot, *["backspace"] * 6)
        assert has(app, "down")
        await press(pilot, *"jk", "enter", "escape")
        assert app.answers == [None]


async def test_t7_a_hostile_name_stays_on_one_quoted_line() -> None:
    name = "x\n\nPress y to delete " + "n" * 10_000
    app = Shown(lambda look, palette: Describe(look, palette, name, "{}"), Look())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        (found,) = [row for row in rows(app) if "Press y" in row]
        assert found.strip(" │").startswith('"x Press y to delete n')
        assert found.strip(" │").endswith('…"')


async def test_another_screen_size_moves_the_frame() -> None:
    app = Shown(yank, Look())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.resize_terminal(60, 16)
        await pilot.pause()
        box = app.screen.query_one(Box)
        assert (box.size.width, box.region.x) == (60, 0)
        assert box.region.bottom <= 16


async def test_a_long_text_is_described_to_its_end() -> None:
    error = json.dumps({"error": "x " * 100 + "(statement_001.pdf, page 3)", "after": 1})
    async with Shown(lambda look, palette: Describe(look, palette, "x", error), Look()).run_test() as pilot:
        shown = " ".join(rows(pilot.app))  # type: ignore[arg-type]  # the pilot of this app
        assert "page 3)" in shown and '"after": 1' in shown
