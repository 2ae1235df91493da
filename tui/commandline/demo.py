"""``wave-tui demo``: the deck on a scratch project in which real runs begin now and then."""

from __future__ import annotations

import os
import shutil
import signal
import sys
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

The project is a small Python package with two days of history and with pipelines that check, test, build and publish
it, read its logs and make its pages. They really run, with nothing but Python and sh, and can be started, cancelled,
retried and answered. When the deck is left, every run is ended and the project is removed.

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
    """A folder with the demo project and runs that begin in it; all of it goes, however this ends."""
    from wave_tui.data.demo.create import create_demo
    from wave_tui.data.demo.starter import clear, start_starter, stop_starter

    with _signals_as_exit():
        folder = Path(tempfile.mkdtemp(prefix="wave-tui-demo-"))
        project = folder / "inkwell"
        try:
            create_demo(project)
            _prefer_this_python()
            starter = start_starter(project, folder)
            try:
                yield project
            finally:
                stop_starter(starter)
        finally:
            clear(project)
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
