"""Why a store cannot be read: one state and one full sentence."""

from __future__ import annotations

from ..errors import StoreError
from ..sqlite import sqlite3
from ..text import clean, clean_id

_SENTENCES = {
    "SQLITE_BUSY": ("busy", "{path} is locked by another program; trying again."),
    "SQLITE_LOCKED": ("busy", "{path} is locked by another program; trying again."),
    "SQLITE_INTERRUPT": ("busy", "{path} answered too slowly and the question was dropped; trying again."),
    "SQLITE_CORRUPT": (
        "broken",
        "{path} is damaged ({why}); the last good view stays. Check it with PRAGMA integrity_check, restore a copy.",
    ),
    "SQLITE_NOTADB": ("foreign", "{path} is not a SQLite database; name the right project with --project."),
    "SQLITE_CANTOPEN": ("broken", "{path} cannot be opened ({why}); check the permissions of the file and its folder."),
    "SQLITE_PERM": ("broken", "{path} cannot be opened ({why}); check the permissions of the file and its folder."),
    "SQLITE_READONLY": (
        "broken",
        "{path} needs repair by a program that may write it ({why}); start an engine or ask its owner.",
    ),
    "SQLITE_FULL": ("broken", "{path} cannot be read because its disk is full; free some space."),
    "SQLITE_IOERR": (
        "broken",
        "{path} cannot be read from its disk ({why}); check that the disk is neither full nor failing.",
    ),
    "SQLITE_NOMEM": ("broken", "{path} cannot be read: there is not enough memory."),
}


class StoreFault(StoreError):
    """The store cannot answer now; ``state`` is a state of StoreStatus, the text a full sentence."""

    def __init__(self, state: str, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.state = state
        self.sentence = sentence
        self.code = code


def explain(error: sqlite3.Error, path: object) -> StoreFault:
    """The fault behind a driver error; only primary result codes decide, since not every driver tells more."""
    name = str(getattr(error, "sqlite_errorname", "") or "")
    path, why = clean_id(path), clean(str(error), limit=200)
    for code, (state, sentence) in _SENTENCES.items():
        if name.startswith(code):
            return StoreFault(state, sentence.format(path=path, why=why), code)
    return StoreFault("broken", f"{path} cannot be read ({why}).", name)
