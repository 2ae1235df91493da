"""The lease of a run: a write lock that the kernel lets go when its holder is gone, however it went."""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path

_FLOCK = "hhqqi0q"
_MODE = 0o644


class Lease:
    """A held lease; it ends with ``release`` or with the process, and no child inherits it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let the lease go."""
        os.close(self._descriptor)


def take(path: Path) -> Lease | None:
    """The lease on the file, which is made if need be; None when somebody holds it. Raises OSError.

    Everybody may read the file, so that another user can ask whether it is held.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, _MODE)
    try:
        os.fchmod(descriptor, _MODE)
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _whole_file())
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return Lease(descriptor)


def is_held(path: Path) -> bool | None:
    """True when somebody holds the lease, False when nobody does, None when it cannot be told from here."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        answer = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, _whole_file())
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return bool(struct.unpack(_FLOCK, answer)[0] != fcntl.F_UNLCK)


def _whole_file() -> bytes:
    return struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
