"""``python -m bench [T1 T5 ...] [--quick]``: one line a target, exit status 1 when one is missed."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable

from .verdict import QUICK, Effort, Verdict

TARGETS = {
    "T1": "start",
    "T2": "start",
    "T3": "modules",
    "T4": "start",
    "T5": "idle",
    "T6": "idle",
    "T7": "live",
    "T8": "streamed",
    "T9": "flood",
    "T10": "flood",
    "T11": "memory",
    "T12": "keys",
    "T13": "keys",
    "T14": "tree",
    "T15": "queries",
    "T16": "statements",
    "T17": "attach",
    "T19": "engine",
    "R1": "report",
}
"""Targets and the modules that measure them, in functions of the same name."""


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="bench", description="Measures what a user feels.")
    parser.add_argument("targets", nargs="*", metavar="T", help=f"all of {' '.join(TARGETS)} by default")
    parser.add_argument("--quick", action="store_true", help="few samples, for development")
    asked = parser.parse_args()
    unknown = [target for target in asked.targets if target not in TARGETS]
    if unknown:
        parser.error(f"there is no program for {', '.join(unknown)}; there is one for {', '.join(TARGETS)}")
    effort = QUICK if asked.quick else Effort()
    return max([_tell(program(target)(effort)) for target in asked.targets or TARGETS])


def program(target: str) -> Callable[[Effort], Verdict]:
    """The function that measures a target."""
    found: Callable[[Effort], Verdict] = getattr(importlib.import_module(f"bench.{TARGETS[target]}"), target.lower())
    return found


def _tell(verdict: Verdict) -> int:
    print(verdict.line(), flush=True)
    return int(not verdict.ok)


if __name__ == "__main__":
    sys.exit(main())
