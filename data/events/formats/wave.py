"""Wave's event stream: one JSON object a line, in today's shape and in that of the progress data model (000)."""

from __future__ import annotations

from collections.abc import Mapping

from ..facts import Fact, StepFact
from . import wave_quick
from .moments import moment
from .wave_record import WaveRecord
from .wave_rules import broken, is_sound
from .wave_runs import run_fact
from .wave_steps import step_facts
from .wave_told import told_of

NAME = "wave"
WHOLE = False
RECORD = WaveRecord
QUICK = wave_quick

told = told_of


def belongs(record: Mapping[str, object]) -> bool:
    """True for an object with a run and a state, the two that Wave always writes."""
    return "pipeline_id" in record and "state" in record


def run_of(record: WaveRecord, file: str) -> str:
    """The run's id; events of gates name none."""
    return record.pipeline_id


def facts(record: WaveRecord, file: str) -> tuple[Fact, ...]:
    """What the event states; the two kinds that make up most of a stream take the shortest way."""
    time = moment(record.timestamp)
    if record.state == "stream_activity" and record.step_id and time is not None:
        action = record.message or f"{record.tool_name} {record.tool_target}"
        return (StepFact(step=record.step_id, time=time, persona=record.persona, alive=True, action=action),)
    found = step_facts(record, time) if record.step_id else (run_fact(record, time),)
    return found if is_sound(record, time) else (*found, *broken(record, time))
