"""Tries of one step, told by its attempt rows where there are some and by its events otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..models import Attempt
from ..states import is_live, is_terminal
from .rows import AttemptRow
from .runlog import StepLog, Try
from .times import between

_SAME_SECONDS = 2.0


def was_stopped(attempt: Attempt) -> bool:
    """True for a try that a cancellation ended, whatever Wave calls its end."""
    return attempt.failure_class == "canceled" or "context canceled" in attempt.error


def stopped_by(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """The tries of a cancelled run: what the cancellation ended did not fail."""
    return tuple(
        replace(one, state="cancelled") if one.state == "failed" and was_stopped(one) else one for one in attempts
    )


def attempts_of(rows: Sequence[AttemptRow], log: StepLog | None, state: str) -> tuple[Attempt, ...]:
    """Attempts in order; ``rows`` are oldest first and of one step, ``state`` is the step's effective state.

    Each try has a row for its begin and one for its end: the newest of a number counts. A step of child runs goes on
    when one of them has completed.
    """
    folded = {row.number: row for row in rows}
    begun = {row.number: row.started for row in reversed(rows)}
    tries = log.tries if log else []
    if not tries:
        attempts = [_from_row(folded[number], None, begun[number]) for number in sorted(folded)]
    else:
        attempts = [_merged(one, folded) for one in tries]
        heard = {one.number for one in tries}
        attempts += [_from_row(folded[number], None, begun[number]) for number in sorted(folded) if number not in heard]
    if log and log.composition and attempts and is_live(state):
        attempts[-1] = replace(attempts[-1], state="running", ended=None, duration=None)
    return tuple(_settled(one, state, last=index == len(attempts) - 1) for index, one in enumerate(attempts))


def _merged(one: Try, folded: dict[int, AttemptRow]) -> Attempt:
    row = folded.get(one.number)
    if row and row.started is not None and one.started is not None and abs(row.started - one.started) > _SAME_SECONDS:
        row = None
    if row:
        return _from_row(row, one, row.started)
    return Attempt(
        number=one.number,
        state=one.state or "pending",
        started=one.started,
        ended=one.ended,
        duration=one.duration if one.duration is not None else between(one.started, one.ended, "", []),
        error=one.error,
        tokens=one.tokens or None,
    )


def _from_row(row: AttemptRow, one: Try | None, started: float | None) -> Attempt:
    ended = row.ended if row.ended is not None else one.ended if one else None
    exact = row.duration if row.duration is not None else one.duration if one else None
    state = one.state if one and row.state == "running" and one.state else row.state
    return Attempt(
        number=row.number,
        state=state,
        started=started,
        ended=ended,
        duration=exact if exact is not None else between(started, ended, "", []),
        error=row.error or (one.error if one else ""),
        failure_class=row.failure_class,
        tokens=row.tokens or (one.tokens if one else 0) or None,
    )


def _settled(attempt: Attempt, step: str, *, last: bool) -> Attempt:
    """A try that never ended in a step that has: it was stopped the way its step was."""
    if is_terminal(attempt.state) or not (is_terminal(step) or step == "lost"):
        return attempt
    state = step if last and step != "skipped" else "failed"
    return replace(attempt, state=state)
