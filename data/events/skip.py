"""Passes over bytes that are no line, however many, without holding them."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from .pieces import LONG, NULLS, BadPiece

SHOWN = 1_024
"""Bytes of a bad piece that are kept."""

_CHUNK = 1 << 18
_AT_ONCE = 1 << 26
_RUN = b"\0" * 16


@dataclass(frozen=True, slots=True)
class Skip:
    """Bytes from ``offset`` to ``reached`` that are no line, and their end is not in sight."""

    offset: int
    reached: int
    nulls: bool
    head: bytes

    def go_on(self, fd: int, size: int) -> tuple[Skip | None, BadPiece | None]:
        """Look for the end, at most 64 MiB further: how far it got, or the whole piece once its end is found."""
        if self.nulls and os.pread(fd, 1, self.offset) != b"\0":
            return None, BadPiece(self.offset, 0, NULLS, b"")  # space reserved in advance was written to
        place, last = self.reached, min(size, self.reached + _AT_ONCE)
        while place < last:
            chunk = os.pread(fd, _CHUNK, place)
            if not chunk:
                break
            end = _end_of_nulls(chunk) if self.nulls else _end_of_line(chunk)
            if end >= 0:
                length = place + end - self.offset
                return None, BadPiece(self.offset, length, NULLS if self.nulls else LONG, self.head)
            place = self._past_hole(fd, place + len(chunk), size)
        return replace(self, reached=place), None

    def _past_hole(self, fd: int, place: int, size: int) -> int:
        """Where the next bytes are that were ever written: a hole of a sparse file is not read."""
        if not self.nulls or not hasattr(os, "SEEK_DATA"):
            return place
        try:
            return os.lseek(fd, place, os.SEEK_DATA)
        except OSError:
            return size


def begin_skip(offset: int, chunk: bytes) -> Skip:
    """What to pass over when ``chunk``, read at ``offset``, holds no end of a line."""
    nulls = chunk.startswith(b"\0")
    return Skip(offset, offset, nulls, b"" if nulls else chunk[:SHOWN])


def _end_of_nulls(chunk: bytes) -> int:
    rest = chunk.lstrip(b"\0")
    return len(chunk) - len(rest) if rest else -1


def _end_of_line(chunk: bytes) -> int:
    """Behind the line's end, or before a run of NUL bytes, which ends a torn line too."""
    line, run = chunk.find(b"\n") + 1, chunk.find(_RUN)
    ends = [end for end in (line or -1, run) if end >= 0]
    return min(ends, default=-1)
