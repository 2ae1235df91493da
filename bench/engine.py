"""T19: what a run costs besides its own commands, and that nothing of it survives a cancel."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wave_tui.data.engine.local.engine import LocalEngine
from wave_tui.data.engine.local.owner import Owner
from wave_tui.data.engine.local.processes import descendants
from wave_tui.data.engine.local.reap import left_over, read_unfinished

from .engine_run import begin, engine_for
from .process import cpu_seconds, load
from .verdict import Check, Effort, Verdict, at_most

STEPS = 100
TREE = 50
SETTLED = 2.0
_SAMPLES = 5
"""The least of them counts: what else goes on at the machine only ever adds processor time."""
_PATIENCE = 20.0
_FORK = f"for n in $(seq {TREE}); do sleep 600 & done; wait"


def t19(effort: Effort) -> Verdict:
    """A hundred steps that do nothing, an idle run, a tree of fifty processes that is cancelled."""
    alone = min(_run(1) for _ in range(_SAMPLES))
    many = min(_run(STEPS) for _ in range(_SAMPLES))
    bare = min(_bare(STEPS) for _ in range(_SAMPLES)) / STEPS
    cpu, size = _idle(effort.seconds)
    left, took = _cancelled_tree()
    checks = (
        at_most("CPU per step", 1000 * ((many - alone) / (STEPS - 1) - bare), 5, "ms"),
        Check(f"{TREE} cancelled leave 0", f"{left} after {took:.1f} s", left == 0),
        at_most("idle CPU", 100 * cpu, 0.2, "%"),
        at_most("memory", size / 1e6, 30, "MB"),
    )
    detail = f"least of {_SAMPLES}; a run of 1 step {1000 * alone:.0f} ms, a bare sh {1000 * bare:.1f} ms; {load()}"
    return Verdict("T19", checks, detail)


def _run(steps: int) -> float:
    command = [sys.executable, "-m", "bench.engine_run", str(steps)]
    return float(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout)


def _bare(count: int) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(count):
        subprocess.run(["sh", "-c", "true"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _idle(seconds: float) -> tuple[float, int]:
    """Processor share and bytes of guardian and supervisor of a run whose step sleeps."""
    with _running("sleep 600") as (_, owner):
        pids = (owner.pid, _parent(owner.pid))
        time.sleep(SETTLED)
        before, began = sum(map(cpu_seconds, pids)), time.monotonic()
        time.sleep(seconds)
        share = (sum(map(cpu_seconds, pids)) - before) / (time.monotonic() - began)
        return share, sum(map(_proportional, pids))


def _cancelled_tree() -> tuple[int, float]:
    """Processes that are left of a run of fifty, and how long that took."""
    with _running(_FORK) as (engine, owner):
        until = time.monotonic() + _PATIENCE
        while len(descendants(owner.pid)) < TREE and time.monotonic() < until:
            time.sleep(0.02)
        began = time.monotonic()
        engine.cancel(owner.run_id)
        while read_unfinished(engine.project.store) and time.monotonic() < until:
            time.sleep(0.02)
        took = time.monotonic() - began
        while (left := len(left_over(owner))) and time.monotonic() < until:
            time.sleep(0.02)
        return left, took


@contextmanager
def _running(script: str) -> Iterator[tuple[LocalEngine, Owner]]:
    """A run that has begun; it is over afterwards."""
    with tempfile.TemporaryDirectory(prefix="wave-tui-bench-") as folder:
        engine = engine_for(Path(folder), script)
        begin(engine)
        owners = read_unfinished(engine.project.store)
        try:
            yield engine, owners[0]
        finally:
            for owner in read_unfinished(engine.project.store):
                engine.cancel(owner.run_id, force=True)
            while read_unfinished(engine.project.store) or left_over(owners[0]):
                time.sleep(0.02)


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _proportional(pid: int) -> int:
    """Bytes of a process, those that it shares with others divided among them."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
