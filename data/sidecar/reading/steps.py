"""The document that was folded of one run becomes its steps, tries and whatever is below them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from ...events.facts import ToldArtifact
from ...events.fold_state import FoldedAttempt, FoldedRun, FoldedStep, FoldedSubtask
from ...models import Artifact, Attempt, PlannedStep, Step, Subtask
from ...states import is_terminal
from ...text import clean_id
from .shown import artifact_of, context_of, metrics_of, notes_of, text, title

_NOTHING = FoldedStep("", 0)
_DEEPEST = 100
_DONE = frozenset({"completed", "completed_empty"})
_BAD_ENDS = frozenset({"failed", "cancelled", "rejected", "lost", "skipped"})


def steps_of(run: str, state: str, folded: FoldedRun, plan: Sequence[PlannedStep]) -> tuple[Step, ...]:
    """Steps in the order of the plan, then in that of the file; ``state`` is the run's effective one."""
    planned = {step.id: step for step in plan}
    heard = {clean_id(name): step for name, step in folded.steps.items()}
    names = [name for name in dict.fromkeys([*planned, *heard]) if name in heard or not planned[name].rework_only]
    return tuple(
        _step(run, state, heard.get(name, _NOTHING), planned.get(name, PlannedStep(name)), index)
        for index, name in enumerate(names)
    )


def artifacts_of(run: str, folded: FoldedRun, steps: Iterable[Step]) -> tuple[Artifact, ...]:
    """What the run itself and its steps left behind."""
    own = (artifact_of(run, "", one, number) for number, one in enumerate(folded.artifacts.values(), 1))
    return (*own, *(artifact for step in steps for artifact in step.artifacts))


def effective(stated: str, owner: str) -> str:
    """What became of a part that never said that it ended, once that to which it belongs is over.

    A part that had not begun was left out if things went badly; otherwise nobody can say.
    """
    if is_terminal(stated) or not (is_terminal(owner) or owner == "lost"):
        return stated
    if stated in ("", "pending"):
        return "skipped" if owner in _BAD_ENDS - {"lost"} else stated
    return owner if owner in ("cancelled", "rejected") else "cancelled" if owner == "failed" else "lost"


def _step(run: str, owner: str, told: FoldedStep, planned: PlannedStep, index: int) -> Step:
    state = effective(told.state, owner)
    return Step(
        id=planned.id,
        index=index,
        state=state,
        kind=title(told.kind) or planned.kind,
        persona=clean_id(told.persona) or planned.persona,
        model=clean_id(told.model),
        adapter=clean_id(told.adapter),
        needs=tuple(clean_id(need) for need in told.needs) or planned.needs,
        optional=planned.optional,
        started=told.started,
        ended=told.ended if is_terminal(state) else None,
        duration=_took(told.duration, told.started, told.ended),
        tokens=told.tokens,
        progress=100.0 if state in _DONE else told.progress,
        action="" if is_terminal(state) else title(told.action),
        error=text(told.error),
        remark=text(told.remark),
        max_attempts=told.max_attempts or planned.max_attempts,
        attempts=tuple(_attempt(one, state) for one in told.attempts),
        subtasks=_subtasks(told.subtasks, state, 0),
        artifacts=tuple(artifact_of(run, planned.id, one, number) for number, one in _counted(told)),
        contract=(told.passed, told.passed + told.failed) if told.passed or told.failed else None,
        notes=notes_of(told.notes),
        current=told.current,
        total=told.total,
        unit=title(told.unit),
        tokens_in=told.tokens_in,
        tokens_out=told.tokens_out,
        eta=told.eta,
        files=told.files,
        artifact_count=told.artifact_count,
        validation=title(told.validation),
        workspace=title(told.workspace),
        weight=told.weight,
        metrics=metrics_of(told.metrics),
        context=context_of(told.context),
    )


def _counted(told: FoldedStep) -> Iterable[tuple[int, ToldArtifact]]:
    """Artifacts with their numbers; a path that is relative starts at the folder in which the step works."""
    for number, one in enumerate(told.artifacts.values(), 1):
        outside = not told.workspace or one.path.startswith(("/", told.workspace.rstrip("/") + "/"))
        yield number, one if outside else structs.replace(one, path=f"{told.workspace.rstrip('/')}/{one.path}")


def _attempt(told: FoldedAttempt, owner: str) -> Attempt:
    return Attempt(
        number=told.number,
        state=effective(told.state, owner),
        started=told.started,
        ended=told.ended,
        duration=_took(told.duration, told.started, told.ended),
        error=text(told.error),
        failure_class=clean_id(told.failure_class),
        tokens=told.tokens,
        mode=title(told.mode),
        failures=told.failures,
    )


def _subtasks(told: Mapping[str, FoldedSubtask], owner: str, depth: int) -> tuple[Subtask, ...]:
    if depth >= _DEEPEST:
        return ()
    return tuple(_subtask(one, effective(one.state, owner), depth) for one in told.values())


def _subtask(told: FoldedSubtask, state: str, depth: int) -> Subtask:
    return Subtask(
        id=clean_id(told.id),
        name=title(told.name) or clean_id(told.id),
        state=state,
        started=told.started,
        ended=told.ended,
        current=told.current,
        total=told.total,
        progress=told.progress,
        tokens=told.tokens,
        run=clean_id(told.run),
        error=text(told.error),
        subtasks=_subtasks(told.subtasks, state, depth + 1),
        kind=title(told.kind),
        unit=title(told.unit),
        message=title(told.message),
        eta=told.eta,
        metrics=metrics_of(told.metrics),
        context=context_of(told.context),
        notes=notes_of(told.notes),
    )


def _took(stated: float | None, started: float | None, ended: float | None) -> float | None:
    if stated is not None or started is None or ended is None or ended < started:
        return stated
    return ended - started
