"""The files that contracts are about: what a step left, and the schemas of the project."""

from __future__ import annotations

import json
import os
from pathlib import Path

from .....artifacts.open import open_artifact
from .....errors import NotFoundError, RefusedError
from .....text import clean_id
from ..definition import Contract, Step
from ..parts import Context, StepPlace
from ..templates import fill

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that a contract reads into memory."""


def source_name(contract: Contract, step: Step, context: Context) -> str:
    """The path a contract is about: its source, else the step's first artifact. Raises RefusedError without either."""
    named = contract.source or next((output.path for output in step.outputs), "")
    if not named:
        raise RefusedError(f"the {contract.kind} contract names no file; add source, or an output artifact to the step")
    return fill(named, context, step=step.id)


def read_source(name: str, place: StepPlace) -> bytes:
    """The bytes of a file that a step left where it ran, else in its workspace.

    Raises NotFoundError when it is not there, RefusedError when it is outside of both or over 64 MiB.
    """
    for folder in (place.cwd, place.workspace):
        try:
            return _read(folder, name, name)
        except NotFoundError:
            continue
    raise NotFoundError(f"{clean_id(name)} is not there; the step left no such file")


def read_schema(contract: Contract, context: Context) -> bytes:
    """The text of a contract's schema, inline or from a file of the project; empty when it has neither.

    Raises NotFoundError or RefusedError when it cannot be read.
    """
    if contract.schema_path:
        return _read(context.spec.root, contract.schema_path, contract.schema_path)
    return contract.schema.encode("utf-8", "surrogateescape")


def parse(content: bytes, name: str) -> object:
    """The value of a JSON file. Raises RefusedError with the place of the fault."""
    try:
        value: object = json.loads(content)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise RefusedError(f"{clean_id(name)} is not valid JSON: {why}") from None
    return value


def _read(root: Path, path: str, name: str) -> bytes:
    with open(open_artifact(root, path), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > LARGEST:
            raise RefusedError(f"{clean_id(name)} has {size} bytes; a contract reads at most {LARGEST}")
        return file.read(LARGEST + 1)
