"""How a supervisor hears that its run shall end: a look at the store, nearly free while nothing changes."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...errors import WaveTuiError
from ...store.control.connect import transaction
from ...store.control.journal import Journal
from ..model import Survivor
from . import owner as ownership
from .owner import Owner

_SETTLED_NANOSECONDS = 50_000_000
_ASKED = """
SELECT o.state, o.force, o.seen_at IS NOT NULL, c.run_id IS NOT NULL, coalesce(c.force, 0)
FROM wtui_run_owner o LEFT JOIN cancellation c ON c.run_id = o.run_id WHERE o.run_id = ? AND o.token = ?"""
_REQUEST = "INSERT OR IGNORE INTO cancellation (run_id, requested_at, force) VALUES (?, ?, ?)"

_Stamp = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the store says about the end of a run: our own row and Wave's request."""

    state: str
    force: int
    seen: int
    requested: int
    request_force: int


class Orders:
    """What was asked of one run; ``cancelled`` is set once the cancel was acknowledged and is never taken back."""

    def __init__(self, journal: Journal, owner: Owner) -> None:
        self.cancelled = False
        self.forced = False
        self._journal = journal
        self._owner = owner
        self._read: _Stamp = ()

    def look(self) -> None:
        """Read what was asked if the store changed, and acknowledge a cancel. Raises StoreFault."""
        stamp = _stamp(self._journal.store)
        if stamp and stamp == self._read:
            return
        rows = self._journal.rows(_ASKED, self._owner.run_id, self._owner.token)
        for row in rows:
            self._obey(_Asked(*row))
        newest = max((changed for _, _, changed in stamp), default=0)
        self._read = stamp if time.time_ns() - newest > _SETTLED_NANOSECONDS else ()

    def give(self, by: str) -> None:
        """Cancel the run from inside, for ``by``. Raises StoreFault; the cancel holds all the same."""
        self.cancelled = True
        now = time.time()
        with transaction(self._journal.store, durable=True, patience=0.5) as connection:
            if ownership.request_cancel(connection, self._owner, now, by, False):
                connection.execute(_REQUEST, (self._owner.run_id, int(now), 0))
            ownership.note_seen(connection, self._owner, now)

    def survived(self, left: Sequence[Survivor]) -> None:
        """Say in the store which processes keep a cancel from its end."""
        names = ", ".join(f"{one.pid} {one.command}".strip() for one in left)
        with contextlib.suppress(WaveTuiError), transaction(self._journal.store) as connection:
            ownership.note_survivors(connection, self._owner, f"cannot be killed: {names}"[:500])

    def _obey(self, asked: _Asked) -> None:
        if asked.state == "cancelling":
            self._acknowledge(asked)
        elif asked.requested and asked.state == "running":
            self.give("a request in the store")
        self.forced = self.cancelled and bool(asked.force or asked.request_force)

    def _acknowledge(self, asked: _Asked) -> None:
        if asked.seen:
            self.cancelled = True
            return
        with transaction(self._journal.store, durable=True) as connection:
            self.cancelled |= ownership.note_seen(connection, self._owner, time.time())


def _stamp(store: Path) -> _Stamp:
    found = []
    for name in (str(store), f"{store}-wal"):
        with contextlib.suppress(OSError):
            status = os.stat(name)
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return tuple(found)
