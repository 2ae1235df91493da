"""Which machine and which boot this is, and its clock that nobody sets."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

_BOOT_ID = "/proc/sys/kernel/random/boot_id"


@dataclass(frozen=True, slots=True)
class Machine:
    """This machine now: ``boot`` names the boot, ``uptime`` is seconds since then, sleep included."""

    boot: str
    host: str
    uptime: float


def this_machine() -> Machine:
    """The machine this process runs on; an empty boot id never equals a stored one."""
    return Machine(boot_id(), os.uname().nodename, time.clock_gettime(time.CLOCK_BOOTTIME))


def boot_id() -> str:
    """The random id that the kernel drew at boot, "" when it is not told."""
    try:
        with open(_BOOT_ID, encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""
