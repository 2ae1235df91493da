"""Hands a level to another process, which reports to the same file."""

from __future__ import annotations

from .level import Level
from .operation import Operation
from .reporter import Reporter

TYPE_CHECKING = False  # the module typing costs more than everything here
if TYPE_CHECKING:
    from typing import Any

    Told = tuple[Reporter, str, dict[str, Any], tuple[dict[str, Any], ...]]

_KEPT = ("kind", "id", "name", "current", "total", "percentage", "unit", "message", "attempt", "started")


def told(level: Level) -> Told:
    """What another process needs to know of a level: the operation, and the levels from it down to this one."""
    root, chain = level.root, [level]
    while chain[-1].above is not None:
        chain.append(chain[-1].above)
    return root.reporter, root.run, root.origin, tuple(_facts(each) for each in reversed(chain))


def revive(reporter: Reporter, run: str, origin: dict[str, Any], chain: tuple[dict[str, Any], ...]) -> Level:
    """The level of another process: leaving it here does not end it, ``complete`` and ``fail`` do."""
    first, *below = chain
    root = Operation(first["kind"], first["name"], run, reporter, origin, {})
    level: Level = root
    _take(root, root, first)
    for facts in below:
        level = Level(level, facts["kind"], facts["id"], facts["name"], {})
        _take(level, root, facts)
    return level


def _facts(level: Level) -> dict[str, Any]:
    return {name: getattr(level, name) for name in _KEPT}


def _take(level: Level, root: Operation, facts: dict[str, Any]) -> None:
    for name in _KEPT:
        setattr(level, name, facts[name])
    level.resume(root, facts["started"])
