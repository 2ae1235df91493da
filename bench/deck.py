"""The deck and the floor as programs to start."""

from __future__ import annotations

import sys
from pathlib import Path

from .floor import SHOWN
from .store import MARK
from .terminal import USUAL, Program, Size

FLOOR = (sys.executable, str(Path(__file__).with_name("floor.py")))


def deck(project: Path, *, size: Size = USUAL, awaited: str = MARK) -> Program:
    """``wave-tui`` on a project."""
    return Program(deck_command(project), size=size, awaited=awaited)


def deck_command(project: Path) -> tuple[str, ...]:
    """How the deck is started."""
    return (str(Path(sys.executable).with_name("wave-tui")), "--project", str(project))


def floor(*, size: Size = USUAL) -> Program:
    """The least app."""
    return Program(FLOOR, size=size, awaited=SHOWN)
