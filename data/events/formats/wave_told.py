"""An event of Wave as a line of the event pane."""

from __future__ import annotations

from ..facts import Told
from .moments import moment
from .wave_record import WaveRecord
from .wave_rules import broken, is_plain

_BAD = ("failed", "rejected", "_failed", "_fail")
_ODD = frozenset({"warning", "retrying", "reworking", "contract_soft_failure", "contract_warning", "recovery"})


def told_of(record: WaveRecord, file: str) -> Told:
    """The event with all it says; ``facts`` holds what has no column of its own."""
    time = moment(record.timestamp)
    plain = is_plain(record, time)
    return Told(
        time=time,
        state=record.state,
        step=record.step_id,
        message=record.message or f"{record.tool_name} {record.tool_target}".strip(),
        persona=record.persona,
        model=record.model,
        adapter=record.adapter,
        level="" if plain else _level(record.state),
        tokens=record.tokens_used or None,
        duration=record.duration_ms / 1000 if record.duration_ms > 0 else None,
        progress=record.progress,
        facts=_left(record) if plain else {name: value for name, value in _facts(record).items() if value},
        notes=() if plain else tuple((note.subject, note.text) for note in broken(record, time)),
    )


def _level(state: str) -> str:
    if state.endswith(_BAD):
        return "error"
    return "warn" if state in _ODD or state.endswith("_warning") else ""


def _left(record: WaveRecord) -> dict[str, str]:
    """The facts of an event that hardly says anything, without looking for all others."""
    found = {"action": record.current_action} if record.current_action else {}
    if record.estimated_time_ms:
        found["seconds left"] = _written(record.estimated_time_ms / 1000)
    return found


def _facts(record: WaveRecord) -> dict[str, str]:
    texts = {
        "action": record.current_action,
        "tool": record.tool_name if record.message else "",
        "target": record.tool_target if record.message else "",
        "contract": record.contract_progress or record.validation_phase,
        "configured model": record.configured_model,
        "workspace": record.workspace_path,
        "artifacts": ", ".join(record.artifacts),
        "failure class": record.failure_class,
        "reason": record.failure_reason,
        "remediation": record.remediation,
        "compaction": record.compaction_stats,
        "work item": record.work_item_id,
    }
    numbers = {name: _written(value) for name, value in _numbers(record).items() if value is not None}
    return texts | numbers | {hint.label or hint.type: hint.command for hint in record.recovery_hints}


def _numbers(record: WaveRecord) -> dict[str, float | str | None]:
    left = record.estimated_time_ms / 1000 or None if record.estimated_eta is None else record.estimated_eta
    return {
        "tokens in": record.tokens_in,
        "tokens out": record.tokens_out,
        "subtask": _of(record.subtask_current, record.subtask_total),
        "steps completed": _of(record.completed_steps, record.total_steps),
        "seconds left": left,
        "files": record.files_processed,
        "artifact count": record.artifact_count,
        "temperature": record.temperature,
        "iteration": record.iteration,
        "processed": record.total_processed,
    }


def _written(value: float | str) -> str:
    """A number as people write it: without a fraction where it has none."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _of(current: int | None, total: int | None) -> str | None:
    if current is None and total is None:
        return None
    return f"{'?' if current is None else current}/{'?' if total is None else total}"
