"""One event of a run, as a row of ``event_log`` and as a line of the run's event file.

The row has Wave's columns and, where the store has them, those of the progress data model (000, "Extended Event
Log"). The line has the keys of Wave's event JSON and the optional ones of the same model (000, "Enhanced Event
Structure"), each in its own unit: milliseconds in ``*_ms``, seconds in ``estimated_eta``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from .statement import Statement, insert, milliseconds, storable

PROGRESS_COLUMNS = (
    "progress",
    "subtask_current",
    "subtask_total",
    "estimated_eta",
    "files_processed",
    "artifact_count",
)
_TICKS = frozenset({"step_progress", "stream_activity"})


@dataclass(frozen=True, slots=True)
class Hint:
    """A way out of a failure that can be copied: ``kind`` is resume, force, workspace or debug."""

    label: str
    command: str
    kind: str


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A file that a run produced, as its last event lists it; ``path`` is absolute."""

    step: str
    name: str
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An event; times are unix seconds, durations and ``eta`` seconds, unknown numbers None, empty text unknown.

    ``tokens`` of a ``step_progress`` are those since the one before. What stands below ``workspace`` is in the
    file alone, as with Wave.
    """

    run: str
    time: float
    state: str
    step: str = ""
    message: str = ""
    persona: str = ""
    model: str = ""
    adapter: str = ""
    configured_model: str = ""
    tokens: int = 0
    duration: float | None = None
    progress: int | None = None
    subtask: int | None = None
    subtasks: int | None = None
    eta: float | None = None
    files: int | None = None
    artifact_count: int | None = None
    workspace: str = ""
    action: str = ""
    steps_total: int | None = None
    steps_done: int | None = None
    artifacts: tuple[str, ...] = ()
    phase: str = ""
    tool: str = ""
    target: str = ""
    failure_class: str = ""
    hints: tuple[Hint, ...] = ()
    deliverables: tuple[Deliverable, ...] | None = None

    def row(self, extended: bool) -> Statement | None:
        """The row of ``event_log``, None for a tick that says nothing which the store can hold."""
        progress = dict(zip(PROGRESS_COLUMNS, self._progress(), strict=True)) if extended else {}
        said = self.message or self.tool or self.tokens or self.duration
        if self.state in _TICKS and not said and all(value is None for value in progress.values()):
            return None
        return insert(
            "event_log",
            run_id=self.run,
            timestamp=int(self.time),
            step_id=self.step,
            state=self.state,
            persona=self.persona,
            message=storable(self.message or f"{self.tool} {self.target}".strip()),
            tokens_used=self.tokens,
            duration_ms=milliseconds(self.duration),
            model=self.model,
            adapter=self.adapter,
            configured_model=self.configured_model,
            **progress,
        )

    def line(self) -> bytes:
        """The line of the event file; what is unknown is absent, except ``estimated_time_ms``."""
        facts = {key: value for key, value in self._facts().items() if value not in ("", None, 0, [])}
        kept = {key: value for key, value in self._numbers().items() if value is not None}
        head = {"timestamp": _stamp(self.time), "pipeline_id": self.run}
        record = {**head, **facts, **kept, "estimated_time_ms": milliseconds(self.eta)}
        if self.deliverables is not None:
            record["outcomes"] = _outcomes(self.deliverables)
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"

    def _progress(self) -> tuple[int | None, ...]:
        eta = None if self.eta is None else round(self.eta)
        return self.progress, self.subtask, self.subtasks, eta, self.files, self.artifact_count

    def _facts(self) -> dict[str, object]:
        return {
            "step_id": self.step,
            "state": self.state,
            "duration_ms": milliseconds(self.duration),
            "message": storable(self.message),
            "persona": self.persona,
            "artifacts": list(self.artifacts),
            "tokens_used": self.tokens,
            "current_action": self.action,
            "validation_phase": self.phase,
            "failure_class": self.failure_class,
            "tool_name": self.tool,
            "tool_target": self.target,
            "model": self.model,
            "configured_model": self.configured_model,
            "adapter": self.adapter,
            "workspace_path": self.workspace,
            "recovery_hints": [{"label": one.label, "command": one.command, "type": one.kind} for one in self.hints],
        }

    def _numbers(self) -> dict[str, int | None]:
        steps = {"total_steps": self.steps_total, "completed_steps": self.steps_done}
        return {**dict(zip(PROGRESS_COLUMNS, self._progress(), strict=True)), **steps}


def _stamp(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _outcomes(deliverables: tuple[Deliverable, ...]) -> dict[str, object]:
    found = [
        {"type": "file", "name": one.name, "path": one.path, "description": one.kind, "step_id": one.step}
        for one in deliverables
    ]
    return {"pushed": False, "pull_requests": [], "issues": [], "deployments": [], "deliverables": found}
