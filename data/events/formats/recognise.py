"""Which format a record belongs to: asked once for each file, of its first record that is one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from . import ci, deployments, levels, phases, wave
from .base import Format
from .lenient import LineReader

FORMATS: tuple[Format[Any], ...] = (wave, ci, levels, phases, deployments)


def recognise(record: Mapping[str, object]) -> Format[Any] | None:
    """The format that this record belongs to, None when no format knows it."""
    return next((one for one in FORMATS if one.belongs(record)), None)


def by_name(name: str) -> Format[Any] | None:
    """The format with this name, None when there is none."""
    return next((one for one in FORMATS if name == one.NAME), None)


@cache
def reader_of(name: str) -> LineReader[Any]:
    """Reads the lines of the format with this name. Raises KeyError when there is none."""
    found = by_name(name)
    if found is None:
        raise KeyError(name)
    return LineReader(found)
