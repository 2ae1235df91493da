"""Brings the sidecar up to date for a command that reads it once: by itself, or by waiting for who does it."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from ..project import Project
from ..settings.weights import phase_weights
from ..sidecar.files import EventFile, load_files
from ..sidecar.open import open_sidecar, private_sidecar, read_sidecar
from ..sqlite import sqlite3
from .formats.phases import use_weights
from .ingester import Ingester
from .lock import take_lock
from .mirrors import Mirrors
from .places import Found, Places

PATIENCE = 5.0
_PAUSE = 0.01


def catch_up(project: Project, *, patience: float = PATIENCE) -> bool:
    """Take in all that is new in the event files; False when somebody else is at it and not done in time.

    Without a folder to write to nothing is taken in. Raises nothing.
    """
    places = Places(project.root, project.state_folder)
    if not places.found() and not project.sidecar.exists():
        return True
    try:
        lock = take_lock(project.state_folder)
    except OSError:
        return False
    if lock is None:
        return _wait(project, places, patience)
    try:
        return _fill(project.sidecar, project, places)
    finally:
        lock.release()


@contextlib.contextmanager
def caught_up(project: Project) -> Iterator[Path]:
    """The sidecar to read, brought up to date.

    Where the state folder may not be written it is one of its own, with everything in it and gone afterwards.
    """
    places = Places(project.root, project.state_folder)
    if os.access(project.state_folder, os.W_OK, effective_ids=True) or not places.found():
        catch_up(project)
        yield project.sidecar
        return
    path = private_sidecar()
    try:
        _fill(path, project, places)
        yield path
    finally:
        shutil.rmtree(path.parent, ignore_errors=True)


def _fill(path: Path, project: Project, places: Places) -> bool:
    use_weights(phase_weights(project))
    try:
        with contextlib.closing(open_sidecar(path)) as connection:
            take_in_all(connection, places, project.store)
    except sqlite3.Error:
        return False
    return True


def take_in_all(connection: sqlite3.Connection, places: Places, store: Path) -> None:
    """Take in everything that there is now, and note which runs the store has too."""
    ingester = Ingester(connection, Mirrors(connection, store))
    ingester.look_at_all(places.found())
    while ingester.turn():
        pass
    ingester.close()


def _wait(project: Project, places: Places, patience: float) -> bool:
    """Wait until the holder of the lock has read what is there now."""
    deadline = time.monotonic() + patience
    wanted = places.found()
    while time.monotonic() < deadline:
        if _is_known(project, wanted):
            return True
        time.sleep(_PAUSE)
    return False


def _is_known(project: Project, wanted: tuple[Found, ...]) -> bool:
    try:
        with contextlib.closing(read_sidecar(project.sidecar)) as connection:
            files = {file.path: file for file in load_files(connection)}
    except sqlite3.Error:
        return False
    return all(_holds(files.get(str(one.path)), one) for one in wanted)


def _holds(file: EventFile | None, found: Found) -> bool:
    return file is not None and not file.behind and (found.whole or file.size >= found.size)
