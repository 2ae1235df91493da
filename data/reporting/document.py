"""The snapshot of work that goes through phases, files and pages, as one document."""

from __future__ import annotations

from .encoding import moment

TYPE_CHECKING = False  # the module typing costs more than everything here
if TYPE_CHECKING:
    from .phase import File, Phase
    from .phases import Phases

WEIGHTS = {"upload": 0.1, "processing": 0.6, "matching": 0.2, "report_generation": 0.1}
"""The phases that are expected unless others are named, and how much of the whole each one is."""


def document(work: Phases, now: float) -> dict[str, object]:
    """All that is known at a time in unix seconds."""
    found: dict[str, object] = {
        "session_id": work.run,
        "operation_type": work.kind,
        **work.origin,
        "overall_percentage": overall(work),
        "current_phase": work.current.name,
        "phase_weights": None if work.weights == WEIGHTS else work.weights,
        "phases": {phase.name: _phase(phase) for phase in work.phases.values()},
        "last_update": moment(now),
        "status_message": work.message or _message(work.current),
        "error": work.error,
    }
    return {name: value for name, value in found.items() if value is not None}


def overall(work: Phases) -> int:
    """Progress over all phases by their weights, 0 to 100."""
    weights = [work.weights.get(name, 0.0) for name in work.phases]
    if not sum(weights):
        weights = [1.0] * len(weights)
    parts = zip(weights, work.phases.values())  # noqa: B905 - Python 3.9 knows no strict
    return int(sum(weight * _percentage(phase) for weight, phase in parts) / sum(weights) + 1e-9)


def _phase(phase: Phase) -> dict[str, object]:
    file = phase.file_now
    found: dict[str, object] = {
        "status": phase.status,
        "percentage": int(_percentage(phase)),
        "started_at": _moment(phase.started),
        "completed_at": _moment(phase.ended),
        "total_files": phase.total_files,
        "current_file_index": None if file is None else file.index,
        "current_file": None if file is None else _file(file),
        **phase.facts,
    }
    return {name: value for name, value in found.items() if value is not None}


def _file(file: File) -> dict[str, object]:
    found: dict[str, object] = {
        "name": file.name,
        "file_id": file.file_id,
        "total_pages": file.pages,
        "current_page": file.page_now,
        "regex_matches_found": 0,
        "started_at": moment(file.started),
        "completed_at": _moment(file.ended),
        **file.facts,
    }
    return {name: value for name, value in found.items() if value is not None}


def _percentage(phase: Phase) -> float:
    """The files that are done and the part of the current one, else what the program states."""
    if phase.status == "completed":
        return 100.0
    file = phase.file_now
    if phase.total_files and file is not None:
        part = 1.0 if file.ended is not None else file.page_now / file.pages
        return min(100.0, 100.0 * (file.index + part) / phase.total_files)
    return max(0.0, min(100.0, phase.percentage))


def _message(phase: Phase) -> str:
    what = phase.name.replace("_", " ").capitalize()
    file = phase.file_now
    if file is None or phase.status != "in_progress":
        return f"{what} {phase.status.replace('_', ' ')}"
    of = f" of {phase.total_files}" if phase.total_files else ""
    return f"{what} file {file.index + 1}{of}: page {file.page_now}/{file.pages}"


def _moment(time: float | None) -> str | None:
    return None if time is None else moment(time)
