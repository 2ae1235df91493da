"""The demo project on disk: sources, definitions, logs, a store, two days of history with its files."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from random import Random

from ..store.control.connect import transaction
from ..store.control.create import create_store
from .content import write_logs
from .history import write_history
from .past import STORE
from .shapes import PROJECT

_MARK = ".txt"
"""Python files of the project are packed with this behind their name, so that nobody takes them for our modules."""


def create_demo(folder: Path, *, seed: int = 1, now: float | None = None) -> Path:
    """Make the demo project in a folder, which is made when it is missing, and return the folder.

    The same seed and ``now`` (unix seconds) give the same history. Raises FileExistsError when the folder
    already holds a store.
    """
    if not create_store(folder / STORE):
        raise FileExistsError(f"{folder / STORE} is there already; name another folder")
    moment, rng = time.time() if now is None else now, Random(seed)
    _copy_project(folder)
    write_logs(folder / "logs", moment, rng)
    with transaction(folder / STORE) as connection:
        write_history(connection, folder, moment, rng)
    return folder


def _copy_project(folder: Path) -> None:
    shutil.copytree(PROJECT / "agents", folder / ".agents", dirs_exist_ok=True)
    for source in PROJECT.rglob("*"):
        name = source.relative_to(PROJECT)
        if source.is_file() and name.parts[0] != "agents":
            is_python = name.name.endswith(f".py{_MARK}")
            target = folder / (name.with_suffix("") if is_python else name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
