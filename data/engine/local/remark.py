"""Remarks in the log of a run; a disk that is full must not end what writes them."""

from __future__ import annotations

import contextlib
import os
import time

_STDERR = 2


def remark(text: str) -> None:
    """Append a line with the time to this process's log, if that is possible."""
    line = f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n"
    with contextlib.suppress(OSError):
        os.write(_STDERR, line.encode("utf-8", "replace"))
