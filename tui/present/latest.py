"""The last thing that happened in the open run, for the line at the bottom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wave_tui.data.models import RunDetail, Step
from wave_tui.data.states import Word, word

from .line import Line, line
from .runs import short_id

_VERBS = {
    Word.OK: "completed",
    Word.FAIL: "failed",
    Word.CAN: "cancelled",
    Word.LOST: "lost",
    Word.SKIP: "skipped",
}
_TOKENS = {Word.FAIL: "fail", Word.LOST: "warn"}


@dataclass(frozen=True, slots=True)
class Change:
    """A step or a try of it that began or ended; ``after`` is what followed."""

    time: float
    step: str
    attempt: str
    verb: str
    token: str = "dim"
    after: str = ""


def latest(detail: RunDetail) -> Change | None:
    """The newest change, None before anything began; of several in one second the one told last."""
    changes = [change for step in detail.steps for change in _changes(step)] + list(_end(detail))
    return max(reversed(changes), key=lambda change: change.time, default=None)


def latest_line(detail: RunDetail, change: Change) -> Line:
    """``8k3m implement A1 failed, retrying as A2``; only the failing word is coloured."""
    place = " ".join(part for part in (short_id(detail.run.id), change.step) if part)
    what = f"{change.attempt} {change.verb}" if change.attempt else change.verb
    return line((f"{place} ", "dim"), (what, change.token), (change.after, "dim"))


def _end(detail: RunDetail) -> Iterator[Change]:
    run, found = detail.run, word(detail.run.state)
    if run.ended is not None and found in _VERBS:
        yield Change(run.ended, "", "", _VERBS[found], _TOKENS.get(found, "dim"))


def _changes(step: Step) -> Iterator[Change]:
    several = len(step.attempts) > 1
    for attempt, after in zip(step.attempts, (*step.attempts[1:], None), strict=False):
        number = f"A{attempt.number}" if several else ""
        if attempt.started is not None:
            yield Change(attempt.started, step.id, number, "started")
        found = word(attempt.state)
        if attempt.ended is not None and found in _VERBS:
            then = f", retrying as A{after.number}" if after is not None and found is Word.FAIL else ""
            yield Change(attempt.ended, step.id, number, _VERBS[found], _TOKENS.get(found, "dim"), then)
    if not step.attempts and step.ended is not None and (found := word(step.state)) in _VERBS:
        yield Change(step.ended, step.id, "", _VERBS[found], _TOKENS.get(found, "dim"))
