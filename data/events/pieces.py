"""Cuts bytes of an event file into whole lines and what is no line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

LONGEST = 1 << 20
"""Bytes of the longest line that is read, its end included; a longer one is skipped and reported."""

End = Literal["", "gone", "replaced", "truncated"]
"""Why a tail has no more to give: its path leads to nothing or to another file, or its content began anew."""

TORN = "bytes without any text (NUL) stand in the middle of a line"
NULLS = "a run of bytes without any text (NUL)"
LONG = "a line longer than 1 MiB"


@dataclass(frozen=True, slots=True)
class BadPiece:
    """Bytes that are no line: ``head`` is how they begin."""

    offset: int
    size: int
    reason: str
    head: bytes


@dataclass(frozen=True, slots=True)
class Read:
    """Consecutive whole lines from ``offset`` on, with their line ends, and what was skipped beside them.

    Everything before ``done`` was given or skipped. ``size`` is the file's size in bytes, ``more`` says that reading
    again gives more at once, ``waiting`` counts bytes that writing or a rest will decide on: a last line without its
    end, or what a file that is shorter now lacks; it is not 0 as long as the file should be read settled. ``end`` says
    why nothing more is to be expected: what is at the path now needs a new Tail.
    """

    data: bytes
    offset: int
    done: int
    size: int
    bad: tuple[BadPiece, ...] = ()
    more: bool = False
    waiting: int = 0
    end: End = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """``lines`` at the beginning of some bytes, and how many bytes after them are no line."""

    lines: bytes
    junk: int = 0
    reason: str = ""

    @property
    def used(self) -> int:
        """How many of the bytes are dealt with."""
        return len(self.lines) + self.junk


def cut(chunk: bytes, *, settled: bool = False) -> Cut:
    """The whole lines that ``chunk`` begins with; NUL bytes end a line as they are left by crashes and truncation.

    ``settled`` gives a last line without its end too when it is a complete record.
    """
    end = chunk.rfind(b"\n") + 1
    null = chunk.find(b"\0", 0, end)
    if null < 0:
        whole = settled and not end and is_record(chunk)
        return Cut(chunk if whole else chunk[:end])
    begin = chunk.rfind(b"\n", 0, null) + 1
    return Cut(chunk[:begin]) if begin else _torn(chunk[: chunk.find(b"\n", null) + 1], null)


def newest(chunk: bytes, *, begins: bool) -> tuple[int, bytes]:
    """The whole lines at the end of ``chunk`` and where they begin in it; ``begins`` when a line begins with it."""
    first = 0 if begins else chunk.find(b"\n") + 1 or len(chunk)
    end = max(first, chunk.rfind(b"\n") + 1)
    null = chunk.rfind(b"\0", first, end)
    if null >= 0:
        first = chunk.find(b"\n", null) + 1
    return first, chunk[first:end]


def is_record(text: bytes) -> bool:
    """True when these bytes are one complete JSON object, to which nothing can be missing."""
    if not text.lstrip().startswith(b"{") or not text.rstrip().endswith(b"}"):
        return False
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _torn(line: bytes, null: int) -> Cut:
    """The first line holds NUL bytes: a complete record before them counts, what follows the last one is a line."""
    if is_record(line[:null]):
        return Cut(line[:null])
    reason = TORN if line[:null].strip() else NULLS
    return Cut(b"", line.rfind(b"\0") + 1, reason)
