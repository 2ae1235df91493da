"""The validation rules of progress snapshots by phases (status updates data model 003); a broken one is a note."""

from __future__ import annotations

from collections.abc import Sequence

from ..facts import NoteFact
from .fields import Fields, brief
from .phases_said import SESSION_ENDS, SESSION_PHASES, FileSaid, PhaseSaid, Snapshot

_ROUNDING = 1.0


def agreement(fields: Fields, said: Snapshot, phase: str, percent: float | None) -> None:
    """What a session caches is what its progress object says, and a completed one has none left."""
    if phase and said.phase and phase not in (said.phase, *SESSION_ENDS):
        fields.note("current_phase", f"is {brief(phase)} for the session and {brief(said.phase)} in its progress")
    if percent is not None and said.percent is not None and abs(percent - said.percent) > _ROUNDING:
        fields.note("overall_percentage", f"is {percent:g} for the session and {said.percent:g} in its progress")
    if phase == "completed":
        fields.note("processing_progress", "is still there although the session is completed")


def phase_rules(fields: Fields, phase: PhaseSaid) -> None:
    """The rules of one phase; its percentage must also be what its files and pages give."""
    if phase.state == "completed" and phase.percent is not None and phase.percent != 100:
        fields.note("percentage", f"is {phase.percent:g}, a completed phase has 100")
    if phase.state == "running" and phase.started is None:
        fields.note("started_at", "is missing, a phase in progress has one")
    after(fields, phase.started, phase.ended)
    _count_rules(fields, phase)
    pages = phase.files_percent
    if phase.state != "running" or pages is None or phase.percent is None:
        return
    if abs(pages - phase.percent) > _ROUNDING:
        fields.note("percentage", "is not what its files and pages give")


def page_rules(fields: Fields, file: FileSaid) -> None:
    """Pages count from 1 to a number that is above 0."""
    if file.pages is not None and file.pages < 1:
        fields.note("total_pages", f"is {file.pages}, not above 0")
    elif file.page is not None and not 1 <= file.page <= (file.pages or file.page):
        fields.note("current_page", f"is {file.page}, not from 1 to {file.pages or 'the number of pages'}")


def after(fields: Fields, started: float | None, ended: float | None) -> None:
    """An end comes after its start; within one second they may be equal, because times are often whole seconds."""
    if started is not None and ended is not None and ended < started:
        fields.note("completed_at", f"is {started - ended:.0f} s before started_at")


def order(fields: Fields, phases: Sequence[PhaseSaid], current: str) -> None:
    """The known phases follow each other: those before the current one are done, those behind it have not begun."""
    if current not in SESSION_PHASES:
        return
    at = SESSION_PHASES.index(current)
    for phase in phases:
        place = SESSION_PHASES.index(phase.name) if phase.name in SESSION_PHASES else at
        text = ""
        if place < at and phase.state in ("pending", "running"):
            text = f"is {phase.state} although {current} is the current phase"
        elif place > at and phase.state in ("running", "completed"):
            text = f"is {phase.state} before {current} is done"
        if text:
            fields.notes.append(NoteFact("status", text, phase.name))


def _count_rules(fields: Fields, phase: PhaseSaid) -> None:
    if phase.files is not None and phase.files < 1:
        fields.note("total_files", f"is {phase.files}, not above 0")
    elif phase.index is not None and not 0 <= phase.index < (phase.files or phase.index + 1):
        fields.note("current_file_index", f"is {phase.index} of {phase.files} files; it counts from 0")
