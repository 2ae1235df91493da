"""Folds what records state about what is below a step, to any depth."""

from __future__ import annotations

from ..states import is_terminal
from .facts import SubtaskFact
from .fold_merge import MAX_FACTS, MAX_SUBTASKS, is_stale, merge, note, set_items
from .fold_state import FoldedRun, FoldedStep, FoldedSubtask
from .fold_steps import step_of

_MAX_DEPTH = 100


def find_subtask(step: FoldedStep, path: tuple[str, ...]) -> FoldedSubtask | None:
    """The subtask at this path below the step; the ones on the way and itself are heard of now if they were not.

    None when the step has as many subtasks as are kept.
    """
    place: FoldedStep | FoldedSubtask = step
    found = None
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
    stale = bool(fact.state) and is_stale(subtask.state, subtask.ended, fact.state, fact.time)
    if stale:
        note(
            subtask.notes,
            "state",
            f"went from {subtask.state} to {fact.state}, in an older record, which does not count",
        )
    elif fact.state:
        _enter(subtask, fact)
    merge(subtask, fact, only_missing=stale)
    set_items(subtask.metrics, fact.metrics, MAX_FACTS)


def _enter(subtask: FoldedSubtask, fact: SubtaskFact) -> None:
    if is_terminal(fact.state):
        if subtask.state != fact.state or subtask.ended is None:
            subtask.ended = fact.ended if fact.ended is not None else fact.time
    elif is_terminal(subtask.state):
        subtask.ended, subtask.error, subtask.context = None, "", None
    if fact.state == "running" and subtask.started is None:
        subtask.started = fact.started if fact.started is not None else fact.time
    subtask.state = fact.state
