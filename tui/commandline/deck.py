"""Opens the deck, at a place or at the newest run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wave_tui.data.address import Address
from wave_tui.data.project import find_project

from ..start import deck


def open_deck(project: Path | None, flags: Mapping[str, object], address: Address | None = None) -> int:
    """Find the project and run the deck; the exit status."""
    return deck(find_project(Path.cwd(), project), address or Address(), flags)
