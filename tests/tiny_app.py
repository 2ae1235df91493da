"""Runs the tiny app as the real program is run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wave_tui.tui.terminal.run import run_app

if TYPE_CHECKING:
    from textual.app import App


def make_app() -> App[None]:
    """Built late, because Textual may only be imported inside ``run_app``."""
    from tiny_screen import TinyApp

    return TinyApp(Path(sys.argv[1]) if len(sys.argv) > 1 else None)


if __name__ == "__main__":
    sys.exit(run_app(make_app))
