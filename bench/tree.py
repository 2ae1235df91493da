"""T14: the tree with ten thousand visible rows."""

from __future__ import annotations

import sys
import time

from .process import cpu_seconds
from .terminal import Program
from .verdict import Effort, Verdict, at_most, middle

ROWS = 10_000
WINDOW = 0.25
"""Seconds in which a key's work is done."""


def t14(effort: Effort) -> Verdict:
    """Processor time of unfolding, folding and inserting, without what the app spends anyhow."""
    with Program((sys.executable, "-m", "bench.tree_app", str(ROWS)), awaited="task 2") as program:
        program.wait_awaited()
        program.quiet(0.5)
        count = max(5, effort.keys // 10)
        spent: dict[str, list[float]] = {"": [], "h": [], "l": [], "i": []}
        for _ in range(count):
            for key, found in spent.items():
                found.append(_cost(program, key))
    still = middle(spent[""])
    names = {"l": "expand", "h": "collapse", "i": "insert"}
    checks = tuple(at_most(name, (middle(spent[key]) - still) * 1e3, 16.7, "ms CPU") for key, name in names.items())
    return Verdict("T14", checks, f"medians, n={count} each; {ROWS} rows in a panel of 120x40")


def _cost(program: Program, key: str) -> float:
    before = cpu_seconds(program.pid)
    if key:
        program.press(key)
    time.sleep(WINDOW)
    return cpu_seconds(program.pid) - before
