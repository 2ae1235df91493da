"""Writes an event file as Wave does it: a run on its way, to whose stream lines are appended."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from .shape import MODELS, PERSONAS, PIPELINES, STEPS

RUN = "streamed-e7k2"
"""The run's id; its last four letters are shown and nowhere else."""
_WORKING = 2


class Producer:
    """Appends to one event file; every call is one write, in the file when it returns."""

    def __init__(self, project: Path) -> None:
        folder = project / ".agents" / "events"
        folder.mkdir(parents=True, exist_ok=True)
        self._fd = os.open(folder / f"{RUN}.ndjson", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)

    def begin(self) -> None:
        """A run that started ten minutes ago, with two steps done and the third at work."""
        self._append({"state": "started", "message": f"input={PIPELINES[0]}", "total_steps": len(STEPS)}, ago=600)
        for index in range(_WORKING + 1):
            ago = 600 - 200 * index
            self._append({**_step(index), "state": "running", "message": "Starting", "model": MODELS[1]}, ago=ago)
            if index < _WORKING:
                done = {**_step(index), "state": "completed", "duration_ms": 199_000, "tokens_used": 1_200}
                self._append(done, ago=ago - 199)

    def say(self, text: str) -> None:
        """A tool call of the step at work."""
        self._append({**_step(_WORKING), "state": "stream_activity", "tool_name": "Read", "tool_target": text})

    def reach(self, percent: int, action: str) -> None:
        """How far the step at work is, and what it does: nothing of it is new on a screen."""
        self._append({**_step(_WORKING), "state": "step_progress", "progress": percent, "current_action": action})

    def close(self) -> None:
        """Leave the file as it is."""
        os.close(self._fd)

    def _append(self, fields: dict[str, object], *, ago: float = 0.0) -> None:
        moment = datetime.fromtimestamp(time.time() - ago, UTC).isoformat().replace("+00:00", "Z")
        line = {"timestamp": moment, "pipeline_id": RUN, **fields}
        os.write(self._fd, json.dumps(line).encode() + b"\n")


def _step(index: int) -> dict[str, object]:
    return {"step_id": STEPS[index], "persona": PERSONAS[index]}
