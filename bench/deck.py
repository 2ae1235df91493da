"""The deck and the floor as programs to start."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from wave_tui.data.sqlite import sqlite3
from wave_tui.tui.kept import Kept, words_of

from .floor import SHOWN
from .store import MARK
from .terminal import USUAL, Program, Size

FLOOR = (sys.executable, str(Path(__file__).with_name("floor.py")))


def deck(project: Path, *, size: Size = USUAL, awaited: str = MARK) -> Program:
    """``wave-tui`` on a project, where no deck has been before."""
    _forget(project)
    return Program(deck_command(project), size=size, awaited=awaited)


def deck_command(project: Path) -> tuple[str, ...]:
    """How the deck is started."""
    return (str(Path(sys.executable).with_name("wave-tui")), "--project", str(project))


def floor(*, size: Size = USUAL) -> Program:
    """The least app."""
    return Program(FLOOR, size=size, awaited=SHOWN)


def _forget(project: Path) -> None:
    """Where the last deck was left would be where the next one begins: every start is to be the same."""
    sidecar = project / ".agents" / "wave-tui.db"
    if not sidecar.exists():
        return
    with closing(sqlite3.connect(sidecar, timeout=5.0)) as connection:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'display_settings'").fetchone():
            words = [(name,) for name in words_of(Kept())]
            connection.executemany("DELETE FROM display_settings WHERE key = ?", words)
            connection.commit()
