"""T15: a filter keystroke over fifty thousand runs, the time of every hot statement, and the plan of every one."""

from __future__ import annotations

import random
import re
import time
from contextlib import closing
from pathlib import Path

from wave_tui.data.project import find_project
from wave_tui.data.reading.reader import ProjectReader

from .deck import deck
from .recorder import Executed, recorded
from .scenario import filters, moves
from .store import LIVE, kept_project
from .terminal import Program
from .told import told_copy
from .verdict import Effort, Verdict, at_most, middle, nothing, p95
from .writer import Writer

WORDS = ("feature", "bug-hunt", "failed", "issues/49", "run-0123", "zzz")
HOT_SECONDS = 0.001
_TABLE_SCAN = re.compile(r"SCAN (?!CONSTANT|\()(\w+)$")
_MADE_ON_THE_WAY = frozenset({"page", "lead", "tree", "chain", "near", "living"})


def t15(effort: Effort) -> Verdict:
    """Keys in the deck, statements in a reader of a store and of a sidecar that event files have filled."""
    taken = keystrokes("huge", effort.keys)
    with told_copy("huge", running=1) as project:
        hot = statements(project, asked="moves")
    times: dict[str, list[float]] = {}
    for one in hot:
        times.setdefault(one.sql, []).append(one.seconds)
    slow = sorted({one.name for one in hot if middle(times[one.sql]) > HOT_SECONDS})
    checks = (
        at_most("keystroke p95", p95(taken) * 1e3, 33, "ms"),
        nothing("hot statement over 1 ms", slow),
        nothing("plan with a sort or a scan", bad_plans("huge")),
    )
    worst = max(middle(found) for found in times.values())
    return Verdict(
        "T15", checks, f"n={len(taken)} keys, p50 {middle(taken) * 1e3:.1f} ms; slowest {worst * 1e3:.2f} ms"
    )


def bad_plans(preset: str) -> list[str]:
    """Statements of which a plan sorts, or reads a table without an index."""
    with told_copy(preset, running=1) as project:
        found = [
            *statements(project, asked="moves", plans=True, times=0),
            *statements(project, asked="filters", plans=True, times=0),
        ]
    return sorted({f"{one.name}: {step}" for one in found for step in one.plan if _is_bad(step, one.sql)})


def statements(project: Path, *, asked: str, plans: bool = False, times: int = 5) -> list[Executed]:
    """What a reader executes for the moves or the filters of a user; with ``plans`` from its very first question on."""
    found: list[Executed] = []
    reads, writes = ProjectReader(find_project(project, project)), Writer(project / ".agents" / "state.db")
    with closing(reads) as reader, closing(writes) as writer:
        for number in range(times + 1):
            with recorded(plans=plans) as found_now:
                moves(reader, writer, LIVE) if asked == "moves" else filters(reader)
            found += found_now if number or plans else []
    return found


def keystrokes(preset: str, count: int) -> list[float]:
    """Seconds from a key in the filter to the list that answers it."""
    chance = random.Random(9)
    found: list[float] = []
    with deck(kept_project(preset)) as program:
        program.wait_awaited()
        program.quiet(0.5, at_most=4)
        program.press("/")
        program.quiet(0.3, at_most=2)
        while len(found) < count:
            for word in WORDS:
                found += [_keystroke(program, word[:end], chance) for end in range(1, len(word) + 1)]
                for _ in word:
                    program.press("\x7f")
                    program.quiet(0.1, at_most=1)
    return found[:count]


def _keystroke(program: Program, typed: str, chance: random.Random) -> float:
    program.quiet(0.06, at_most=1)
    time.sleep(chance.random() * 0.03)
    program.look()
    began = program.press(typed[-1])
    seen = program.when(lambda screen: any(f"/{typed} " in line for line in screen.display[:8]), 2.0)
    return (seen if seen is not None else began + 2.0) - began


def _is_bad(step: str, sql: str) -> bool:
    """A sort, or a table read from end to end without an index and without a LIMIT."""
    scanned = _TABLE_SCAN.match(step)
    endless = scanned is not None and scanned[1] not in _MADE_ON_THE_WAY and " LIMIT " not in sql
    return endless or "TEMP B-TREE" in step
