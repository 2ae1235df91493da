"""Opens the deck, at a place or at the newest run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from wave_tui.data.address import Address
from wave_tui.data.project import find_project
from wave_tui.data.settings.store import with_chosen_store

from ..start import deck


def open_deck(
    project: Path | None, flags: Mapping[str, object], address: Address | None = None, *, outlived: bool = True
) -> int:
    """Find the project and run the deck; the exit status. ``outlived`` runs go on when the deck is left."""
    found = with_chosen_store(find_project(Path.cwd(), project), os.environ)
    return deck(found, address or Address(), flags, outlived=outlived)
