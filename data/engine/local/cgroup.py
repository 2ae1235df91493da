"""Control groups for the commands of a run, where this user was given some: one write kills all of a command at once.

They are a help and never needed: what is not in its group is found as a descendant all the same.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

PREFIX = "wave"
_MARKS = ("user.delegate", "trusted.delegate")


class Group:
    """The group of one command, below the one that this process is in."""

    def __init__(self, folder: Path) -> None:
        """Make the group. Raises OSError."""
        self._folder = folder
        self._is_ours_alone = False
        folder.mkdir()

    @contextlib.contextmanager
    def births(self) -> Iterator[None]:
        """What is started inside of the block belongs to the group from its first moment on."""
        me = str(os.getpid())
        with contextlib.suppress(OSError):
            (self._folder / "cgroup.procs").write_text(me)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                (self._folder.parent / "cgroup.procs").write_text(me)
                self._is_ours_alone = True

    def kill(self) -> None:
        """Kill every process of the group; never while this process could not leave it."""
        with contextlib.suppress(OSError):
            if self._is_ours_alone:
                (self._folder / "cgroup.kill").write_text("1")

    def remove(self) -> None:
        """Remove the group; one that still has processes stays."""
        with contextlib.suppress(OSError):
            self._folder.rmdir()


def new_group(parent: Path | None, name: str) -> Group | None:
    """A group of that name below the parent, None when there is none to be had."""
    with contextlib.suppress(OSError):
        return Group(parent / name) if parent else None
    return None


def remove_left(parent: Path | None, pid: int) -> None:
    """Remove the empty groups of a process that could not do it any more."""
    for folder in parent.glob(f"{PREFIX}-{pid}-*") if parent else ():
        with contextlib.suppress(OSError):
            folder.rmdir()


def delegated() -> Path | None:
    """The group of this process when it may be divided by its user: owned by a user or marked as handed over."""
    folder = _own_folder()
    if folder is None or not (folder / "cgroup.kill").exists():
        return None
    if not (os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK)):
        return None
    return folder if _is_handed_over(folder) else None


def _is_handed_over(folder: Path) -> bool:
    if os.stat(folder).st_uid == os.geteuid() != 0:
        return True
    for mark in _MARKS:
        with contextlib.suppress(OSError):
            if os.getxattr(folder, mark) == b"1":
                return True
    return False


def _own_folder() -> Path | None:
    """Where the kernel shows this process's group of version 2."""
    try:
        groups = Path("/proc/self/cgroup").read_text().splitlines()
        mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError:
        return None
    path = next((line[3:] for line in groups if line.startswith("0::")), None)
    point = next((line.split(" ")[4] for line in mounts if " - cgroup2 " in line), None)
    return Path(point + path) if path is not None and point is not None else None
