"""What there is room for before a run is started."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..pipelines.manifest import load_manifest
from ..project import Project
from .model import Room


def room(project: Project) -> Room:
    """Free bytes where runs are written and how many steps of a run work at once; None for what cannot be told."""
    at_once = load_manifest(project.manifest).max_workers if project.manifest is not None else None
    return Room(_free(project.state_folder), at_once)


def _free(folder: Path) -> int | None:
    """Free bytes of the file system that a folder is on, or will be on."""
    known = next((place for place in (folder, *folder.absolute().parents) if place.exists()), None)
    try:
        return shutil.disk_usage(known).free if known is not None else None
    except OSError:
        return None
