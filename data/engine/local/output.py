"""Keeps a growing output file within its limit: its head and its newest part stay, what is between is left out."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

LIMIT = 256 * 1024 * 1024
_SCARCE_LIMIT = 1024 * 1024
_SCARCE_SHARE = 0.05
_CHUNK = 1024 * 1024


def keep_within(path: Path, limit: int = LIMIT) -> None:
    """Shorten the file to three quarters of the limit when it is larger; writers that append go on unharmed.

    While less than 5 % of the disk is free, a mebibyte must do.
    """
    with contextlib.suppress(OSError):
        size = os.stat(path).st_size
        if size > _SCARCE_LIMIT and _is_scarce(path.parent):
            limit = min(limit, _SCARCE_LIMIT)
        if size > limit:
            _shorten(path, limit)


def _is_scarce(folder: Path) -> bool:
    disk = os.statvfs(folder)
    return disk.f_bavail < disk.f_blocks * _SCARCE_SHARE


def _shorten(path: Path, limit: int) -> None:
    head, tail = limit // 2, limit // 4
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        size = os.fstat(descriptor).st_size
        note = f"\n[{size - head - tail} bytes left out here: the output was too long]\n".encode()
        place = head + os.pwrite(descriptor, note, head)
        for begin in range(size - tail, size, _CHUNK):
            content = os.pread(descriptor, min(_CHUNK, size - begin), begin)
            place += os.pwrite(descriptor, content, place)
        os.ftruncate(descriptor, place)
    finally:
        os.close(descriptor)
