"""Folds what records state about a step and its tries."""

from __future__ import annotations

from ..states import TERMINAL, is_terminal, step_change_is_valid
from .facts import StepFact
from .fold_merge import MAX_FACTS, MAX_LISTED, MAX_STEPS, is_stale, merge, note, note_rest, set_items, taker
from .fold_state import FoldedAttempt, FoldedRun, FoldedStep

_BEGINS = frozenset({"running", "started"})
_AGAIN = frozenset({"retrying", "reworking"})
_WITHOUT_TRY = frozenset({"skipped", "pending"})
_BAD_ENDS = frozenset({"failed", "rejected"})
_OVER_SEVERAL = frozenset({"iterate", "loop"})
_TRY_FIELDS = ("error", "failure_class", "tokens", "mode", "failures", "duration")
_tell = taker(FoldedAttempt, StepFact, _TRY_FIELDS)
"""Takes into a try what a record states about it."""


def step_of(run: FoldedRun, name: str) -> FoldedStep:
    """The step of this id, which is heard of now if it was not; beyond the bound all further ones share the last."""
    step = run.steps.get(name)
    if step is None:
        if len(run.steps) >= MAX_STEPS:
            note(run.notes, "steps", f"has more than {MAX_STEPS} steps; the rest is shown as the last of them")
            return next(reversed(run.steps.values()))
        step = run.steps[name] = FoldedStep(name, len(run.steps))
    return step


def fold_step(run: FoldedRun, fact: StepFact) -> None:
    """Take one fact into its step; its kind and the first of several reasons why it failed stay."""
    step = step_of(run, fact.step)
    after, kind = _stated(step, fact), step.kind
    again = after in _BAD_ENDS and step.state == after and step.error != ""
    named = fact.attempt is not None or fact.child
    stale = step.state in TERMINAL and after != "" and not named and is_stale(step.state, step.ended, after, fact.time)
    if stale:
        _note_change(step, after, "in an older record, which does not count")
    elif after and not again:
        _enter(step, fact, after)
    elif fact.attempt is not None:
        _tell(_numbered(step, fact.attempt), fact)
    elif step.attempts and not again:
        _tell(step.attempts[-1], fact)
    merge(step, fact, only_missing=stale or again)
    step.kind = kind or step.kind
    if fact.spent is not None or fact.tokens is not None:
        _count_tokens(step, fact)
    _take_collections(step, fact)


def _stated(step: FoldedStep, fact: StepFact) -> str:
    if fact.child and step.kind in _OVER_SEVERAL and is_terminal(fact.state):
        return ""
    if not fact.state and fact.alive and step.state == "pending":
        return "running"
    return fact.state


def _enter(step: FoldedStep, fact: StepFact, after: str) -> None:
    if step.state not in ("pending", after) and not step_change_is_valid(step.state, after):
        _note_change(step, after, "which is no valid change")
    if after in _AGAIN:
        _retry(step, fact, after)
    elif after in _BEGINS:
        _begin(step, fact)
    elif after not in _WITHOUT_TRY:
        _end(step, fact, after)
    if is_terminal(after):
        _finish(step, fact, after)
    else:
        step.ended = None
    step.state = after


def _begin(step: FoldedStep, fact: StepFact) -> None:
    now = _current(step, fact, new=not step.attempts or _is_over(step.attempts[-1], fact))
    now.state, now.ended, now.duration = "running", None, None
    if now.started is None:
        now.started = fact.started if fact.started is not None else fact.time
    if step.started is None:
        step.started = now.started
    step.duration = None
    step.error, step.context = "", None
    _tell(now, fact)


def _is_over(attempt: FoldedAttempt, fact: StepFact) -> bool:
    """True when what begins is another try; the next of several child runs goes on with the one that there is."""
    return is_terminal(attempt.state) and (attempt.state == "failed" or not fact.child)


def _retry(step: FoldedStep, fact: StepFact, after: str) -> None:
    if fact.attempt is None and step.attempts and not is_terminal(step.attempts[-1].state):
        last = step.attempts[-1]
        last.state, last.ended, last.error = "failed", fact.time, last.error or step.error
    now = _current(step, fact, new=True)
    now.state = after
    step.passed = step.failed = 0
    step.progress = step.current = step.duration = None
    _tell(now, fact)


def _end(step: FoldedStep, fact: StepFact, after: str) -> None:
    now = _current(step, fact, new=not step.attempts)
    if now.state != after or now.ended is None:
        now.ended = fact.ended if fact.ended is not None else fact.time
    if fact.started is not None and now.started is None:
        now.started = fact.started
    if step.started is None:
        step.started = now.started
    now.state = after
    _tell(now, fact)


def _finish(step: FoldedStep, fact: StepFact, after: str) -> None:
    if step.state != after or step.ended is None:
        step.ended = fact.ended if fact.ended is not None else fact.time
    if after not in _BAD_ENDS:
        step.error, step.context = "", None
    step.action = ""


def _current(step: FoldedStep, fact: StepFact, *, new: bool) -> FoldedAttempt:
    if fact.attempt is not None:
        return _numbered(step, fact.attempt)
    if new and _has_room(step):
        step.attempts.append(FoldedAttempt(step.attempts[-1].number + 1 if step.attempts else 1))
    return step.attempts[-1]


def _has_room(step: FoldedStep) -> bool:
    if len(step.attempts) < MAX_LISTED:
        return True
    note_rest(step.notes, "attempts", MAX_LISTED)
    return False


def _numbered(step: FoldedStep, number: int) -> FoldedAttempt:
    for attempt in step.attempts:
        if attempt.number == number:
            return attempt
    if not _has_room(step):
        return step.attempts[-1]
    for earlier in step.attempts:
        if earlier.number < number and not is_terminal(earlier.state):
            earlier.state = "failed"
    attempt = FoldedAttempt(number)
    step.attempts.append(attempt)
    step.attempts.sort(key=lambda one: one.number)
    return attempt


def _count_tokens(step: FoldedStep, fact: StepFact) -> None:
    if not step.attempts:
        step.tokens = (step.tokens or 0) + (fact.spent or 0)
        return
    now = step.attempts[-1] if fact.attempt is None else _numbered(step, fact.attempt)
    if fact.spent is not None:
        now.tokens = (now.tokens or 0) + fact.spent
    step.tokens = sum(attempt.tokens or 0 for attempt in step.attempts)


def _note_change(step: FoldedStep, after: str, why: str) -> None:
    note(step.notes, "state", f"went from {step.state} to {after}, {why}")


def _take_collections(step: FoldedStep, fact: StepFact) -> None:
    step.passed += fact.passed
    step.failed += fact.failed
    if fact.duration is not None and len(step.attempts) > 1:
        step.duration = None
    if fact.metrics:
        set_items(step.metrics, fact.metrics, MAX_FACTS, step.notes, "metrics")
    if fact.artifacts:
        artifacts = {artifact.path: artifact for artifact in fact.artifacts}
        set_items(step.artifacts, artifacts, MAX_LISTED, step.notes, "artifacts")
