"""Small and odd file systems for a piece of a test, in a mount namespace of its own."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@functools.cache
def _allowed() -> bool:
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    return (
        subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0
    )


needs_mounts = pytest.mark.skipif("not __import__('mounts')._allowed()", reason="mounting needs root and unshare")


def python_in(folder: Path, mount: str, code: str) -> str:
    """What ``code`` prints, run by this Python where ``mount`` (a shell line) was done first, in ``folder``."""
    tests = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": f"{tests.parent / '.src'}:{tests}"}
    script = f'{mount} && exec {sys.executable} -c "$CODE"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script],
        cwd=folder,
        env={**environment, "CODE": code},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
