"""Is a process of this machine alive, whoever owns it?"""

from __future__ import annotations

import os


def process_alive(pid: int) -> bool | None:
    """True or False for a process id of this machine, None when the number cannot name a process.

    A process of another user answers with EPERM and is alive. A zombie counts as alive until it is reaped.
    """
    if pid <= 0:
        return None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    except (OverflowError, OSError):
        return None
    return True
