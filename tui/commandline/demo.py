"""``wave-tui demo``: the deck on a scratch project in which runs happen."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from wave_tui.data.errors import UsageError

from .deck import open_deck
from .output import Global

_HELP = """Open the deck on a live scratch project.

The project has two days of history, and a second process lets runs happen in it at their own pace. Both are gone
when the deck is left.

\b
Example: wave-tui demo
"""
_ENDING = (signal.SIGTERM, signal.SIGHUP)


@click.command(name="demo", help=_HELP)
@click.pass_obj
def command(obj: Global) -> None:
    """Make the project, show it, clean up."""
    if obj[0] is not None:
        raise UsageError("demo makes its own project; leave out --project")
    with scratch_project() as folder:
        status = open_deck(folder, obj[1], outlived=False)
    raise SystemExit(status)


@contextmanager
def scratch_project() -> Iterator[Path]:
    """A folder with the demo project and a player at work; both go, however this ends."""
    from wave_tui.data.demo.create import create_demo
    from wave_tui.data.demo.play import start_player, stop_player

    with _signals_as_exit():
        folder = Path(tempfile.mkdtemp(prefix="wave-tui-demo-"))
        try:
            project = create_demo(folder / "demo")
            player = start_player(project)
            try:
                yield project
            finally:
                stop_player(player)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _signals_as_exit() -> Iterator[None]:
    """A signal that ends the process unwinds the stack first."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = [(number, signal.signal(number, leave)) for number in _ENDING]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
