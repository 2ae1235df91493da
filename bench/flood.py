"""T9, T10: an engine that commits a thousand events a second."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .deck import deck
from .process import cpu_seconds, memory
from .store import LIVE, project_copy
from .terminal import Program
from .verdict import Effort, Verdict, at_most

_NUMBER = re.compile(r"event (\d{7})")
LAST = "last-of-all"


@dataclass(frozen=True, slots=True)
class Flood:
    """What a flood cost: shares of one core, seconds from the last commit to the screen (None: never), per second."""

    cpu: float
    late: float | None
    bytes: float
    frames: float
    gaps: int
    grown: int


def t9(effort: Effort) -> Verdict:
    """The cost does not depend on what lies behind, and the end is seen at once."""
    count = int(1000 * effort.seconds)
    few, many = flood("small", 1000, count), flood("large", 1000, count)
    late = max((one.late if one.late is not None else float("inf")) for one in (few, many))
    checks = (
        at_most("CPU", many.cpu * 100, 10, "%"),
        at_most("CPU 1 M / 2 k behind", many.cpu / few.cpu, 1.2),
        at_most("last event after", late * 1e3, 300, "ms"),
        at_most("frames", many.frames, 12, "/s"),
        at_most("gaps in what is shown", few.gaps + many.gaps, 0),
    )
    return Verdict("T9", checks, f"{count} events, one commit each; {many.bytes / 1e3:.0f} kB/s")


def t10(effort: Effort) -> Verdict:
    """More events, not more bytes."""
    slow, fast = (flood("small", rate, int(rate * effort.seconds)) for rate in (300, 3000))
    detail = f"{effort.seconds:.0f} s each; {fast.bytes / 1e3:.1f} of {slow.bytes / 1e3:.1f} kB/s"
    return Verdict("T10", (at_most("bytes at 3000/s / at 300/s", fast.bytes / slow.bytes, 1.2),), detail)


def flood(preset: str, rate: float, count: int, *, batch: int = 1) -> Flood:
    """Write events from another process while a deck shows the run."""
    with project_copy(preset, running=1) as project, deck(project, awaited=LIVE[-4:]) as program:
        program.wait_awaited()
        program.quiet(0.5, at_most=4)
        program.look()
        before, began = _counts(program), time.monotonic()
        writer = _writing(project, rate, count, batch)
        seen = program.when(lambda screen: screen.shows(LAST), count / rate * 3 + 10)
        after, took = _counts(program), time.monotonic() - began
        written, _ = writer.communicate(timeout=60)
        program.quiet(0.3, at_most=2)
        program.look()
        late = None if seen is None else max(0.0, seen - float(written))
        cpu, size, frames, grown = (b - a for a, b in zip(before, after, strict=True))
        return Flood(cpu / took, late, size / took, frames / took, _gaps(program), int(grown))


def _counts(program: Program) -> tuple[float, float, float, float]:
    return cpu_seconds(program.pid), program.bytes, program.frames, memory(program.pid)


def _gaps(program: Program) -> int:
    """How many of the numbered events are missing between the first and the last on the screen."""
    numbers = [int(found) for found in _NUMBER.findall(program.screen.text())]
    return sum(later != earlier + 1 for earlier, later in zip(numbers, numbers[1:], strict=False)) if numbers else 1


def _writing(project: Path, rate: float, count: int, batch: int) -> subprocess.Popen[str]:
    store = project / ".agents" / "state.db"
    numbers = ["--rate", str(rate), "--count", str(count), "--batch", str(batch), "--last", LAST]
    command = [sys.executable, "-m", "bench.writer", str(store), LIVE, *numbers]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
