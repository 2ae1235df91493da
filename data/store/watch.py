"""Hints from the kernel that databases may have changed; the truth is the reader's ``changed``.

A wake-up can come before the commit is visible, so whoever is woken asks again after RECHECKS, and once a
second without any wake-up.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys
from pathlib import Path

from ..text import clean_id

RECHECKS = (0.0, 0.002, 0.005, 0.010, 0.030)
SAFETY_SECONDS = 1.0

_MODIFY, _MOVED_FROM, _MOVED_TO, _CREATE, _DELETE, _DELETE_SELF, _MOVE_SELF = 2, 64, 128, 256, 512, 1024, 2048
_FLAGS = _MODIFY | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE | _DELETE_SELF | _MOVE_SELF
_HEADER = 16
_REMEDIES = {
    errno.EMFILE: "too many inotify instances (raise fs.inotify.max_user_instances)",
    errno.ENOSPC: "no inotify watches left (raise fs.inotify.max_user_watches)",
    errno.ENOENT: "the folder does not exist",
    errno.EACCES: "the folder may not be read",
    errno.ENOSYS: "this system has no inotify",
}


class StoreWatch:
    """A non-blocking descriptor that becomes readable when a database or its log is written or replaced.

    ``fd`` is None when the kernel cannot tell; ``reason`` says why, and polling once a second is all there is.
    """

    def __init__(self, *databases: Path) -> None:
        self.fd: int | None = None
        self.reason = ""
        self._names: dict[Path, set[bytes]] = {}
        self._watched: dict[int, set[bytes]] = {}
        for database in databases:
            names = {(database.name + suffix).encode() for suffix in ("", "-wal", "-journal")}
            self._names.setdefault(database.absolute().parent, set()).update(names)
        self._open()

    def drain(self) -> bool:
        """Read all waiting hints without blocking; True when one of them concerns the store."""
        if self.fd is None:
            return False
        concerned = False
        while data := self._read():
            concerned |= self._concerns(data)
        return concerned

    def close(self) -> None:
        """Close the descriptor; take it out of the event loop first."""
        if self.fd is not None:
            os.close(self.fd)
        self.fd = None

    def _open(self) -> None:
        if not sys.platform.startswith("linux"):
            self.reason = "change notices need Linux; looking once a second"
            return
        library = ctypes.CDLL(None, use_errno=True)
        fd = library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        for folder, names in self._names.items():
            watch = -1 if fd < 0 else library.inotify_add_watch(fd, os.fsencode(folder), _FLAGS)
            if watch >= 0:
                self._watched[watch] = names
            elif not self._watched:
                self._give_up(fd, folder)
                return
        self.fd = fd

    def _give_up(self, fd: int, folder: Path) -> None:
        """The folder of the first database cannot be watched."""
        number = ctypes.get_errno()
        why = _REMEDIES.get(number, os.strerror(number))
        self.reason = f"no change notices for {clean_id(folder)}: {why}; looking once a second"
        if fd >= 0:
            os.close(fd)

    def _read(self) -> bytes:
        with contextlib.suppress(BlockingIOError, InterruptedError):
            return os.read(self.fd, 65_536) if self.fd is not None else b""
        return b""

    def _concerns(self, data: bytes) -> bool:
        place = 0
        while place + _HEADER <= len(data):
            watch = int.from_bytes(data[place : place + 4], sys.byteorder, signed=True)
            length = int.from_bytes(data[place + 12 : place + _HEADER], sys.byteorder)
            name = data[place + _HEADER : place + _HEADER + length].rstrip(b"\0")
            if not name or name in self._watched.get(watch, ()):
                return True
            place += _HEADER + length
        return False
