"""Keeps lines as they are, in blocks, and those that are no records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..sqlite import sqlite3
from .tables import FILE_SHIFT

_BLOCK = """
INSERT OR IGNORE INTO event_block (id, run, lines, failed, steps, first, last, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_BAD = "INSERT OR IGNORE INTO bad_line (id, reason, size, seen, data) VALUES (?, ?, ?, ?, ?)"
_OF_FILE = """
SELECT block.id, run.run_id, block.data FROM event_block AS block LEFT JOIN event_run AS run ON run.no = block.run
WHERE block.id >= ? AND block.id < ? ORDER BY block.id
"""
_LAST = """
SELECT block.id, run.run_id, block.data FROM event_block AS block LEFT JOIN event_run AS run ON run.no = block.run
WHERE block.id >= ? AND block.id < ? ORDER BY block.id DESC LIMIT 1
"""

Kept = tuple[int, int, int, int, str, float | None, float | None, bytes]
"""One row of event_block."""
KeptBad = tuple[int, str, int, float, bytes]
"""One row of bad_line."""


@dataclass(frozen=True, slots=True)
class KeptBlock:
    """A block as it is kept: where in its file it begins, its run (None before that is flushed), its lines."""

    offset: int
    run: str | None
    data: bytes


def event_id(file: int, offset: int) -> int:
    """The id of the event whose line begins at this offset of this file."""
    return (file << FILE_SHIFT) + offset


def keep_blocks(connection: sqlite3.Connection, blocks: Iterable[Kept]) -> None:
    """Write blocks, inside the caller's transaction; one that is kept already stays as it is."""
    connection.executemany(_BLOCK, blocks)


def keep_bad(connection: sqlite3.Connection, lines: Iterable[KeptBad]) -> None:
    """Write bad lines, inside the caller's transaction."""
    connection.executemany(_BAD, lines)


def last_block(connection: sqlite3.Connection, file: int, before: int) -> KeptBlock | None:
    """The newest block of a file that begins before the offset."""
    row = connection.execute(_LAST, (event_id(file, 0), event_id(file, before))).fetchone()
    return KeptBlock(row[0] - event_id(file, 0), row[1], row[2]) if row else None


def blocks_between(connection: sqlite3.Connection, file: int, start: int, end: int) -> tuple[KeptBlock, ...]:
    """The blocks that begin in this part of a file, in their order."""
    base = event_id(file, 0)
    rows = connection.execute(_OF_FILE, (base + start, base + end))
    return tuple(KeptBlock(no - base, run, data) for no, run, data in rows)
