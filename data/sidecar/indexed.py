"""Runs of which the newest lines are known before the rest: how much is read, and when all is."""

from __future__ import annotations

from ..sqlite import sqlite3
from .files import EventFile
from .held import RunKeeper
from .lines import event_id

_SHOW = """
UPDATE event_run SET indexed = ? WHERE indexed IS NOT NULL
    AND no IN (SELECT DISTINCT run FROM event_block WHERE id >= ? AND id < ?)
"""
_AHEAD = """
SELECT DISTINCT run.run_id FROM event_block AS block JOIN event_run AS run ON run.no = block.run
WHERE block.id >= ? AND block.id < ? AND run.indexed IS NOT NULL
"""


def show_indexed(connection: sqlite3.Connection, file: EventFile) -> None:
    """Tell the runs of a file's newest lines how much of the file is read, inside the caller's transaction."""
    connection.execute(_SHOW, (file.indexed, *_ahead(file)))


def promote(connection: sqlite3.Connection, runs: RunKeeper, file: EventFile) -> None:
    """What was folded in the order of the file replaces what was known ahead, inside the caller's transaction.

    Runs that changed in it must be flushed before.
    """
    for (run,) in connection.execute(_AHEAD, _ahead(file)).fetchall():
        held = runs.get(run, file.format)
        if held.folding is not None:
            held.folded, held.folding = held.folding, None
            runs.change(held)


def _ahead(file: EventFile) -> tuple[int, int]:
    return event_id(file.no, file.ahead_from), event_id(file.no, file.ahead_to)
