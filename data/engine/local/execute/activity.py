"""Tells which tools an adapter uses, while it works: it says so in the JSON lines of its output."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

from .appended import Appended
from .parts import Recorder

PERIOD = 0.5
_LONGEST_LINE = 262_144
_LONGEST_TARGET = 200
_MOST = 20
_TARGETS = ("file_path", "path", "command", "pattern", "query", "url", "description", "prompt")


def tools_used(line: bytes) -> Iterator[tuple[str, str]]:
    """The tools, with what each is used on, that a line of output tells of."""
    if b"tool_use" not in line:
        return
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return
    message = record.get("message") if isinstance(record, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    for part in content if isinstance(content, list) else ():
        if isinstance(part, dict) and part.get("type") == "tool_use" and isinstance(part.get("name"), str):
            yield part["name"], _target(part.get("input"))


async def follow_tools(output: Path, step: str, recorder: Recorder) -> None:
    """Record the tools that an adapter uses until this is cancelled; of many at once the newest."""
    appended = Appended(output, longest_line=_LONGEST_LINE)
    try:
        while True:
            await asyncio.sleep(PERIOD)
            _record(appended, step, recorder)
    finally:
        _record(appended, step, recorder)


def _record(appended: Appended, step: str, recorder: Recorder) -> None:
    used = [found for line in appended.lines() for found in tools_used(line)]
    for tool, target in used[-_MOST:]:
        recorder.tool_used(step, tool, target)


def _target(given: object) -> str:
    values = given if isinstance(given, dict) else {}
    found = next((values[key] for key in _TARGETS if isinstance(values.get(key), str)), "")
    return " ".join(str(found).split())[:_LONGEST_TARGET]
