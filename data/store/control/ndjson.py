"""The event file of one run: whole lines, appended, never in the way of the store."""

from __future__ import annotations

import os
from collections import deque
from pathlib import Path

_MODE = 0o640
_MOST_WAITING = 4 * 1024 * 1024


class EventFile:
    """Appends lines to a file; what cannot be written now waits, up to 4 MiB, and ``problem`` says why.

    The file is opened for each write, so that one which was removed or replaced is made again.
    """

    def __init__(self, path: Path, owner: Path) -> None:
        """``owner`` is the store: a file made by root is given to whom the store belongs."""
        self.problem = ""
        self._path = path
        self._owner = owner
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._lost = 0

    def append(self, *lines: bytes) -> bool:
        """Write the lines behind those that wait; False when some wait still."""
        for line in lines:
            self._keep(line)
        try:
            self._write()
        except OSError as error:
            lost = f", {self._lost} are in the store alone" if self._lost else ""
            self.problem = f"{self._path} cannot be written ({error.strerror}): {len(self._waiting)} events wait{lost}"
            return False
        self.problem = ""
        return True

    def _keep(self, line: bytes) -> None:
        if self._size + len(line) > _MOST_WAITING:
            self._lost += 1
            return
        self._waiting.append(line)
        self._size += len(line)

    def _write(self) -> None:
        if not self._waiting:
            return
        descriptor = self._open()
        try:
            self._give_away(descriptor)
            if _is_torn(descriptor):
                os.write(descriptor, b"\n")
            while self._waiting:
                _write_whole(descriptor, self._waiting[0])
                self._size -= len(self._waiting.popleft())
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            return os.open(self._path, flags, _MODE)
        except FileNotFoundError:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self._path, flags, _MODE)

    def _give_away(self, descriptor: int) -> None:
        if os.geteuid() != 0:
            return
        wanted, found = os.stat(self._owner), os.fstat(descriptor)
        if (wanted.st_uid, wanted.st_gid) != (found.st_uid, found.st_gid):
            os.fchown(descriptor, wanted.st_uid, wanted.st_gid)


def _is_torn(descriptor: int) -> bool:
    """True when a writer died in the middle of the last line."""
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _write_whole(descriptor: int, line: bytes) -> None:
    """A line that goes in only in part raises OSError; it is written again later, behind a line end."""
    written = os.write(descriptor, line)
    if written < len(line):
        os.write(descriptor, line[written:])
