"""A project beside whose large store lies an event file of a million lines that nobody has read yet."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from wave_tui.data.events.lock import take_lock

from .place import KEPT
from .shape import MODELS, PERSONAS, PIPELINES, STEPS, sayings
from .store import SPAN_SECONDS, kept_project

FORMAT = 1
"""Raised when the lines change, so that a kept file is made anew."""


@contextmanager
def unread_project(preset: str, lines: int, runs: int = 1) -> Iterator[Path]:
    """A copy of a preset's project with such a file in its event directory; removed afterwards."""
    file = kept_lines(lines, runs)
    with tempfile.TemporaryDirectory(prefix="wave-tui-bench-", dir=KEPT) as scratch:
        folder = Path(scratch) / "project"
        shutil.copytree(kept_project(preset), folder, ignore=shutil.ignore_patterns("wave-tui.db*"))
        events = folder / ".agents" / "events"
        events.mkdir(exist_ok=True)
        os.link(file, events / "all.ndjson")
        yield folder


def forget(project: Path) -> None:
    """Remove what was read of event files, as if the project were looked at for the first time."""
    lock = take_lock(project / ".agents", wait=True)
    for file in (project / ".agents").glob("wave-tui.db*"):
        file.unlink()
    if lock:
        lock.release()


def kept_lines(lines: int, runs: int = 1) -> Path:
    """An event file of so many lines of so many runs, made when it is not there; not to be written to."""
    file = KEPT / f"lines-{lines}-{runs}-{FORMAT}.ndjson"
    if not file.exists():
        KEPT.mkdir(exist_ok=True)
        part = file.with_suffix(".part")
        part.write_bytes(b"".join(_lines(lines, runs)))
        part.replace(file)
    return file


def _lines(count: int, runs: int, *, seed: int = 3) -> Iterator[bytes]:
    """Runs one after the other, spread over as long as those of the store."""
    random = Random(seed)
    said, each, now = sayings(random), count // runs, int(time.time())
    for run in range(runs):
        started = now - 10_800 - SPAN_SECONDS * (runs - 1 - run) // runs
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(started))
        name = f"{random.choice(PIPELINES)}-{stamp}-{random.getrandbits(16):04x}"
        for number in range(each):
            line = _line(random, said, name, number / each, started)
            yield json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _line(random: Random, said: list[tuple[str, str]], run: str, share: float, started: int) -> dict[str, object]:
    """A line of a run of which this share is done."""
    step = int(share * len(STEPS))
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(started + 600 * share))
    line: dict[str, object] = {"timestamp": f"{moment}.{random.randrange(1000):03}Z", "pipeline_id": run}
    if share == 0:
        return {**line, "state": "started", "message": "input=a", "total_steps": len(STEPS)}
    state, text = ("running", f"Starting {PERSONAS[step]}") if random.random() < 0.001 else random.choice(said)
    tool, _, target = text.partition(" ")
    used = {"tool_name": tool, "tool_target": target} if state == "stream_activity" else {"tokens_used": 50}
    who = {"step_id": STEPS[step], "state": state, "message": text, "persona": PERSONAS[step], "adapter": "claude"}
    return {**line, **who, **used, "estimated_time_ms": 0, "model": MODELS[step % 3], "configured_model": "balanced"}
