"""``wave-tui demo``: the deck on a scratch project in which real runs begin now and then."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

from wave_tui.data.errors import UsageError

from .deck import open_deck
from .output import Global

_HELP = """Open the deck on a live scratch project.

The project is a small Python package with two days of history and with pipelines that check, test, build and publish
it, read its logs and make its pages. They really run, with nothing but Python and sh, and can be started, cancelled,
retried and answered. Beside them two programs and a shell script report what they do; they can be cancelled, too. When
the deck is left, every run is ended and the project is removed; when it is killed or its terminal is closed, the runs
go on for a while first.

\b
Example: wave-tui demo
"""
_ENDING = (signal.SIGTERM, signal.SIGHUP)
_HUNG_UP = 128 + signal.SIGHUP


@click.command(name="demo", help=_HELP)
@click.option("--linger", default=120, show_default=True, type=click.IntRange(0, 3600), metavar="SECONDS",
              help="How long runs go on when the deck is killed or the terminal closed.")  # fmt: skip
@click.pass_obj
def command(obj: Global, linger: int) -> None:
    """Make the project, show it, clean up."""
    if obj[0] is not None:
        raise UsageError("demo makes its own project; leave out --project")
    with scratch_project(linger) as scratch:
        status = open_deck(scratch.project, obj[1], outlived=False)
        scratch.left_to_starter = status == _HUNG_UP
    raise SystemExit(status)


@dataclass(slots=True)
class Scratch:
    """The project of a demo; with ``left_to_starter`` it is its starter that ends it, in its own time."""

    project: Path
    left_to_starter: bool = False


@contextmanager
def scratch_project(linger: float) -> Iterator[Scratch]:
    """The demo project with runs that begin in it; all of it goes, however this ends."""
    from wave_tui.data.demo.create import create_demo
    from wave_tui.data.demo.starter import clear, start_starter, stop_starter

    with _signals_as_exit():
        folder = Path(tempfile.mkdtemp(prefix="wave-tui-demo-"))
        scratch = Scratch(folder / "inkwell")
        try:
            create_demo(scratch.project)
            _prefer_this_python()
            starter = start_starter(scratch.project, folder, linger)
            try:
                yield scratch
            finally:
                if not scratch.left_to_starter:
                    stop_starter(starter)
        finally:
            if not scratch.left_to_starter:
                clear(scratch.project)
                shutil.rmtree(folder, ignore_errors=True)


def _prefer_this_python() -> None:
    """The pipelines' ``python3`` is the one that runs this program, wherever they are started."""
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


@contextmanager
def _signals_as_exit() -> Iterator[None]:
    """A signal that ends the process unwinds the stack first; a second one does not disturb that."""

    def leave(number: int, _frame: FrameType | None) -> None:
        for each in _ENDING:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    before = [(number, signal.signal(number, leave)) for number in _ENDING]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
