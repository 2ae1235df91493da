"""Why a store was not written: one state and one full sentence for every way in which SQLite refuses."""

from __future__ import annotations

from pathlib import Path

from ...errors import RefusedError
from ...sqlite import sqlite3
from ...text import clean
from ..faults import StoreFault

PASSING = frozenset({"busy", "full", "disk", "readonly", "missing"})
"""States that can end by themselves or by the user's hand: the same write is worth another try."""

_LOCKED = ("busy", "another program keeps it locked; nothing was lost, try again")
_REASONS = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_FULL": ("full", "its disk is full; free some space and try again"),
    "SQLITE_IOERR": ("disk", "its disk does not take it ({why}); check that the disk is neither full nor failing"),
    "SQLITE_READONLY": ("readonly", "this user may only read it; ask its owner for the right to write"),
    "SQLITE_PERM": ("readonly", "this user may only read it; ask its owner for the right to write"),
    "SQLITE_CANTOPEN": ("missing", "it cannot be opened; check that it exists and that its folder may be written"),
    "SQLITE_CORRUPT": ("broken", "it is damaged ({why}); check it with PRAGMA integrity_check and restore a copy"),
    "SQLITE_NOTADB": ("foreign", "it is not a SQLite database; name the right project with --project"),
    "SQLITE_CONSTRAINT": ("conflict", "what it holds by now does not allow it ({why}); look at the run again"),
}


class Superseded(RefusedError):
    """Somebody else has taken over this run or has ended it: its old supervisor writes nothing any more."""


def why_not_written(error: sqlite3.Error, store: Path) -> StoreFault:
    """The fault behind a driver error of a write; only primary result codes decide.

    States: busy, full, disk, readonly, missing, broken, foreign, conflict.
    """
    name = str(getattr(error, "sqlite_errorname", "") or "")
    why = clean(str(error), limit=200)
    for code, (state, advice) in _REASONS.items():
        if name.startswith(code):
            return StoreFault(state, f"{store} was not written: {advice.format(why=why)}.", code)
    return StoreFault("broken", f"{store} was not written ({why}).", name)
