"""Format and size of a picture from its first bytes; nothing is decoded."""

from __future__ import annotations

import struct
from collections.abc import Callable

_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def image_facts(head: bytes) -> tuple[str, str] | None:
    """Format and size ("640 × 480 pixels", or why it is unknown) of a PNG, JPEG, GIF, WebP or BMP, else None."""
    for magic, name, measure in _FORMATS:
        if head.startswith(magic) and _is_whole(name, head):
            size = measure(head)
            return name, f"{size[0]} × {size[1]} pixels" if size else "unknown: its header is damaged"
    return None


def _is_whole(name: str, head: bytes) -> bool:
    """True unless the short beginnings of WebP and BMP are those of something else."""
    return {"WebP": head[8:12] == b"WEBP", "BMP": head[6:10] == bytes(4)}.get(name, True)


def _png(head: bytes) -> tuple[int, int] | None:
    return _two(">II", head, 16) if head[12:16] == b"IHDR" else None


def _gif(head: bytes) -> tuple[int, int] | None:
    return _two("<HH", head, 6)


def _bmp(head: bytes) -> tuple[int, int] | None:
    size = _two("<ii", head, 18)
    return (size[0], abs(size[1])) if size else None


def _webp(head: bytes) -> tuple[int, int] | None:
    if head[12:16] == b"VP8X" and len(head) >= 30:
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L" and len(head) >= 25:
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    size = _two("<HH", head, 26) if head[12:16] == b"VP8 " else None
    return (size[0] & 0x3FFF, size[1] & 0x3FFF) if size else None


def _jpeg(head: bytes) -> tuple[int, int] | None:
    """The size stands in the first start-of-frame segment; the segments before it are skipped by their length."""
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if marker in _JPEG_SIZES:
            size = _two(">HH", head, at + 5)
            return (size[1], size[0]) if size else None
        at += 2 + max(length, 2)
    return None


def _two(layout: str, head: bytes, at: int) -> tuple[int, int] | None:
    if len(head) < at + struct.calcsize(layout):
        return None
    first, second = struct.unpack_from(layout, head, at)
    return int(first), int(second)


_FORMATS: tuple[tuple[bytes, str, Callable[[bytes], tuple[int, int] | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG", _png),
    (b"\xff\xd8\xff", "JPEG", _jpeg),
    (b"GIF87a", "GIF", _gif),
    (b"GIF89a", "GIF", _gif),
    (b"RIFF", "WebP", _webp),
    (b"BM", "BMP", _bmp),
)
