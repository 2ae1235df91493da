"""Streams of Wave's events of any length."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

START = 1_790_000_000


def stream(runs: int, lines: int, *, wide: int = 80, first: int = 0) -> Iterator[dict[str, object]]:
    """Complete runs one after the other, each of three steps of which the second fails once."""
    for run in range(first, first + runs):
        for number in range(lines):
            yield {
                "timestamp": _stamp(START + run * 1000 + number),
                "pipeline_id": f"demo-{run:05d}",
                **_said(number, lines),
                "filling": "x" * wide,
            }


def _stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _said(number: int, lines: int) -> dict[str, object]:
    step = ("plan", "build", "ship")[min(2, number * 3 // lines)]
    edge = {0: "started", lines // 3: "retrying", lines // 2: "failed", lines - 1: "completed"}.get(number)
    if number in (0, lines - 1):
        return {"state": edge, "message": f"line {number}"}
    if edge or number % 7 == 1:
        return {"state": edge or "running", "step_id": step, "persona": "navigator", "message": f"line {number}"}
    state = "step_progress" if number % 5 == 0 else "stream_activity"
    return {"state": state, "step_id": step, "persona": "navigator", "message": f"line {number}", "tokens_used": number}
