"""T17: a file of a million lines is there that nobody has read yet."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from wave_tui.data.sqlite import sqlite3

from . import lnav
from .deck import deck, floor
from .keys import press_one
from .million import forget, kept_lines, unread_project
from .process import load
from .start import Start, start
from .verdict import Check, Effort, Verdict, at_most, middle, p95

_ROUNDS = 12


def t17(effort: Effort) -> Verdict:
    """First paint beside it, the rate at which it is indexed, and keys meanwhile."""
    with unread_project("large", effort.million) as project:
        checks = [*_paint(project, effort), _keys(project, effort)]
        rate, detail = _rate(project, effort)
    return Verdict("T17", (*checks, *rate), f"{effort.million} lines; {detail}; {load()}")


def _paint(project: Path, effort: Effort) -> tuple[Check, ...]:
    pairs = [(_first(project), start(floor)) for _ in range(effort.starts)]
    wall, cpu = (
        middle([getattr(ours, name) / getattr(least, name) for ours, least in pairs]) for name in ("wall", "cpu")
    )
    return at_most("first paint", wall, 1.30, "× S"), at_most("its CPU", cpu, 1.30, "× S")


def _first(project: Path) -> Start:
    forget(project)
    return start(lambda: deck(project))


def _keys(project: Path, effort: Effort) -> Check:
    """Keys pressed while the file is being indexed, which takes seconds: so it is, again and again."""
    found: list[float] = []
    for _ in range(_ROUNDS):
        forget(project)
        found += _while_indexed(project, effort.keys - len(found))
    return at_most(f"{len(found)} keys meanwhile, p95", p95(found) * 1e3, 33, "ms")


def _while_indexed(project: Path, count: int) -> list[float]:
    chance, found = random.Random(17), list[float]()
    with deck(project) as program:
        program.wait_awaited()
        program.quiet(0.3, at_most=1)
        while len(found) < count and _is_unfinished(project):
            pressed = press_one(program, "down" if len(found) // 8 % 2 == 0 else "up", chance)
            found += [] if pressed is None else [pressed[0]]
    return found


def _is_unfinished(project: Path) -> bool:
    try:
        with closing(sqlite3.connect(project / ".agents" / "wave-tui.db", timeout=0.1)) as sidecar:
            return sidecar.execute("SELECT done < size FROM event_file").fetchall() != [(0,)]
    except sqlite3.Error:
        return True


def _rate(project: Path, effort: Effort) -> tuple[tuple[Check, ...], str]:
    """How fast the stream of one run is indexed, and for comparison a file that ten thousand runs share."""
    file = kept_lines(effort.million)
    pairs = [(_indexed(project), lnav.seconds(file)) for _ in range(max(1, effort.starts // 2))]
    with unread_project("small", effort.million, effort.million // 100) as shared:
        mixed = _indexed(shared)
    ours = middle([rate for rate, _ in pairs])
    words = f"{ours:.0f} lines/s of one core's time, {mixed:.0f} with 100 lines a run"
    ratios = [rate * seconds / effort.million for rate, seconds in pairs if seconds is not None]
    if not ratios:
        return (), f"{words}; lnav is not installed"
    return (Check("lines/s ≥ 1.00 × lnav's", f"{middle(ratios):.2f} ×", middle(ratios) >= 1.0),), words


def _indexed(project: Path) -> float:
    """Lines for each second of a core's time."""
    forget(project)
    command = [sys.executable, "-m", "bench.index", str(project)]
    lines, spent = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(lines) / float(spent)
