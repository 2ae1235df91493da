"""Where a list of items comes from: a value, or a file that an earlier step or the project has."""

from __future__ import annotations

import json
import os
from pathlib import Path

from .....artifacts.open import open_artifact
from .....errors import NotFoundError, RefusedError
from .....text import clean_id
from ..parts import Context

_LARGEST = 64 * 1024 * 1024


def source_text(source: str, context: Context) -> str:
    """The text that a source names: JSON itself, ``<step>/<path or artifact>``, or a file of the project.

    Raises NotFoundError when there is no such file, RefusedError when it leads out of the project or is too large.
    """
    if source.lstrip()[:1] in ("[", "{"):
        return source
    step, _, path = source.partition("/")
    produced = context.state.produced.get((step, path))
    place = context.state.places.get(step)
    if produced is not None:
        return _read(produced.path.parent, produced.path.name, source)
    if place is not None and path:
        found = os.path.relpath(place.find(path), place.workspace)
        return _read(place.workspace, found, source)
    return _read(context.spec.root, source, source)


def below(text: str, key: str) -> object:
    """The value at a dotted key of a JSON text. Raises RefusedError when there is none."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        raise RefusedError("strategy.items_source is no valid JSON") from None
    for part in key.split("."):
        if not isinstance(value, dict) or part not in value:
            raise RefusedError(
                f"strategy.item_key {clean_id(key)}: there is no {clean_id(part)!r} in the items' source"
            )
        value = value[part]
    return value


def _read(folder: Path, path: str, source: str) -> str:
    try:
        descriptor = open_artifact(folder, path)
    except NotFoundError:
        raise NotFoundError(f"{clean_id(source)} is not there; strategy.items_source has to name a file") from None
    with open(descriptor, "rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise RefusedError(f"{clean_id(source)} is larger than {_LARGEST} bytes")
    return content.decode("utf-8", "replace")
