"""A run that is in the store and in an event file: what the store does not know is added from the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from ..models import Artifact, Attempt, Note, Outcome, Run, RunDetail, Step, Subtask
from .conflict import conflict

Record = TypeVar("Record", Run, Step, Attempt, Subtask)

_OF_RUN = (
    *("step", "steps_done", "steps_total", "tokens", "progress", "how", "eta", "action", "files", "artifact_count"),
    *("exit_code", "workspace", "host", "facts", "context", "tags", "indexed", "input"),
)
_OF_STEP = (
    *("kind", "persona", "model", "adapter", "needs", "started", "tokens", "progress", "action", "remark"),
    *("max_attempts", "contract", "current", "total", "unit", "tokens_in", "tokens_out", "eta", "files"),
    *("artifact_count", "validation", "workspace", "weight", "metrics", "context"),
)
_OF_ATTEMPT = ("started", "ended", "duration", "error", "failure_class", "tokens", "mode", "failures")


def overlaid_run(store: Run, file: Run, now: float) -> Run:
    """The store's run with what its event file adds, and the sentence that says where they disagree."""
    made = _filled(store, file, _OF_RUN)
    return replace(
        made,
        sources=(*store.sources, *(source for source in file.sources if source not in store.sources)),
        seen=max((time for time in (store.seen, file.seen) if time is not None), default=None),
        notes=_notes(store.notes, file.notes),
        conflict=conflict(store, file, now),
    )


def overlaid(store: RunDetail, file: RunDetail, now: float) -> RunDetail:
    """The store's detail with what its event file adds to known steps, and with steps and artifacts of its own."""
    steps = _steps(store.steps, file.steps)
    return replace(
        store,
        run=overlaid_run(store.run, file.run, now),
        steps=steps,
        children=(*store.children, *_others(store.children, file.children)),
        artifacts=(*store.artifacts, *_more_artifacts(store.artifacts, file.artifacts)),
        outcomes=(*store.outcomes, *_more_outcomes(store.outcomes, file.outcomes)),
    )


def _steps(store: Sequence[Step], file: Sequence[Step]) -> tuple[Step, ...]:
    told = {step.id: step for step in file}
    known = {step.id for step in store}
    made = [_step(step, told[step.id]) if step.id in told else step for step in store]
    own = [step for step in file if step.id not in known]
    return (*made, *(replace(step, index=len(made) + place) for place, step in enumerate(own)))


def _step(store: Step, file: Step) -> Step:
    if store.origin:
        return store
    numbered = {one.number: one for one in file.attempts}
    return replace(
        _filled(store, file, _OF_STEP),
        attempts=tuple(
            _filled(one, numbered[one.number], _OF_ATTEMPT) if one.number in numbered else one for one in store.attempts
        )
        or file.attempts,
        subtasks=_subtasks(store.subtasks, file.subtasks),
        artifacts=(*store.artifacts, *_more_artifacts(store.artifacts, file.artifacts)),
        notes=_notes(store.notes, file.notes),
    )


def _subtasks(store: Sequence[Subtask], file: Sequence[Subtask]) -> tuple[Subtask, ...]:
    known = {one.id for one in store} | {one.run for one in store if one.run}
    return (*store, *(one for one in file if one.id not in known and one.run not in known))


def _filled(store: Record, file: Record, names: Iterable[str]) -> Record:
    """The store's record with those fields from the file that it leaves empty."""
    added: dict[str, Any] = {
        name: getattr(file, name)
        for name in names
        if getattr(store, name) in (None, "", ()) and getattr(file, name) not in (None, "", ())
    }
    return replace(store, **added) if added else store


def _notes(store: Sequence[Note], file: Sequence[Note]) -> tuple[Note, ...]:
    return tuple(dict.fromkeys([*store, *file]))


def _others(store: Sequence[Run], file: Sequence[Run]) -> tuple[Run, ...]:
    known = {run.id for run in store}
    return tuple(run for run in file if run.id not in known)


def _more_artifacts(store: Sequence[Artifact], file: Sequence[Artifact]) -> tuple[Artifact, ...]:
    """Artifacts of steps of which the store has none: where it has some, the file names their originals."""
    known = {one.step for one in store}
    return tuple(one for one in file if one.step not in known)


def _more_outcomes(store: Sequence[Outcome], file: Sequence[Outcome]) -> tuple[Outcome, ...]:
    known = {(one.step, one.value) for one in store}
    return tuple(one for one in file if (one.step, one.value) not in known)
