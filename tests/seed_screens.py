"""What stands on the deck, as text."""

from __future__ import annotations

from wave_tui.tui.app import WaveApp
from wave_tui.tui.present.line import plain


def panel(app: WaveApp, name: str) -> str:
    """The lines that a panel of the deck has drawn."""
    return "\n".join(plain(line) for line in app.deck.panels[name].drawn)


def everything(app: WaveApp) -> str:
    """The lines of all panels of the deck."""
    return "\n".join(panel(app, name) for name in app.deck.panels)
