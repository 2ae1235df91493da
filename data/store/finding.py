"""Finds the one run that somebody means by its id or a part of it."""

from __future__ import annotations

from typing import Protocol

from ..errors import NotFoundError
from .filters import like

CANDIDATES = 10


class Register(Protocol):
    """Something that knows runs by their ids."""

    def has(self, run: str) -> bool:
        """True when there is a run with this id."""

    def like(self, pattern: str) -> list[str]:
        """Ids that fit a LIKE pattern (ESCAPE backslash), newest first, one more than CANDIDATES at most."""


def one_named(name: str, register: Register) -> str:
    """The id of the run with this id, or of the only one whose id ends or begins with it.

    Raises NotFoundError that names candidates when there is none or more than one.
    """
    if register.has(name):
        return name
    part = like(name)
    for pattern in (part[:-1], part[1:]):
        found = register.like(pattern)
        if len(found) == 1:
            return found[0]
        if found:
            raise NotFoundError(f"run {name!r} could be {_listed(found)}: name more of it")
    raise NotFoundError(f"there is no run {name!r}; {_hint(register, part)}")


def _hint(register: Register, part: str) -> str:
    near = register.like(part)
    if near:
        return f"similar: {_listed(near)}"
    newest = register.like("%")
    return f"the newest are {_listed(newest)}" if newest else "the store is empty"


def _listed(runs: list[str]) -> str:
    return ", ".join(runs[:CANDIDATES]) + (" and more" if len(runs) > CANDIDATES else "")
