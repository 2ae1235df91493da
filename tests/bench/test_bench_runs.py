"""The benches that count instead of timing: what they found stays true."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_MODULES = 140
"""Modules before the first frame beyond those of the least app. The target is 40; rooms of small files take more."""


def printed(code: str, scratch: Path) -> list[str]:
    """The lines that a piece of bench code prints; its stores and compiled modules go into the scratch folder."""
    environ = {**os.environ, "TMPDIR": str(scratch)}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=180
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def test_t3_no_package_that_can_wait_is_imported_before_the_first_frame(tmp_path: Path) -> None:
    code = (
        "from bench.modules import early, found\n"
        "ours, theirs = found('small')\n"
        "print(*early(ours))\n"
        "print(len(ours) - len(theirs))"
    )
    packages, beyond = printed(code, tmp_path)[-2:]
    assert packages == ""
    assert int(beyond) <= MOST_MODULES


def test_t15_no_statement_sorts_or_reads_a_table_to_its_end(tmp_path: Path) -> None:
    code = "from bench.queries import bad_plans\nprint('found', *bad_plans('small'), sep='; ')"
    assert printed(code, tmp_path)[-1] == "found"


def test_t16_an_idle_tick_is_one_statement_and_a_change_three_queries(tmp_path: Path) -> None:
    code = "from bench.statements import t16\nfrom bench.verdict import QUICK\nprint(t16(QUICK, 'small').line())"
    verdict = printed(code, tmp_path)[-1]
    assert " OK " in verdict, verdict
