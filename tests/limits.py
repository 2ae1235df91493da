"""Python with few inotify instances or watches, in a user namespace of its own."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_LIMITS = "/proc/sys/user"


@functools.cache
def _allowed() -> bool:
    if shutil.which("unshare") is None:
        return False
    script = f"echo 7 > {_LIMITS}/max_inotify_watches"
    return subprocess.run(["unshare", "-Ur", "sh", "-c", script], capture_output=True).returncode == 0


needs_limits = pytest.mark.skipif(
    "not __import__('limits')._allowed()", reason="setting limits needs unshare and user namespaces"
)


def python_with(limit: str, number: int, code: str, *arguments: str) -> str:
    """What ``code`` prints where ``limit`` (max_inotify_instances or max_inotify_watches) is ``number``."""
    tests = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": f"{tests.parent / '.src'}:{tests}", "CODE": code}
    script = f'echo {number} > {_LIMITS}/{limit} && exec {sys.executable} -c "$CODE" "$@"'
    done = subprocess.run(
        ["unshare", "-Ur", "sh", "-c", script, "sh", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
