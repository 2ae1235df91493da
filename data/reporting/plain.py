"""Functions that speak for the current level, so that code deep down can report without being handed anything.

Where nothing is being reported they do nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from .context import CURRENT, enter
from .level import Level
from .operation import Operation, operation
from .reporter import Reporter


class _Nowhere(Reporter):
    """Reports nothing."""

    def state_folder(self) -> str | None:
        """No project."""
        return None


_SILENT = Operation("nothing", "", "nothing", _Nowhere(), {}, {})
_SILENT.begin(_SILENT)


def current_level() -> Level:
    """The innermost level that this thread or task is in; one that writes nothing where there is none."""
    return CURRENT.get() or _SILENT


def start(
    kind: str,
    name: object = "",
    *,
    id: object = None,
    total: float | None = None,
    unit: str = "",
    tags: Iterable[str] = (),
    parent: str | None = None,
    reporter: Reporter | None = None,
    **metadata: object,
) -> Operation:
    """Begin an operation without a ``with`` statement: it is current until ``done`` or ``fail``; see ``operation``."""
    begun = operation(
        kind, name, id=id, total=total, unit=unit, tags=tags, parent=parent, reporter=reporter, **metadata
    )
    enter(begun)
    return begun


def level(
    kind: str,
    id: object = None,
    name: object = "",
    *,
    total: float | None = None,
    unit: str = "",
    attempt: int | None = None,
    **metadata: object,
) -> Level:
    """Begin a level below the current one; see ``Level.level``."""
    return current_level().level(kind, id, name, total=total, unit=unit, attempt=attempt, **metadata)


def set_total(total: float, unit: str = "") -> None:
    """How much there is to count at the current level, and of what."""
    current_level().set_total(total, unit)


def update(
    current: float | None = None,
    message: object = None,
    *,
    total: float | None = None,
    percentage: float | None = None,
) -> None:
    """How far the current level is."""
    current_level().update(current, message, total=total, percentage=percentage)


def advance(by: float = 1, message: object = None) -> None:
    """Count so many more at the current level."""
    current_level().advance(by, message)


def metric(name: str, value: object) -> None:
    """A measured value of the current level."""
    current_level().metric(name, value)


def artifact(path: str | os.PathLike[str], name: str = "", *, kind: str = "") -> None:
    """A file that the current level leaves behind."""
    current_level().artifact(path, name, kind=kind)


def cancelled() -> bool:
    """True once somebody asked for the current operation to be cancelled."""
    return current_level().cancelled()


def done(message: object = None) -> None:
    """The current level is done; the one above it is current again."""
    ended = current_level()
    ended.complete(message)
    _back(ended)


def fail(error: object, **context: object) -> None:
    """The current level failed; the one above it is current again."""
    ended = current_level()
    ended.fail(error, **context)
    _back(ended)


def _back(ended: Level) -> None:
    if ended is not _SILENT:
        enter(ended.above)
