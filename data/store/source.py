"""One store file that is kept open for reading, however often it is replaced."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from . import filesystem
from .faults import StoreFault
from .files import Files, look
from .open import Handle, open_store
from .schema import Schema, read_schema

RETRY_SECONDS = 2.0
_LAST_EVENT = "SELECT e.rowid, e.run_id, e.timestamp FROM event_log e ORDER BY e.rowid DESC LIMIT 1"
_SAME_EVENT = "SELECT e.rowid, e.run_id, e.timestamp FROM event_log e WHERE e.rowid = :id"
_LAST_RUN = "SELECT r.rowid, r.run_id, r.started_at FROM pipeline_run r ORDER BY r.rowid DESC LIMIT 1"
_SAME_RUN = "SELECT r.rowid, r.run_id, r.started_at FROM pipeline_run r WHERE r.rowid = :id"


class Source:
    """Opens, notices replacement and opens again; ``generation`` grows whenever the content is another one.

    ``read`` reads the schema of a file that was opened, and refuses one that is something else.
    """

    def __init__(
        self,
        path: Path,
        lookup: filesystem.FilesystemLookup = filesystem.filesystem_type,
        read: Callable[[Handle], Schema] = read_schema,
    ) -> None:
        self.path = path
        self._read = read
        self.kind = lookup(path.absolute())
        self.handle: Handle | None = None
        self.schema = Schema(frozenset())
        self.generation = 0
        self._version: int | None = None
        self._refused: Files | None = None
        self._refused_at = 0.0
        self._marks: list[tuple[str, tuple[object, ...]]] = []

    def ready(self) -> tuple[Handle, bool]:
        """An open handle, and True when everything that was remembered of the content is void.

        Raises StoreFault when the store cannot be opened.
        """
        files = look(self.path)
        handle = self.handle
        if handle is None or handle.outlived(files):
            return self._open(files)
        moved = files.db != handle.files.db
        version = handle.data_version() if handle.mode == "live" else None
        if moved and version == self._version:
            return self._open(files)
        self._version, handle.files = version, files if handle.mode == "live" else handle.files
        return handle, moved and self._judge(handle)

    def changed(self) -> bool:
        """True when the content may differ from what was read last: a few stat calls and at most one statement.

        Raises StoreFault when the store is gone or cannot be read any more.
        """
        files = look(self.path)
        handle = self.handle
        if handle is None:
            return files != self._refused or time.monotonic() - self._refused_at > RETRY_SECONDS
        if handle.mode != "live":
            return files != handle.files and (handle.mode == "still" or handle.outlived(files))
        return handle.outlived(files) or files.db != handle.files.db or handle.data_version() != self._version

    def is_torn(self) -> bool:
        """True when a file read without locks changed in the meantime, so that the answer must not be used."""
        return self.handle is not None and self.handle.mode == "still" and look(self.path) != self.handle.files

    def remember(self) -> None:
        """Note the newest event and run, by which the content is recognised after it was opened again."""
        handle = self.handle
        if handle is None or handle.mode == "live" and self._marks:
            return
        events = self.schema.has("event_log", "timestamp")
        asked = [(_SAME_EVENT, _LAST_EVENT)] if events else []
        if self.schema.has("pipeline_run", "started_at"):
            asked.append((_SAME_RUN, _LAST_RUN))
        self._marks = [(same, rows[0]) for same, last in asked if (rows := handle.rows(last))]

    def refuse(self) -> None:
        """Give up on the file as it is now; it counts as changed when it is another one, or after a while."""
        self.close()
        with contextlib.suppress(StoreFault):
            self._refused, self._refused_at = look(self.path), time.monotonic()

    def close(self) -> None:
        """Close the file; asking again opens it again."""
        if self.handle:
            self.handle.close()
        self.handle = None

    def is_writable(self) -> bool:
        """True when this user could write the store, and locks hold on its file system."""
        allowed = os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)
        return allowed and not filesystem.is_network(self.kind)

    def _open(self, files: Files) -> tuple[Handle, bool]:
        before = self.handle.files.db if self.handle else None
        replaced = before is None or not files.db.same_file(before) or files.db.size < before.size
        self.close()
        self.handle = handle = open_store(self.path)
        try:
            self.schema = self._read(handle)
            self._version = handle.data_version() if handle.mode == "live" else None
            replaced = self._judge(handle) if not replaced else True
        except StoreFault:
            self.close()
            raise
        self.generation += replaced
        self._marks = [] if replaced else self._marks
        return handle, replaced

    def _judge(self, handle: Handle) -> bool:
        """True when the newest rows that were known are gone or different."""
        return any(handle.rows(same, {"id": row[0]}) != [row] for same, row in self._marks)
