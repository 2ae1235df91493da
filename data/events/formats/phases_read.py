"""Reads a progress snapshot by phases (status updates data model 003): a progress object or a session with one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..facts import ToldError
from .fields import Fields, brief
from .phases_rules import after, agreement, order, page_rules, phase_rules
from .phases_said import SESSION_ENDS, SESSION_PHASES, STATES, FileSaid, PhaseSaid, Snapshot, file_id

_PHASE_FIELDS = ("status", "percentage", "started_at", "completed_at", "total_files", "current_file_index")
_FILE_FIELDS = ("name", "file_id", "total_pages", "current_page", "started_at", "completed_at")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def snapshot(raw: Mapping[str, object]) -> Snapshot:
    """The snapshot in a document: a progress object, or a session that holds one beside its cached fields."""
    if "processing_progress" not in raw:
        return _progress(Fields(raw))
    return _session(Fields(raw))


def _progress(fields: Fields) -> Snapshot:
    percent = fields.percent("overall_percentage", needed=True)
    phases = _phases(fields)
    current = fields.text("current_phase", needed=True)
    names = [phase.name for phase in phases]
    if current and phases and current not in names:
        fields.note("current_phase", f"is {brief(current)}, none of its phases {', '.join(names[:8])}")
    time = fields.time("last_update", needed=True)
    message = fields.text("status_message", needed=True)
    error = _error(fields, names)
    order(fields, phases, current)
    weights = _weights(fields)
    ended = current if current in SESSION_ENDS and current not in names else ""
    return Snapshot(percent, current, phases, time, message, error, ended, tuple(fields.notes), weights)


def _weights(fields: Fields) -> dict[str, float]:
    """The weights that the program itself gives its phases, where it tells them."""
    inner = fields.inner("phase_weights", "phase_weights")
    if inner is None:
        return {}
    found = {name: inner.number(name) for name in inner.raw}
    for name, weight in found.items():
        if weight is not None and weight < 0:
            inner.note(name, f"is {weight:g}, not 0 or more")
    return {name: weight for name, weight in found.items() if weight is not None and weight >= 0}


def _session(fields: Fields) -> Snapshot:
    """A session: what it caches stands where its progress object says nothing; where both speak they must agree."""
    current = fields.text("current_phase")
    if current and current not in (*SESSION_PHASES, *SESSION_ENDS):
        fields.note("current_phase", f"is {brief(current)}, none of {', '.join((*SESSION_PHASES, *SESSION_ENDS))}")
    percent = fields.percent("overall_percentage", whole=False)
    ended = current if current in SESSION_ENDS else ""
    time = fields.time("updated_at")
    inner = fields.inner("processing_progress", "")
    if inner is None:
        phases = _expected(current)
        return Snapshot(percent, "" if ended else current, phases, time, "", None, ended, tuple(fields.notes), {})
    said = _progress(inner)
    agreement(fields, said, current, percent)
    return Snapshot(
        percent if said.percent is None else said.percent,
        said.phase or current,
        said.phases,
        said.time or time,
        said.message,
        said.error,
        ended or said.ended,
        tuple(fields.notes),
        said.weights,
    )


def _expected(current: str) -> tuple[PhaseSaid, ...]:
    """The phases of a session that tells only where it is: those before are done, those behind it are to come."""
    if current not in (*SESSION_PHASES, "completed"):
        return ()
    at = SESSION_PHASES.index(current) if current in SESSION_PHASES else len(SESSION_PHASES)
    states = ["completed" if i < at else "running" if i == at else "pending" for i in range(len(SESSION_PHASES))]
    return tuple(
        PhaseSaid(name, state, {"completed": 100.0, "pending": 0.0}.get(state), None, None, None, None, None, {})
        for name, state in zip(SESSION_PHASES, states, strict=True)
    )


def _phases(fields: Fields) -> tuple[PhaseSaid, ...]:
    inner = fields.inner("phases", "", needed=True)
    if inner is None:
        return ()
    if not inner.raw:
        fields.note("phases", "holds no phase, at least one is required")
    return tuple(_phase(inner, name) for name in inner.raw)


def _phase(phases: Fields, name: str) -> PhaseSaid:
    raw = phases.raw[name]
    fields = Fields(raw if isinstance(raw, dict) else {}, step=name, notes=phases.notes)
    if not isinstance(raw, dict):
        fields.note("phase", f"is {brief(raw)}, no object")
        return PhaseSaid(name, "", None, None, None, None, None, None, {})
    found = _phase_fields(fields, name)
    phase_rules(fields, found)
    return found


def _phase_fields(fields: Fields, name: str) -> PhaseSaid:
    status = fields.text("status", needed=True)
    if status and status not in STATES:
        fields.note("status", f"is {brief(status)}, none of {', '.join(STATES)}")
    index = fields.whole("current_file_index")
    file = fields.inner("current_file", "current file")
    if file and index is not None:
        file.path = (file_id(index),)
    return PhaseSaid(
        name,
        STATES.get(status, status),
        fields.percent("percentage", needed=True),
        fields.time("started_at"),
        fields.time("completed_at"),
        fields.whole("total_files"),
        index,
        _file(file) if file else None,
        fields.others((*_PHASE_FIELDS, "current_file")),
    )


def _file(fields: Fields) -> FileSaid:
    file = FileSaid(
        fields.text("name", needed=True),
        fields.text("file_id"),
        fields.whole("current_page", needed=True),
        fields.whole("total_pages", needed=True),
        fields.time("started_at", needed=True),
        fields.time("completed_at"),
        fields.others(_FILE_FIELDS),
    )
    matches = fields.whole("regex_matches_found", needed=True)
    if matches is not None and matches < 0:
        fields.note("regex_matches_found", f"is {matches}, not 0 or more")
    if file.id and not _UUID.fullmatch(file.id):
        fields.note("file_id", f"is {brief(file.id)}, no UUID")
    page_rules(fields, file)
    after(fields, file.started, file.ended)
    return file


def _error(fields: Fields, phases: Sequence[str]) -> ToldError | None:
    error = fields.inner("error", "error")
    if error is None:
        return None
    place = error.inner("context", "error context", needed=True) or Fields({}, notes=[])
    phase = place.text("phase", needed=True)
    if phase and phase not in phases:
        place.note("phase", f"is {brief(phase)}, none of its phases")
    page = place.whole("page")
    if page is not None and page < 1:
        place.note("page", f"is {page}, not from 1")
    others = error.others(("type", "message", "context", "timestamp", "traceback"))
    return ToldError(
        kind=error.text("type", needed=True),
        message=error.text("message", needed=True),
        phase=phase,
        file=place.text("file"),
        page=page,
        time=error.time("timestamp", needed=True),
        traceback=error.text("traceback"),
        details=place.others(("phase", "file", "page")) | others,
    )
