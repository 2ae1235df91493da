"""Reads back what programs reported, and reports with clocks that a test turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wave_tui.data.report import Reporter

SOURCES = Path(__file__).parents[1] / ".src"
Line = dict[str, Any]


@dataclass(slots=True)
class Clock:
    """Time as a test sets it, in unix seconds; the clock that never goes back shows the same."""

    time: float = 1_760_000_000.0

    def now(self) -> float:
        """The time."""
        return self.time


def project(folder: Path) -> Path:
    """A project with a state folder and nothing in it."""
    (folder / ".wave").mkdir(parents=True)
    return folder


def reporter(root: Path, clock: Clock | None = None, interval: float = 2.5) -> Reporter:
    """Reports to a project, with the clock of a test or the real one."""
    if clock is None:
        return Reporter(root, interval=interval)
    return Reporter(root, interval=interval, wall=clock.now, ticks=clock.now)


def event_files(root: Path) -> list[Path]:
    """The event files of a project."""
    return sorted((root / ".wave" / "events").glob("*.ndjson"))


def lines(root: Path) -> list[Line]:
    """Everything reported to a project, each line of which must be whole."""
    texts = [file.read_text() for file in event_files(root)]
    assert all(text.endswith("\n") for text in texts)
    return [json.loads(line) for text in texts for line in text.splitlines()]


def of(found: list[Line], *path: str) -> list[Line]:
    """The lines about one level."""
    return [line for line in found if line["path"] == list(path)]


def events(found: list[Line]) -> list[str]:
    """What each line is about."""
    return [line["event"] for line in found]


def run_program(
    code: str, folder: Path, *, environ: dict[str, str] | None = None, python: str = sys.executable
) -> subprocess.CompletedProcess[str]:
    """Run a program of its own that may import the reporting API."""
    around = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(SOURCES), **(environ or {})}
    return subprocess.run(
        [python, "-W", "error", "-c", code], cwd=folder, env=around, capture_output=True, text=True, timeout=60
    )
