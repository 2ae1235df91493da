"""The demo project on disk: definitions, a store, two days of history with its files."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from random import Random

from ..store.control.connect import connect
from ..store.control.create import create_store
from .history import write_history
from .rows import apply
from .shapes import PROJECT

STORE = ".agents/state.db"


def create_demo(folder: Path, *, seed: int = 1, now: float | None = None) -> Path:
    """Make the demo project in a folder, which is made when it is missing, and return the folder.

    The same seed and ``now`` (unix seconds) give the same history. Raises FileExistsError when the folder
    already holds a store.
    """
    if not create_store(folder / STORE):
        raise FileExistsError(f"{folder / STORE} is there already; name another folder")
    shutil.copyfile(PROJECT / "wave.yaml", folder / "wave.yaml")
    shutil.copytree(PROJECT / "agents", folder / ".agents", dirs_exist_ok=True)
    connection = connect(folder / STORE)
    try:
        for script in write_history(time.time() if now is None else now, Random(seed)):
            apply(connection, folder, script.changes)
    finally:
        connection.close()
    return folder
