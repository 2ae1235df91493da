"""Reads a small text file that a user keeps: never a device, never without end."""

from __future__ import annotations

import os
import stat
from pathlib import Path

LIMIT = 1024 * 1024


def read_config(path: Path) -> tuple[str, os.stat_result]:
    """The text of a regular UTF-8 file of at most 1 MiB, and what the system knows of it.

    Raises FileNotFoundError, or OSError whose ``strerror`` completes the words "cannot be read:".
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is no regular file")
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read(LIMIT + 1)
    finally:
        os.close(descriptor)
    if len(content) > LIMIT:
        raise OSError(0, "it is larger than 1 MiB")
    try:
        return content.decode("utf-8-sig"), status
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise OSError(0, f"line {line} is not UTF-8 (byte {error.start})") from error
