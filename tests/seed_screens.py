"""What stands on the deck, as text."""

from __future__ import annotations

from pathlib import Path

from decks import deck_app, opened, pressed, settled
from event_files import take_in

from wave_tui.data.address import parse
from wave_tui.data.project import find_project
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.tui.app import WaveApp
from wave_tui.tui.present.line import plain


def panel(app: WaveApp, name: str) -> str:
    """The lines that a panel of the deck has drawn."""
    return "\n".join(plain(line) for line in app.deck.panels[name].drawn)


def everything(app: WaveApp) -> str:
    """The lines of all panels of the deck that are on the screen."""
    return "\n".join(panel(app, name) for name in app.deck.panels if app.deck.panels[name].is_on_screen)


async def screen_of(root: Path, address: str, *keys: str, now: float, size: tuple[int, int] = (120, 40)) -> str:
    """The deck at an address of a project whose event files were taken in, after some keys."""
    project = find_project(root, root)
    take_in(project)
    app = deck_app(
        root,
        clock=lambda: now,
        reader=lambda: ProjectReader(project, now=lambda: now, process_alive=lambda pid: None),
    )
    async with opened(app, size) as (deck, pilot):
        deck.goto(parse(address))
        await settled(app, pilot)
        await pressed(app, pilot, *keys)
        return everything(app)
