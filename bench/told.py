"""Projects in which, beside the store, event files have told of a thousand runs."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from wave_tui.data.events.catch_up import catch_up
from wave_tui.data.project import find_project

from .place import KEPT
from .shape import PERSONAS, PIPELINES, STEPS, sayings
from .store import FORMAT as STORE_FORMAT
from .store import SPAN_SECONDS, kept_project, project_copy

FORMAT = 1
"""Raised when the files change, so that kept ones are made anew."""
RUNS = 1_000
_LINES = 20


def told_project(name: str) -> Path:
    """A preset's project with event files that are all taken in, made when it is not there; not to be written to."""
    folder = KEPT / f"{name}-{STORE_FORMAT}-told-{FORMAT}"
    if not (folder / "whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(kept_project(name), folder, ignore=shutil.ignore_patterns("wave-tui.db*", "whole"))
        tell(folder, RUNS)
        (folder / "whole").touch()
    return folder


@contextmanager
def told_copy(name: str, *, running: int = 0) -> Iterator[Path]:
    """A copy of a preset's project with event files beside it; removed afterwards."""
    with project_copy(name, running=running) as folder:
        tell(folder, RUNS)
        yield folder


def tell(folder: Path, runs: int, *, seed: int = 2, now: int = 0) -> None:
    """Write an event file for each of so many runs, which ended before ``now`` (default: this moment), and index it."""
    random, now = Random(seed), now or int(time.time())
    said, events = sayings(random, 500), folder / ".agents" / "events"
    events.mkdir()
    for index in range(runs):
        started = now - 10_800 - SPAN_SECONDS * (runs - 1 - index) // runs
        run = f"{random.choice(PIPELINES)}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime(started))}-{index:04x}"
        file = events / f"{run}.ndjson"
        file.write_text("".join(f"{json.dumps(line)}\n" for line in _lines(random, said, run, started)))
        os.utime(file, (started + 600, started + 600))
    catch_up(find_project(folder, folder))


def _lines(random: Random, said: list[tuple[str, str]], name: str, started: int) -> list[dict[str, object]]:
    run: dict[str, object] = {"pipeline_id": name}
    steps = len(STEPS)
    lines = [{**run, "timestamp": _time(started), "state": "started", "message": "input=a", "total_steps": steps}]
    for number, (step, persona) in enumerate(zip(STEPS, PERSONAS, strict=True)):
        own, began = {**run, "step_id": step, "persona": persona}, started + 90 * number
        lines.append({**own, "timestamp": _time(began), "state": "running", "message": "Starting"})
        for state, text in random.sample(said, max(1, (_LINES - 2) // steps - 2)):
            lines.append({**own, "timestamp": _time(began + 30), "state": state, "message": text})
        lines.append({**own, "timestamp": _time(began + 80), "state": "completed", "tokens_used": 900})
    ended = "failed" if random.random() < 0.14 else "completed"
    return [*lines, {**run, "timestamp": _time(started + 90 * steps), "state": ended, "message": "done"}]


def _time(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
