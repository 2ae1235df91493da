"""A sidecar that is no database any more is set aside: all that matters in it is read again from the event files."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

_BROKEN = ("not a database", "malformed", "corrupt")


def set_aside(sidecar: Path, error: Exception) -> bool:
    """Rename a broken sidecar so that a new one is made; False when the error is another one or renaming fails."""
    if not any(word in str(error).lower() for word in _BROKEN):
        return False
    try:
        os.rename(sidecar, sidecar.with_name(f"{sidecar.name}.broken-{int(time.time())}"))
    except OSError:
        return False
    for ending in ("-wal", "-shm"):
        with contextlib.suppress(OSError):
            os.unlink(sidecar.with_name(sidecar.name + ending))
    return True
