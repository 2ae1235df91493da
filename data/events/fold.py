"""Folds what records state into one run, record by record, in the order of event ids."""

from __future__ import annotations

from collections.abc import Iterable

from ..states import TERMINAL
from .facts import Fact, NoteFact, RunFact, StepFact, ToldOutcome
from .fold_merge import MAX_FACTS, MAX_LISTED, is_stale, merge, note, note_rest, set_items, take_times
from .fold_state import FoldedNote, FoldedRun
from .fold_steps import fold_step, step_of
from .fold_subtasks import find_subtask, fold_subtask

_ENDS = frozenset({"completed", "failed", "cancelled"})


def fold(run: FoldedRun, facts: Iterable[Fact]) -> None:
    """Take the facts of one record into the run; what a record does not state stays as it was."""
    run.records += 1
    for fact in facts:
        if isinstance(fact, NoteFact):
            note(_noted(run, fact), fact.subject, fact.text)
            continue
        if fact.time is not None and (run.seen is None or fact.time > run.seen):
            run.seen = fact.time
        if isinstance(fact, StepFact):
            fold_step(run, fact)
        elif isinstance(fact, RunFact):
            _fold_run(run, fact)
        else:
            fold_subtask(run, fact)


def _noted(run: FoldedRun, fact: NoteFact) -> list[FoldedNote]:
    if not fact.step:
        return run.notes
    step = step_of(run, fact.step)
    subtask = find_subtask(step, fact.path) if fact.path else None
    return subtask.notes if subtask else step.notes


def _fold_run(run: FoldedRun, fact: RunFact) -> None:
    after = "running" if fact.alive and not fact.state and run.state == "pending" else fact.state
    stale = run.state in TERMINAL and bool(after) and is_stale(run.state, run.ended, after, fact.time)
    if after and stale:
        _note_change(run, after, "in an older record, which does not count")
    elif after:
        _enter(run, fact, after)
    merge(run, fact, only_missing=stale)
    take_times(run, fact)
    run.pipeline = run.pipeline or fact.pipeline
    run.input = run.input or fact.input
    _take_collections(run, fact)


def _enter(run: FoldedRun, fact: RunFact, after: str) -> None:
    if run.state != after and run.state in _ENDS and not fact.undone:
        _note_change(run, after, "which is no valid change")
    if after in _ENDS:
        run.ended = fact.ended if fact.ended is not None else fact.time
    elif run.state in _ENDS:
        run.ended, run.error, run.context, run.exit_code = None, "", None, None
    if after == "running" and run.started is None:
        run.started = fact.started if fact.started is not None else fact.time
    run.state = after


def _note_change(run: FoldedRun, after: str, why: str) -> None:
    note(run.notes, "state", f"went from {run.state} to {after}, {why}")


def _take_collections(run: FoldedRun, fact: RunFact) -> None:
    if fact.listed:
        _list_steps(run, fact.listed)
    if fact.tags:
        _take_tags(run, fact.tags)
    if fact.facts:
        set_items(run.facts, fact.facts, MAX_FACTS, run.notes, "facts")
    if fact.artifacts:
        artifacts = {artifact.path: artifact for artifact in fact.artifacts}
        set_items(run.artifacts, artifacts, MAX_LISTED, run.notes, "artifacts")
    for outcome in fact.outcomes:
        if outcome not in run.outcomes:
            _take_outcome(run, outcome)


def _take_tags(run: FoldedRun, tags: tuple[str, ...]) -> None:
    every = tuple(dict.fromkeys((*run.tags, *tags)))
    if len(every) > MAX_FACTS:
        note_rest(run.notes, "tags", MAX_FACTS)
    run.tags = every[:MAX_FACTS]


def _take_outcome(run: FoldedRun, outcome: ToldOutcome) -> None:
    if len(run.outcomes) < MAX_LISTED:
        run.outcomes.append(outcome)
    else:
        note_rest(run.notes, "outcomes", MAX_LISTED)


def _list_steps(run: FoldedRun, listed: tuple[str, ...]) -> None:
    for name in listed:
        step_of(run, name)
    order = dict.fromkeys((*listed, *run.steps))
    run.steps = {name: run.steps[name] for name in order if name in run.steps}
    for index, step in enumerate(run.steps.values()):
        step.index = index
