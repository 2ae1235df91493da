"""One ingester at a time: a lock on a file in the state folder, which the kernel lets go with its holder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

NAME = "wave-tui.lock"
_MODE = 0o640


class Lock:
    """A held lock; it ends with ``release`` or with the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let the lock go."""
        os.close(self._descriptor)


def take_lock(state_folder: Path, *, wait: bool = False) -> Lock | None:
    """The lock of this state folder; None when somebody holds it and ``wait`` does not say to stand by.

    Raises OSError where the folder may not be written.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    descriptor = os.open(state_folder / NAME, flags, _MODE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return Lock(descriptor)
