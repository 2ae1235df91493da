"""Follows the event file to which a step may append how far it is, one JSON object a line.

Keys: progress (0 to 100), message, action, subtask and subtasks (n of m), tokens (since the last line), files, eta
(seconds). What is no such line is passed over. A step that writes without end costs a bounded read per look, and only
its newest lines are told.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .appended import Appended
from .parts import Recorder

PERIOD = 0.5
_LONGEST_TEXT = 2_000
_MOST_FACTS = 20


@dataclass(frozen=True, slots=True)
class Report:
    """One line of a step's event file."""

    progress: int | None = None
    message: str = ""
    action: str = ""
    subtask: int | None = None
    subtasks: int | None = None
    tokens: int | None = None
    eta: float | None = None
    files: int | None = None


def parse_report(line: bytes) -> Report | None:
    """A line as a report, None when it is none."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    percent = _number(values, "progress")
    report = Report(
        progress=None if percent is None else int(min(percent, 100)),
        message=_text(values, "message"),
        action=_text(values, "action") or _text(values, "current_action"),
        subtask=_whole(values, "subtask", "subtask_current"),
        subtasks=_whole(values, "subtasks", "subtask_total"),
        tokens=_whole(values, "tokens", "tokens_used"),
        eta=_number(values, "eta"),
        files=_whole(values, "files", "files_processed"),
    )
    return None if report == Report() else report


class EventFile:
    """Reads what was appended to an event file since the last look."""

    def __init__(self, file: Path) -> None:
        file.touch(mode=0o600)
        self.file = file
        self._appended = Appended(file)

    def look(self) -> tuple[Report, ...]:
        """The newest reports, at most twenty; lines that are too long are passed over."""
        reports = [parse_report(line) for line in self._appended.lines()]
        return tuple(report for report in reports if report)[-_MOST_FACTS:]


async def follow(file: EventFile, step: str, recorder: Recorder, add_tokens: Callable[[int], None]) -> None:
    """Record what a step appends until this is cancelled; what is left then is recorded, too."""
    try:
        while True:
            await asyncio.sleep(PERIOD)
            _record(file.look(), step, recorder, add_tokens)
    finally:
        _record(file.look(), step, recorder, add_tokens)


def _record(reports: tuple[Report, ...], step: str, recorder: Recorder, add_tokens: Callable[[int], None]) -> None:
    for report in reports:
        add_tokens(report.tokens or 0)
        recorder.progress(
            step,
            percent=report.progress,
            action=report.action,
            message=report.message,
            tokens=report.tokens or 0,
            subtask=report.subtask,
            subtasks=report.subtasks,
            eta=report.eta,
            files=report.files,
        )


def _text(values: dict[str, object], key: str) -> str:
    value = values.get(key)
    return value[:_LONGEST_TEXT] if isinstance(value, str) else ""


def _number(values: dict[str, object], key: str) -> float | None:
    value = values.get(key)
    usable = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12
    return float(value) if usable and isinstance(value, int | float) else None


def _whole(values: dict[str, object], *keys: str) -> int | None:
    found = next((number for key in keys if (number := _number(values, key)) is not None), None)
    return None if found is None else int(found)
