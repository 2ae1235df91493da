"""Progress snapshots by phases (status updates data model 003): phases are steps, files subtasks, pages their progress.

A file holds one snapshot and is replaced as a whole; the run's id is the file's name unless the document names a
session. Its progress is what the document states, or the weighted one where it states none or the settings choose the
weights; either way a sentence says how the weights give it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from msgspec import UNSET, Struct, UnsetType, structs

from ...progress.phases import WEIGHTS, shares
from ..facts import Fact, Told
from .fields import brief
from .phases_read import snapshot
from .phases_run import run_fact, state_of
from .phases_said import Snapshot
from .phases_steps import phase_facts, told_error

NAME = "phases"
WHOLE = True
_MARKS = ("current_phase", "overall_percentage", "last_update", "status_message")
_chosen: dict[str, float] = {}


class PhasesRecord(Struct, omit_defaults=True):
    """A document with its values as they are, so that no wrong type stops it; ``phases_read`` takes it apart."""

    overall_percentage: object = None
    current_phase: object = None
    phases: object = None
    last_update: object = None
    status_message: object = None
    phase_weights: object = None
    error: object = None
    processing_progress: object | UnsetType = UNSET
    session_id: object = None
    id: object = None
    updated_at: object = None
    operation_type: object = None
    host: object = None
    pid: object = None
    parent: object = None
    parent_step: object = None
    tags: object = None


RECORD = PhasesRecord


def use_weights(chosen: Mapping[str, float]) -> None:
    """Weighs phases by the settings' choice from now on; those it leaves out keep their usual weight."""
    _chosen.clear()
    _chosen.update(chosen)


def belongs(record: Mapping[str, object]) -> bool:
    """True for a progress object with phases and for a session that has a place for one."""
    return "processing_progress" in record or ("phases" in record and any(name in record for name in _MARKS))


def run_of(record: PhasesRecord, file: str) -> str:
    """The session's id where the document has one, else the file's name."""
    named = (value for value in (record.session_id, record.id) if isinstance(value, str | int) and value)
    return brief(next(named, file), limit=200)


def facts(record: PhasesRecord, file: str) -> Sequence[Fact]:
    """The run, its phases in their order with the files below them, and a note for each broken rule."""
    said = _said(record)
    weights = WEIGHTS | said.weights | _chosen
    parts = shares({phase.name: phase.measured for phase in said.phases}, weights)
    steps = chain.from_iterable(phase_facts(said, index, parts[index].weight) for index in range(len(said.phases)))
    return (run_fact(said, parts, record, weigh=bool(_chosen)), *steps, *said.notes)


def told(record: PhasesRecord, file: str) -> Told:
    """The snapshot as one event of its current phase: its status message, or its error."""
    said = _said(record)
    phase = next((phase for phase in said.phases if phase.name == said.phase), None)
    state = phase.state if phase is not None and phase.state != "failed" and not said.error else state_of(said)
    failed = state in ("failed", "cancelled")
    return Told(
        time=said.time,
        state=state,
        step=phase.name if phase else "",
        subtask=phase.path if phase and phase.file else (),
        message=told_error(said.error) if failed and said.error else said.message,
        level="error" if state == "failed" else "",
        progress=said.percent,
        facts=_event_facts(said),
        notes=tuple((f"{note.step} {note.subject}".strip(), note.text) for note in said.notes),
    )


def _said(record: PhasesRecord) -> Snapshot:
    return snapshot({name: value for name, value in structs.asdict(record).items() if value is not UNSET})


def _event_facts(said: Snapshot) -> dict[str, str]:
    found = {phase.name: f"{phase.percent:g} %" for phase in said.phases if phase.percent is not None}
    return found | ({"status": said.message} if said.error and said.message else {})
