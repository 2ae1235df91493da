"""The quick way through Wave's event stream: tool calls and ticks of progress count by the last of a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Annotated

from msgspec import Meta, field

from ..facts import Fact, StepFact
from .quick import Brief
from .wave_record import Number, WaveRecord, Whole

_Count = Annotated[int, Meta(ge=0, le=2**53)]


class WaveBrief(Brief, gc=False, kw_only=True):
    """The fields by which a passing record is known: one that says more than that has one of the last."""

    run: str = field(name="pipeline_id")
    step: str = field(name="step_id", default="")
    state: str
    time: datetime = field(name="timestamp")
    tokens_used: _Count = 0
    estimated_time_ms: float = 0.0
    progress: Number | None = None
    estimated_eta: Number | None = None
    subtask_current: Whole | None = None
    subtask_total: Whole | None = None
    files_processed: Whole | None = None
    artifact_count: Whole | None = None
    contract_progress: str = ""
    validation_phase: str = ""
    workspace_path: str = ""


BRIEF = WaveBrief

_more = attrgetter(
    *("estimated_time_ms", "progress", "estimated_eta", "subtask_current", "subtask_total", "files_processed"),
    *("artifact_count", "contract_progress", "validation_phase", "workspace_path"),
)
_NO_MORE = (0.0, None, None, None, None, None, None, "", "", "")


def marks(briefs: Sequence[WaveBrief]) -> list[str | None]:
    """The step of every tool call and of every tick that tells no more than tokens and what is being done."""
    return [
        brief.step
        if brief.step
        and (brief.state == "stream_activity" or (brief.state == "step_progress" and _more(brief) == _NO_MORE))
        else None
        for brief in briefs
    ]


def together(briefs: Sequence[WaveBrief], facts: Sequence[Fact]) -> Sequence[Fact]:
    """The last one's facts, with when the step was first seen at work and the tokens that all the ticks spent."""
    step, *others = facts
    if isinstance(step, StepFact):
        spent = sum([brief.tokens_used for brief in briefs if brief.state == "step_progress"])
        step.spent = spent + (step.spent or 0) or None
        step.started = briefs[0].time.timestamp()
    return step, *others


def speaks_for_all(record: WaveRecord) -> bool:
    """True for a record that names its persona and what is being done."""
    return bool(record.persona and (record.message or record.tool_name or record.current_action))
