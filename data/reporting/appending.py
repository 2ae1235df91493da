"""One file to which many threads and processes append whole lines."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable

_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0) | os.O_NONBLOCK
_MODE = 0o640
_MOST_KEPT = 64_000
"""Bytes of lines that could not be written and are tried again."""


class EventFile:
    """Appends each line in one ``write``, which no other appending process can split.

    The open file is looked at before each write: it may have been removed, and a program that closes all its files
    may have given the number to another file.
    """

    __slots__ = ("_descriptor", "_folder", "_identity", "_kept", "_torn", "path")

    def __init__(self, path: str, folder: Callable[[], object]) -> None:
        """``folder`` makes the folder of the file."""
        self.path = path
        self._folder = folder
        self._descriptor = -1
        self._identity = (0, 0)
        self._torn = False
        self._kept = b""

    def append(self, line: bytes, *, keep: bool = False) -> None:
        """Append a line behind those that could not be written before; with ``keep`` it becomes one of them.

        Raises OSError when that is not possible.
        """
        text = self._kept + line
        try:
            if text:
                self._write(text)
        except OSError:
            if keep and len(text) <= _MOST_KEPT:
                self._kept = text
            raise
        self._kept = b""

    def close(self) -> None:
        """Close the file; the next line opens it again."""
        if self._found() is not None:
            os.close(self._descriptor)
        self._descriptor = -1

    def _write(self, text: bytes) -> None:
        found = self._found()
        if found is None or not found.st_nlink:
            self.close()
            self._open()
        if self._torn:
            text = b"\n" + text
        done = os.write(self._descriptor, text)
        if done < len(text):
            self._torn = self._torn or done > 0
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.path)
        self._torn = False

    def _found(self) -> os.stat_result | None:
        """What the open file is, None when none is open or its number belongs to another file by now."""
        if self._descriptor < 0:
            return None
        try:
            found = os.fstat(self._descriptor)
        except OSError:
            return None
        return found if (found.st_dev, found.st_ino) == self._identity else None

    def _open(self) -> None:
        self._folder()
        descriptor = os.open(self.path, _FLAGS, _MODE)
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "it is no ordinary file", self.path)
        self._descriptor, self._identity = descriptor, (found.st_dev, found.st_ino)
