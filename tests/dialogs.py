"""Dialogs above the real deck: what they say, and keys as a person or a slow terminal sends them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from decks import deck_app, opened
from engines import FakeEngine, control
from textual.events import Key
from textual.pilot import Pilot
from waiting import until_async

from wave_tui.data.models import Run
from wave_tui.tui.app import WaveApp
from wave_tui.tui.present.line import plain
from wave_tui.tui.screens.control.base import ControlDialog
from wave_tui.tui.screens.deck import Deck
from wave_tui.tui.screens.dialog import Dialog

_NAMES = {"\r": "enter", " ": "space", "\t": "tab", "\x1b": "escape", ":": "colon"}


@asynccontextmanager
async def deck_with(
    root: Path, engine: FakeEngine, *, past: tuple[Run, ...] = (), size: tuple[int, int] = (120, 40), **more: Any
) -> AsyncIterator[tuple[WaveApp, Deck, Pilot[Any]]]:
    """The deck of a project over a fake engine, once everything is on the screen."""
    app = deck_app(root, control=control(engine, past=past), **more)
    async with opened(app, size) as (deck, pilot):
        yield app, deck, pilot


def text(app: WaveApp) -> str:
    """What the dialog on top says, title first; empty when there is none."""
    screen = app.screen
    if not isinstance(screen, Dialog):
        return ""
    return "\n".join("".join(part.text for part in screen._box.render_line(y)) for y in range(screen._box.size.height))


def footer(deck: Deck) -> str:
    """The last two lines of the deck."""
    return "\n".join(plain(line) for line in deck.panels["footer"].drawn)


async def press(app: WaveApp, pilot: Pilot[Any], *keys: str) -> None:
    """Keys by a person: each after the answer to the one before stands on the screen."""
    for key in keys:
        await armed(app, pilot)
        await pilot.press(key)
    await armed(app, pilot)


async def armed(app: WaveApp, pilot: Pilot[Any]) -> None:
    """The engine has answered, and the dialog on top, if there is one, listens."""
    await pilot.pause()
    await until_async(lambda: not busy(app))
    await pilot.pause()
    screen = app.screen
    if isinstance(screen, ControlDialog) and screen.guard.painted is None:
        await until_async(lambda: screen.guard.painted is not None or app.screen is not screen)
        await pilot.pause()


def busy(app: WaveApp) -> bool:
    """Whether an answer of the engine is still to come."""
    return any(work.group == "engine" and not work.is_finished for work in app.workers)


def burst(pilot: Pilot[Any], keys: str) -> None:
    """All keys at once, as a terminal sends what was typed while it was slow."""
    for character in keys:
        name = _NAMES.get(character, character)
        pilot.app.post_message(Key(name, character if character.isprintable() else None))
