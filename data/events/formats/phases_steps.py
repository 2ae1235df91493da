"""What a progress snapshot by phases states about one phase and the files below it."""

from __future__ import annotations

from collections.abc import Iterator

from ...reporting.places import part
from ..facts import Fact, StepFact, SubtaskFact, ToldError
from .phases_said import FileSaid, PhaseSaid, Snapshot, file_id

_MOST_FILES = 500


def phase_facts(said: Snapshot, index: int, weight: float) -> Iterator[Fact]:
    """The phase as a step behind the one before it, then its files: done ones, the current one, the one that failed."""
    phase = said.phases[index]
    yield _step(said, index, weight)
    yield from _files_done(said, phase)
    if phase.file is not None:
        yield _current_file(said, phase, phase.file)
    error = _error_of(said, phase)
    if error and error.file and not (phase.file and phase.file.name == error.file):
        yield SubtaskFact(
            phase.name,
            (part(error.file),),
            time=said.time,
            name=error.file,
            kind="file",
            state=said.failed,
            current=error.page,
            unit="page" if error.page is not None else "",
            error=told_error(error),
            context=error,
        )


def told_error(error: ToldError) -> str:
    """An error as a sentence: ``ExtractionError: no text layer (statement.pdf, page 5)``."""
    text = ": ".join(part for part in (error.kind, error.message) if part)
    place = ", ".join(part for part in (error.file, f"page {error.page}" if error.page is not None else "") if part)
    return f"{text} ({place})" if place else text


def _step(said: Snapshot, index: int, weight: float) -> StepFact:
    phase, error = said.phases[index], _error_of(said, said.phases[index])
    return StepFact(
        phase.name,
        time=said.time,
        state=said.failed if phase.state == "failed" else phase.state,
        kind="phase",
        needs=(said.phases[index - 1].name,) if index else (),
        started=phase.started,
        ended=phase.ended if phase.ended is not None or not error else error.time,
        progress=phase.measured,
        current=_at(phase),
        total=phase.files,
        unit="file" if phase.files is not None else "",
        weight=weight,
        action=said.message if phase.name == said.phase and phase.state == "running" else "",
        error=told_error(error) if error else "",
        metrics=phase.metrics,
        context=error,
    )


def _at(phase: PhaseSaid) -> int | None:
    """Which of its files a phase is at, counted from 1."""
    if phase.state == "completed" and phase.files is not None:
        return phase.files
    return None if phase.index is None else phase.index + 1


def _files_done(said: Snapshot, phase: PhaseSaid) -> Iterator[SubtaskFact]:
    """The files before the current one, whose names only earlier snapshots know."""
    done = phase.files if phase.state == "completed" and phase.files else phase.index or 0
    last = min(done, phase.files or done)
    for index in range(max(0, last - _MOST_FILES), last):
        if phase.file is None or index != phase.index:
            yield SubtaskFact(
                phase.name, (file_id(index),), time=said.time, kind="file", state="completed", progress=100.0
            )


def _current_file(said: Snapshot, phase: PhaseSaid, file: FileSaid) -> SubtaskFact:
    error = _error_of(said, phase)
    mine = error if error and error.file in ("", file.name) else None
    return SubtaskFact(
        phase.name,
        phase.path,
        time=said.time,
        name=file.name,
        kind="file",
        state=said.failed if mine else _file_state(said, phase, file),
        started=file.started,
        ended=file.ended if file.ended is not None or not mine else mine.time,
        current=file.page,
        total=file.pages,
        unit="page",
        progress=file.percent,
        error=told_error(mine) if mine else "",
        metrics=file.metrics,
        context=mine,
    )


def _file_state(said: Snapshot, phase: PhaseSaid, file: FileSaid) -> str:
    if file.ended is not None or phase.state == "completed":
        return "completed"
    return said.failed if phase.state == "failed" else phase.state or "running"


def _error_of(said: Snapshot, phase: PhaseSaid) -> ToldError | None:
    """The snapshot's error where it is this phase's: by name, or the current phase's when it names none."""
    if said.error is None:
        return None
    return said.error if phase.name == (said.error.phase or said.phase) else None
