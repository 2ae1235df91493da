"""Folds what records state about what is below a step, to any depth."""

from __future__ import annotations

from ..states import is_terminal
from .facts import SubtaskFact
from .fold_merge import MAX_FACTS, MAX_SUBTASKS, is_stale, merge, note, set_items, take_times
from .fold_state import FoldedRun, FoldedStep, FoldedSubtask
from .fold_steps import step_of

_MAX_DEPTH = 100
_WHOLE = 100.0
"""A part of which somebody says that it is done to its last percent has counted everything."""


def find_subtask(step: FoldedStep, path: tuple[str, ...]) -> FoldedSubtask | None:
    """The subtask at this path below the step; the ones on the way and itself are heard of now if they were not.

    None when the step has as many subtasks as are kept.
    """
    place: FoldedStep | FoldedSubtask = step
    found = None
    if len(path) > _MAX_DEPTH:
        note(step.notes, "subtasks", f"has more than {_MAX_DEPTH} levels; what is deeper is shown as the last of them")
    for name in path[:_MAX_DEPTH]:
        found = place.subtasks.get(name)
        if found is None:
            if len(place.subtasks) >= MAX_SUBTASKS:
                note(place.notes, "subtasks", f"has more than {MAX_SUBTASKS} parts; the rest is in its events only")
                return None
            found = place.subtasks[name] = FoldedSubtask(name)
        place = found
    return found


def fold_subtask(run: FoldedRun, fact: SubtaskFact) -> None:
    """Take one fact into its subtask."""
    subtask = find_subtask(step_of(run, fact.step), fact.path)
    if subtask is None:
        return
    after = "running" if fact.alive and not fact.state and subtask.state == "pending" else fact.state
    stale = bool(after) and is_stale(subtask.state, subtask.ended, after, fact.time)
    if stale:
        note(
            subtask.notes,
            "state",
            f"went from {subtask.state} to {after}, in an older record, which does not count",
        )
    elif after:
        _enter(subtask, fact, after)
    merge(subtask, fact, only_missing=stale)
    take_times(subtask, fact)
    if fact.progress == _WHOLE and fact.current is None and subtask.total is not None:
        subtask.current = subtask.total
    set_items(subtask.metrics, fact.metrics, MAX_FACTS, subtask.notes, "metrics")


def _enter(subtask: FoldedSubtask, fact: SubtaskFact, after: str) -> None:
    if is_terminal(after):
        if subtask.state != after or subtask.ended is None:
            subtask.ended = fact.ended if fact.ended is not None else fact.time
    elif is_terminal(subtask.state):
        subtask.ended, subtask.error, subtask.context = None, "", None
    if after == "running" and subtask.started is None:
        subtask.started = fact.started if fact.started is not None else fact.time
    subtask.state = after
