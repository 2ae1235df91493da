"""Several Python processes that begin the same thing at the same moment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

TESTS = Path(__file__).parent
PYTHON_PATH = f"{TESTS.parent / '.src'}:{TESTS}"


def begin(code: str, *arguments: object) -> subprocess.Popen[str]:
    """A process that runs the code; it can import the product and the helpers of the tests."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": PYTHON_PATH},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def at_once(code: str, calls: Sequence[Sequence[object]], seconds: float = 50.0) -> list[str]:
    """What the processes print, one for each call; they say ``ready`` and go on when all have said it.

    The code calls ``wait()`` where it is ready.
    """
    wait = "import sys\ndef wait():\n    print('ready', flush=True)\n    sys.stdin.readline()\n"
    processes = [begin(wait + code, *call) for call in calls]
    try:
        for process in processes:
            assert process.stdout is not None and process.stdout.readline() == "ready\n", process.communicate()[1]
        return [_result(*_released(process, seconds)) for process in _all_released(processes)]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _all_released(processes: Sequence[subprocess.Popen[str]]) -> Sequence[subprocess.Popen[str]]:
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return processes


def _released(process: subprocess.Popen[str], seconds: float) -> tuple[int, str, str]:
    said, complaint = process.communicate(timeout=seconds)
    return process.returncode, said, complaint


def _result(status: int, said: str, complaint: str) -> str:
    assert status == 0, complaint
    return said.strip()
