"""A file that is replaced as a whole, so that nobody ever reads half of it."""

from __future__ import annotations

import os
from collections.abc import Callable

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0)
_MODE = 0o640


class WholeFile:
    """Holds one document."""

    __slots__ = ("_folder", "path")

    def __init__(self, path: str, folder: Callable[[], object]) -> None:
        """``folder`` makes the folder of the file."""
        self.path = path
        self._folder = folder

    def replace(self, text: bytes) -> None:
        """Put another document in its place. Raises OSError, and leaves the one before where it is."""
        self._folder()
        folder, name = os.path.split(self.path)
        draft = os.path.join(folder, f".{name}.{os.getpid()}.new")
        try:
            _write(draft, text)
            os.replace(draft, self.path)
        except OSError:
            _remove(draft)
            raise


def _write(path: str, text: bytes) -> None:
    _remove(path)
    descriptor = os.open(path, _FLAGS, _MODE)
    try:
        while text:
            text = text[os.write(descriptor, text) :]
    finally:
        os.close(descriptor)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
