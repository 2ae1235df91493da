"""Running a piece of a test as another user, where this machine allows it."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

OWNER, VIEWER = 1_000, 2_000
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="changing the user needs root")


def as_user(uid: int, work: Callable[[], object]) -> str:
    """What ``work`` returned as text, run in a child process with another user id; its error text when it failed."""
    return start_as_user(uid, work)()


def start_as_user(uid: int, work: Callable[[], object]) -> Callable[[], str]:
    """The same in two halves: starts the child and gives back what waits for its answer."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        try:
            _become(uid)
            answer = str(work())
        except BaseException:
            answer = traceback.format_exc()
        os.write(write, answer.encode()[:60_000])
        os._exit(0)
    os.close(write)

    def finish() -> str:
        with os.fdopen(read, "rb") as pipe:
            answer = pipe.read().decode()
        os.waitpid(child, 0)
        return answer

    return finish


def open_to_all(folder: Path) -> None:
    """Let other users reach the folder through the private parents that pytest makes."""
    for parent in [folder, *folder.parents]:
        if parent.stat().st_uid == os.geteuid() and parent != parent.parent:
            parent.chmod(parent.stat().st_mode | 0o055)


def _become(uid: int) -> None:
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
    os.umask(0o022)
