"""Reads the lines that something else appends to a file, at a bounded cost whatever it appends."""

from __future__ import annotations

import os
import stat
from pathlib import Path

CHUNK = 262_144
"""Bytes that are read at most at once; of more, the end."""

LONGEST_LINE = 16_384


class Appended:
    """A file that grows. One that is no regular file (any more) has nothing new."""

    def __init__(self, file: Path, *, longest_line: int = LONGEST_LINE) -> None:
        self._file = file
        self._longest = longest_line
        self._at = 0
        self._rest = b""

    def lines(self) -> list[bytes]:
        """The lines that are complete since the last look; those that are too long are left out."""
        *lines, self._rest = (self._rest + self._read()).split(b"\n")
        if len(self._rest) > self._longest:
            self._rest = b""
        return [line for line in lines if line.strip() and len(line) <= self._longest]

    def _read(self) -> bytes:
        try:
            handle = os.open(self._file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return b""
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or status.st_size <= self._at:
                return b""
            start = max(self._at, status.st_size - CHUNK)
            self._rest = self._rest if start == self._at else b""
            chunk = os.pread(handle, status.st_size - start, start)
            self._at = start + len(chunk)
            return chunk
        finally:
            os.close(handle)
