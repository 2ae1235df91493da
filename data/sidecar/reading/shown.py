"""Parts of what event files told, made safe to show; the only place where their texts pass ``data.text``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...events.facts import ToldArtifact, ToldError, ToldOutcome
from ...events.fold_state import FoldedNote
from ...models import Artifact, ErrorContext, Metric, Note, Outcome
from ...text import clean, clean_id

_TITLE = 200


def text(value: str) -> str:
    """Text of several lines."""
    return clean(value, lines=True) if value else ""


def title(value: str) -> str:
    """Text of one line."""
    return clean(value, limit=_TITLE) if value else ""


def metrics_of(values: Mapping[str, str]) -> tuple[Metric, ...]:
    """Values under their names."""
    return tuple(Metric(clean(name, limit=_TITLE), clean(value, limit=2_000)) for name, value in values.items())


def notes_of(notes: Iterable[FoldedNote]) -> tuple[Note, ...]:
    """Data-quality notes, each with how often it was made."""
    return tuple(
        Note(title(note.subject), clean(note.text, limit=2_000) + (f" ({note.times} times)" if note.times > 1 else ""))
        for note in notes
    )


def context_of(error: ToldError | None) -> ErrorContext | None:
    """An error with its place."""
    if error is None:
        return None
    return ErrorContext(
        kind=title(error.kind),
        message=text(error.message),
        phase=title(error.phase),
        file=clean(error.file),
        page=error.page,
        time=error.time,
        traceback=text(error.traceback),
        details=metrics_of(error.details),
    )


def artifact_of(run: str, step: str, found: ToldArtifact, number: int) -> Artifact:
    """A file that was left behind; its path stays a path and is judged when it is opened."""
    path = found.path if found.path.isascii() and found.path.isprintable() else clean(found.path)
    name = clean_id(found.name or found.path.rpartition("/")[2] or found.path)
    return Artifact(run, step, name, path, clean_id(found.kind), found.size, found.time, number)


def outcome_of(found: ToldOutcome) -> Outcome:
    """A link or file that a run lists as its result."""
    kind, label, value = clean(found.kind, limit=100), clean(found.label, limit=500), clean(found.value, limit=2_000)
    return Outcome(clean_id(found.step), kind, label, value)
