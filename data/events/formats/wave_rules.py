"""Which rules of the progress data model (000, "Validation Rules") an event breaks."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import NoteFact
from . import wave_words as words
from .fields import brief
from .wave_record import WaveRecord
from .wave_runs import steps

_ROUNDING = 1.0


def is_plain(record: WaveRecord, time: float | None) -> bool:
    """True when the event says hardly anything and nothing that a rule is about, as most of a busy stream do."""
    if time is None or record.state not in words.PROGRESS or record.progress is not None:
        return False
    if record.contract_progress or record.workspace_path or record.subtask_current is not None:
        return False
    if record.estimated_eta is not None or record.estimated_time_ms < 0 or record.duration_ms < 0:
        return False
    return record.tokens_used == 0 and record.files_processed is None and record.artifact_count is None


def is_sound(record: WaveRecord, time: float | None) -> bool:
    """True when no rule can be broken, found out at little cost: nearly every event of a stream is like that."""
    if time is None or record.progress is not None or record.estimated_eta is not None:
        return False
    if record.subtask_current is not None or record.total_steps is not None or record.completed_steps is not None:
        return False
    if record.files_processed is not None or record.artifact_count is not None or record.state == "retrying":
        return False
    if record.tokens_used < 0 or record.duration_ms < 0 or record.estimated_time_ms < 0:
        return False
    if (record.tokens_in or 0) < 0 or (record.tokens_out or 0) < 0 or record.subtask_total is not None:
        return False
    return words.is_known(record.state) and "steps" not in record.message


def broken(record: WaveRecord, time: float | None) -> tuple[NoteFact, ...]:
    """A note for each rule; the values stay as they are stated."""
    found = (*_stamp(record, time), *_state(record), *_ranges(record), *_counts(record), *_share(record))
    return tuple(NoteFact(subject, text, record.step_id) for subject, text in found)


def _stamp(record: WaveRecord, time: float | None) -> Iterator[tuple[str, str]]:
    if time is None:
        stated = brief(record.timestamp)
        yield "timestamp", f"is {stated!r}, no time between 2000 and 2100" if stated else "is missing"


def _state(record: WaveRecord) -> Iterator[tuple[str, str]]:
    if not record.state:
        yield "state", "is missing"
    elif not words.is_known(record.state):
        yield "state", f"is {brief(record.state)!r}, which is no state of an event"
    attempt = words.attempt_of(record.message) if record.state == "retrying" else None
    if attempt and attempt[0] > attempt[1]:
        yield "retry_count", f"is at attempt {attempt[0]} of at most {attempt[1]}"


def _ranges(record: WaveRecord) -> Iterator[tuple[str, str]]:
    if record.progress is not None and not 0 <= record.progress <= 100:
        yield "progress", f"is {record.progress:g}, not from 0 to 100"
    for name, value in (
        ("duration_ms", record.duration_ms),
        ("estimated_eta", record.estimated_eta),
        ("estimated_time_ms", record.estimated_time_ms),
        ("tokens_used", record.tokens_used),
        ("tokens_in", record.tokens_in),
        ("tokens_out", record.tokens_out),
        ("files_processed", record.files_processed),
        ("artifact_count", record.artifact_count),
    ):
        if value is not None and value < 0:
            yield name, f"is {value:.15g}, which cannot be negative"


def _counts(record: WaveRecord) -> Iterator[tuple[str, str]]:
    current, total = record.subtask_current, record.subtask_total
    if (current is not None and current < 0) or (total is not None and total < 0):
        yield "subtask_current", "or subtask_total is negative"
    elif current is not None and total is not None and current > total:
        yield "subtask_current", f"is {current} of {total}"
    done, whole = steps(record)
    if whole is not None and whole <= 0:
        yield "total_steps", f"is {whole}, a run has at least one step"
    elif done is not None and whole is not None and not 0 <= done <= whole:
        yield "completed_steps", f"is {done} of {whole}"


def _share(record: WaveRecord) -> Iterator[tuple[str, str]]:
    """Overall progress is completed steps / total steps * 100 (000, "Calculations")."""
    done, whole = steps(record)
    if record.step_id or record.progress is None or not done or not whole or not 0 < done <= whole:
        return
    if abs(record.progress - 100 * done / whole) > _ROUNDING:
        yield "progress", f"is {record.progress:g}, though {done} of {whole} steps are completed"
