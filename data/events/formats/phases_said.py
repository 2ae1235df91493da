"""What a progress snapshot by phases says, typed; see the status updates data model (003), "Entities"."""

from __future__ import annotations

from dataclasses import dataclass

from ...progress.phases import file_percent, files_percent
from ...reporting.places import part
from ..facts import NoteFact, ToldError

SESSION_PHASES = ("upload", "processing", "matching", "report_generation")
"""The phases of a session in their order."""

SESSION_ENDS = ("completed", "failed")
"""What a session's current phase says once none is current any more."""

CANCELS = frozenset({"Cancelled", "CancelledError", "KeyboardInterrupt"})
"""Kinds of errors that mean that somebody ended it."""

STATES = {"pending": "pending", "in_progress": "running", "completed": "completed", "failed": "failed"}
"""The words of a phase's status and the house's."""


@dataclass(frozen=True, slots=True)
class FileSaid:
    """The file that a phase is at; ``page`` counts from 1."""

    name: str
    id: str
    page: int | None
    pages: int | None
    started: float | None
    ended: float | None
    metrics: dict[str, str]

    @property
    def percent(self) -> float | None:
        """Progress of the file by its pages."""
        return file_percent(self.page, self.pages)


@dataclass(frozen=True, slots=True)
class PhaseSaid:
    """One phase; ``state`` is in the house's words, ``index`` is that of the current file and counts from 0."""

    name: str
    state: str
    percent: float | None
    started: float | None
    ended: float | None
    files: int | None
    index: int | None
    file: FileSaid | None
    metrics: dict[str, str]

    @property
    def files_percent(self) -> float | None:
        """Progress of the phase by its files and pages, None when it names none."""
        return files_percent(self.index, self.files, self.file.percent if self.file else None)

    @property
    def measured(self) -> float | None:
        """The percentage that it states, else what its files and pages give."""
        return self.files_percent if self.percent is None else self.percent

    @property
    def path(self) -> tuple[str, ...]:
        """Where its current file stands below it: by the file's place, else by its id or name."""
        named = self.file.id or self.file.name if self.file else ""
        return (file_id(self.index) if self.index is not None else part(named or "file"),)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One whole snapshot; ``ended`` is completed or failed when the session itself says so."""

    percent: float | None
    phase: str
    phases: tuple[PhaseSaid, ...]
    time: float | None
    message: str
    error: ToldError | None
    ended: str
    notes: tuple[NoteFact, ...]
    weights: dict[str, float]

    @property
    def failed(self) -> str:
        """What it is when it did not succeed: the data model has no word for a cancel, so the error says it."""
        error = self.error
        asked = error is not None and (error.kind in CANCELS or error.message.strip().lower() == "cancelled")
        return "cancelled" if asked else "failed"


def file_id(index: int) -> str:
    """The id of a phase's file by its place, which counts from 0: names of files that are done are no longer said."""
    return f"file-{index + 1}"
