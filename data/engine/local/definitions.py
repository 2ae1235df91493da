"""Finds the file that defines a pipeline."""

from __future__ import annotations

from pathlib import Path

from ...errors import NotFoundError
from .names import checked_name

_ENDINGS = (".yaml", ".yml")


def find_definition(folder: Path, pipeline: str) -> Path:
    """The file of that name, else the one that calls itself so.

    Raises NotFoundError with the names there are, RefusedError for a name that cannot be part of a path.
    """
    checked_name("pipeline", pipeline)
    for ending in _ENDINGS:
        if (file := folder / f"{pipeline}{ending}").is_file():
            return file
    from ...pipelines.load import load_folder  # reads every file, which is rarely needed

    found = load_folder(folder)
    for one in found:
        if one.name == pipeline:
            return one.file
    names = ", ".join(one.name for one in found) or "none"
    raise NotFoundError(f"there is no pipeline {pipeline} in {folder}; there are: {names}")
