"""R1: what reporting costs a program: an update that is held back, one that is written, the import, a shell's call."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from wave_tui.data.report import Reporter, operation

from .verdict import Effort, Verdict, at_most, middle, p95

SUPPRESSED, WRITTEN, IMPORT = 20.0, 100.0, 15.0
"""Microseconds, microseconds, milliseconds."""
_EACH = 2_000
_API = "import wave_tui.data.report"


def r1(effort: Effort) -> Verdict:
    """Medians and the value that 95 % of updates do not exceed."""
    with tempfile.TemporaryDirectory(prefix="wave-tui-bench-") as scratch:
        (Path(scratch) / ".wave").mkdir()
        suppressed = _updates(scratch, 3600.0, effort.starts)
        written = _updates(scratch, 0.0, effort.starts)
        shell = [_seconds("emit", scratch) for _ in range(effort.starts)]
    pairs = [(_seconds("bare"), _seconds("api")) for _ in range(3 * effort.starts)]
    above = middle([ours for _, ours in pairs]) - middle([bare for bare, _ in pairs])
    checks = (
        at_most("suppressed update", middle(suppressed) * 1e6, SUPPRESSED, "µs"),
        at_most("written update, p95", p95(written) * 1e6, WRITTEN, "µs"),
        at_most("import above bare Python", above * 1000, IMPORT, "ms"),
    )
    return Verdict(
        "R1",
        checks,
        f"n={effort.starts * _EACH} updates; written median {middle(written) * 1e6:.0f} µs; "
        f"a call of emit takes {middle(shell) * 1000:.0f} ms, Python itself {middle([b for b, _ in pairs]) * 1000:.0f}",
    )


def _updates(folder: str, interval: float, rounds: int) -> list[float]:
    """Seconds of each update of a level with a counter, a message and a metric."""
    with operation("bench", reporter=Reporter(folder, interval=interval)) as job:
        level = job.level("song", "s", total=rounds * _EACH + 1)
        level.update(0)

        def one(count: int) -> None:
            level.update(count, "reading a row")

        return [_took(one, count) for count in range(1, rounds * _EACH)]


def _took(call: Callable[[int], None], count: int) -> float:
    began = time.perf_counter()
    call(count)
    return time.perf_counter() - began


def _seconds(what: str, folder: str = ".") -> float:
    """Seconds that a process takes; compiled modules are there, as after an install."""
    commands = {
        "bare": (sys.executable, "-c", "pass"),
        "api": (sys.executable, "-c", _API),
        "emit": (str(Path(sys.executable).with_name("wave-tui")), "emit", "progress", "bench", "3/10"),
    }
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    began = time.perf_counter()
    subprocess.run(commands[what], cwd=folder, env=environ, check=True)
    return time.perf_counter() - began
