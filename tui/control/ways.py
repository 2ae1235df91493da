"""The ways from the deck to the engine of a project; what is behind them is imported when it is first needed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from wave_tui.data.errors import WaveTuiError
from wave_tui.data.models import Run
from wave_tui.data.project import Project, find_project
from wave_tui.data.views import RunFilter

from .pen import Control

if TYPE_CHECKING:
    from wave_tui.data.engine.base import Engine
    from wave_tui.data.engine.model import Caller, Room, StartRequest

_PAST = 300
"""Runs that the start form learns from."""


def ways(project: Project) -> Control:
    """How to reach the engine, who asks it, and what it is good to know before."""
    return Control(
        engine=lambda: _engine(project),
        caller=_caller,
        past=lambda: _past(project),
        room=lambda: _room(project),
        same=lambda run, asker: _same(project, run, asker),
        program=program(project, Path.cwd()),
    )


def program(project: Project, folder: Path) -> tuple[str, ...]:
    """The first words of a command line that finds the same store from a folder."""
    try:
        if find_project(folder).store == project.store:
            return ("wave-tui",)
    except WaveTuiError:
        pass
    return ("wave-tui", "--project", str(project.store.absolute() if project.store_named else project.root))


def _engine(project: Project) -> Engine:
    from wave_tui.data.engine.open import open_engine
    from wave_tui.data.settings.engine import engine_settings

    return open_engine(project, engine_settings(project, os.environ), "TUI")


def _caller() -> Caller:
    from wave_tui.data.engine.open import caller

    return caller("TUI", os.environ)


def _same(project: Project, run: str, asker: Caller) -> StartRequest:
    from wave_tui.data.engine.open import same_request

    return same_request(project, run, asker)


def _room(project: Project) -> Room:
    from wave_tui.data.engine.room import room

    return room(project)


def _past(project: Project) -> tuple[Run, ...]:
    """The newest runs, whatever the list shows."""
    from wave_tui.data.store.browse import StoreBrowser

    with StoreBrowser(project.store) as store:
        return store.page(RunFilter(top_level=True), None, _PAST)[0]
