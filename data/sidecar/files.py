"""The event files that are known, as the ingester holds and keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..sqlite import sqlite3

_COLUMNS = "no, path, dev, ino, head, format, size, done, ahead_from, ahead_to, bad, state, seen"
_INSERT = "INSERT INTO event_file (path, dev, ino, head, done, seen) VALUES (?, ?, ?, ?, ?, ?)"
_UPDATE = """
UPDATE event_file SET path = ?, dev = ?, ino = ?, head = ?, format = ?, size = ?, done = ?, ahead_from = ?,
    ahead_to = ?, bad = ?, state = ?, seen = ? WHERE no = ?
"""


@dataclass(slots=True)
class EventFile:
    """One file: everything before ``done`` is taken in, and besides what lies between ``ahead_from`` and ``ahead_to``.

    ``head`` is how it begins, ``format`` the name of its format, "" before one is recognised, ``bad`` counts its bad
    lines, ``state`` is here or gone, ``seen`` when it was read last (unix seconds).
    """

    no: int
    path: str
    dev: int
    ino: int
    head: bytes
    format: str = ""
    size: int = 0
    done: int = 0
    ahead_from: int = 0
    ahead_to: int = 0
    bad: int = 0
    state: str = "here"
    seen: float = 0.0

    @property
    def newest(self) -> int:
        """The byte after the newest line that is taken in."""
        return max(self.done, self.ahead_to)

    @property
    def behind(self) -> int:
        """Bytes that are there and not taken in."""
        before = self.ahead_from - self.done if self.ahead_to else 0
        return max(0, before) + max(0, self.size - self.newest)

    @property
    def indexed(self) -> float | None:
        """How much of the file is taken in, in percent; None when its runs are known in full."""
        if not self.ahead_to:
            return None
        return 100.0 * (self.size - self.behind) / self.size if self.size else 0.0


def load_files(connection: sqlite3.Connection) -> tuple[EventFile, ...]:
    """Every file that was ever read, oldest number first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM event_file ORDER BY no")
    return tuple(EventFile(*row) for row in rows)


def add_file(connection: sqlite3.Connection, file: EventFile) -> EventFile:
    """Keep a new file, inside the caller's transaction; its number is given now."""
    given = (file.path, file.dev, file.ino, file.head, file.done, file.seen)
    file.no = connection.execute(_INSERT, given).lastrowid or 0
    return file


def save_files(connection: sqlite3.Connection, files: Iterable[EventFile]) -> None:
    """Write how far files are taken in, inside the caller's transaction."""
    connection.executemany(_UPDATE, [_row(file) for file in files])


def _row(file: EventFile) -> tuple[object, ...]:
    return (
        *(file.path, file.dev, file.ino, file.head, file.format, file.size, file.done, file.ahead_from),
        *(file.ahead_to, file.bad, file.state, file.seen, file.no),
    )
