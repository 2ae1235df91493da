"""Reads bounded pieces of an open file and decodes them; never maps a file into memory."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ..text import OVERLAP, safe_window

MOST = 2**20
"""Most bytes that one view reads."""

HEAD = 65_536
"""Bytes that are read of every file to see what it is."""

ROW_LIMIT = 16_384
"""Most characters of a line that are shown."""

_BESIDE = 4 * OVERLAP  # bytes: a character has at most four
_WIDEST = MOST - HEAD - 2 * _BESIDE
_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of a file: safe text, the same as decoded, the byte behind it, how much could not be decoded."""

    text: str
    raw: str
    end: int
    invalid: int


def read_at(descriptor: int, offset: int, length: int) -> bytes:
    """Up to ``length`` bytes (at most 1 MiB) from ``offset``; fewer where the file ends. Raises OSError."""
    pieces: list[bytes] = []
    left = min(length, MOST)
    while left > 0:
        piece = os.pread(descriptor, left, offset)
        if not piece:
            break
        pieces.append(piece)
        offset += len(piece)
        left -= len(piece)
    return b"".join(pieces)


def encoding_of(head: bytes) -> str:
    """The Python name of the encoding: UTF-16 by its mark or by its many NULs at every other byte, else UTF-8."""
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return name
    sample = head[:512]
    half = len(sample) // 2
    if half >= 2 and sample[1::2].count(0) > 0.8 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half >= 2 and sample[::2].count(0) > 0.8 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return "utf-8"


def text_window(descriptor: int, offset: int, limit: int, encoding: str) -> Window:
    """The text of ``limit`` bytes from ``offset``, ended after a whole line if there is one; redacted in context.

    What lies beside the window is read too, so that a secret on its edge is recognised.
    """
    beside = min(offset, _BESIDE)
    beside -= beside % 2 if encoding != "utf-8" else 0
    wanted = beside + min(limit, _WIDEST)
    data = read_at(descriptor, offset - beside, wanted + _BESIDE)
    start = _character_start(data, beside, encoding)
    end = _window_end(data, start, wanted, encoding)
    before, inside, after = (
        part.decode(encoding, errors="replace") for part in (data[:start], data[start:end], data[end:])
    )
    text = safe_window(before + inside + after, len(before), len(before) + len(inside))
    return Window(text, inside, offset - beside + end, inside.count("\ufffd"))


def rows_of(text: str) -> list[str]:
    """The lines of safe text, each cut at 16 Ki characters with a remark that says how many are missing."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return [cut(line) for line in lines]


def cut(line: str) -> str:
    """The line, cut at 16 Ki characters with a remark that says how many are missing."""
    lost = len(line) - ROW_LIMIT
    return line if lost <= 0 else f"{line[:ROW_LIMIT]} … [{lost} characters cut]"


def _character_start(data: bytes, at: int, encoding: str) -> int:
    """The first byte of a character at or after ``at``."""
    if encoding != "utf-8":
        return at
    for start in range(at, min(at + 4, len(data))):
        if data[start] & 0xC0 != 0x80:
            return start
    return at


def _window_end(data: bytes, start: int, wanted: int, encoding: str) -> int:
    if wanted >= len(data):
        return len(data)
    if encoding != "utf-8":
        return wanted - (wanted - start) % 2
    line_end = data.rfind(b"\n", start, wanted)
    return line_end + 1 if line_end >= 0 else max(start + 1, _character_start(data, wanted, encoding))
