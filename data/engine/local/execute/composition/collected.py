"""Files that a composed step writes for the whole project, and the copy that its own run keeps."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from .....errors import RefusedError
from .....text import clean_id
from ...names import checked_name
from ..definition import Step
from ..parts import Context, Produced
from ..places import ARTIFACTS, inside, step_folder
from .items import ItemEnd, compact

COLLECTED = "collected-output"


def collect(step: Step, context: Context, ends: Iterable[ItemEnd | None]) -> tuple[str, Produced]:
    """Keep the outputs of all items as one JSON list in their order: ``.agents/output/<step>-collected.json``.

    An output that is no JSON becomes a string, an item without one null. Returns the list and the artifact. Raises
    OSError.
    """
    text = compact([_value(end) for end in ends])
    path = f".agents/output/{checked_name('step', step.id)}-collected.json"
    return text, keep(step, context, COLLECTED, path, text)


def keep(step: Step, context: Context, name: str, path: str, text: str) -> Produced:
    """Write a file of the project and record it as an artifact of the step.

    Another run may write the same file later, so this run works on with a copy in its own folder. Raises RefusedError
    for a path that leads out of the project, OSError.
    """
    target = inside(context.spec.root, path)
    if target is None or os.path.isabs(path):
        raise RefusedError(f"{clean_id(path)} leads out of the project; name a file below it")
    kind = "json" if _is_json(text) else "text"
    ending = ".json" if kind == "json" else ""
    own = step_folder(context, step.id) / ARTIFACTS / step.id / f"{checked_name('artifact', name)}{ending}"
    for file in (own, target):
        _write(file, text)
    produced = Produced(step.id, name, own, kind, path)
    context.state.produced[step.id, name] = produced
    size = own.stat().st_size
    context.recorder.artifact(step.id, name, os.path.normpath(path), kind, size, str(target))
    return produced


def _write(file: Path, text: str) -> None:
    """Write a file in place of what stands there; a link is replaced, a reader sees the old or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        fresh.write_text(text, "utf-8", "surrogateescape")
        os.replace(fresh, file)
    finally:
        fresh.unlink(missing_ok=True)


def _value(end: ItemEnd | None) -> object:
    if end is None or not end.went_well:
        return None
    try:
        value: object = json.loads(end.output)
    except (ValueError, RecursionError):
        return end.output or None
    return value


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
