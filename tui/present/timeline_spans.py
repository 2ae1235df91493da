"""What happened when in a step, an attempt or a subtask, as stretches of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from math import inf

from wave_tui.data.models import Attempt, Run, Step, Subtask
from wave_tui.data.progress.projection import Projection
from wave_tui.data.states import Word, is_live, is_terminal, word

OVERHEAD = 5.0
"""Seconds between ready and started that are the engine's own and no wait."""

_LATEST = 1e11


class Part(Enum):
    """What a stretch of a lane stands for."""

    QUEUED = auto()
    BACKOFF = auto()
    RUNNING = auto()
    STALE = auto()
    DONE = auto()
    FAILED = auto()
    CANCELLED = auto()
    LOST = auto()
    WAITING = auto()
    LIKELY = auto()
    DOUBTFUL = auto()


BODIES = frozenset({Part.RUNNING, Part.STALE, Part.DONE, Part.FAILED, Part.CANCELLED})
AHEAD = frozenset({Part.WAITING, Part.LIKELY, Part.DOUBTFUL})
"""Parts that lie after now."""


@dataclass(frozen=True, slots=True)
class Span:
    """One part from start to end in unix seconds; an unknown end of what lies ahead is infinite."""

    part: Part
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Moment:
    """The time that a plot is drawn for, and the run's last sign of life where it has an executor no more."""

    now: float
    lost: float | None = None
    ended: float | None = None

    @property
    def over(self) -> bool:
        """True when nothing of the run can still go on."""
        return self.ended is not None


def moment_of(run: Run, now: float) -> Moment:
    """Now for a run that lives, its end for one that is over."""
    if run.state == "lost":
        return Moment(now, sane(run.heartbeat) or sane(run.seen) or now)
    if is_terminal(run.state):
        ended = sane(run.ended) or sane(run.seen) or now
        return Moment(ended, ended=ended)
    return Moment(now)


def step_spans(step: Step, ready: float | None, expected: Projection | None, moment: Moment) -> tuple[Span, ...]:
    """A step's lane: its wait, all its attempts in sequence, and what is expected of it."""
    made = [*_queue(step, ready, moment)]
    tries = [attempt for attempt in step.attempts if sane(attempt.started) is not None]
    if tries:
        for before, attempt in zip((None, *tries), tries, strict=False):
            made.extend(attempt_spans(attempt, before, moment))
        made.extend(_next_try(step, tries[-1], moment))
    else:
        made.extend(_body(step.state, *_times(step.state, step.started, step.ended, step.duration), moment))
    return (*made, *_ahead(step, expected, moment))


def attempt_spans(attempt: Attempt, before: Attempt | None, moment: Moment) -> tuple[Span, ...]:
    """An attempt's lane: the backoff before it, then its work."""
    started, ended = _times(attempt.state, attempt.started, attempt.ended, attempt.duration)
    backoff: tuple[Span, ...] = ()
    waited = sane(before.ended) if before else None
    if waited is not None and started is not None and started > waited:
        backoff = (Span(Part.BACKOFF, waited, started),)
    return (*backoff, *_body(attempt.state, started, ended, moment))


def subtask_spans(subtask: Subtask, parent_live: bool, moment: Moment) -> tuple[Span, ...]:
    """A subtask's lane; one that has not begun waits as long as its step lives."""
    started, ended = sane(subtask.started), sane(subtask.ended)
    if started is None and parent_live and word(subtask.state) is Word.PENDING and not moment.over:
        return (Span(Part.WAITING, moment.now, inf),)
    return _body(subtask.state, started, ended, moment)


def worked(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The stretches in which work was done."""
    return tuple(span for span in spans if span.part in BODIES)


def changes(spans: Sequence[Span]) -> Iterator[float]:
    """The moments at which a lane changes its state."""
    for span in spans:
        if span.part not in AHEAD:
            yield from (span.start, span.end)


def sane(time: float | None) -> float | None:
    """A time that a calendar can show, else None."""
    return time if time is not None and 0 < time < _LATEST else None


def ready_at(step: Step, ends: dict[str, float | None]) -> float | None:
    """When a step could have begun: queued, or the last of what it needs had ended."""
    if sane(step.queued) is not None:
        return step.queued
    before = [ends.get(name) for name in step.needs]
    return max((end for end in before if end is not None), default=None) if all(before) else None


def _queue(step: Step, ready: float | None, moment: Moment) -> Iterator[Span]:
    started = _first_start(step)
    if ready is None or (started is None and (word(step.state) is not Word.PENDING or moment.over)):
        return
    until = moment.now if started is None else started
    if until - ready >= OVERHEAD:
        yield Span(Part.QUEUED, ready, until)


def _first_start(step: Step) -> float | None:
    starts = [start for start in (sane(step.started), *(sane(a.started) for a in step.attempts)) if start is not None]
    return min(starts, default=None)


def _next_try(step: Step, last: Attempt, moment: Moment) -> Iterator[Span]:
    ended = sane(last.ended)
    if word(step.state) is Word.RETRY and ended is not None and not moment.over and moment.now > ended:
        yield Span(Part.BACKOFF, ended, moment.now)


_ENDED = {Word.OK: Part.DONE, Word.FAIL: Part.FAILED, Word.CAN: Part.CANCELLED, Word.SKIP: Part.DONE}


def _body(state: str, started: float | None, ended: float | None, moment: Moment) -> tuple[Span, ...]:
    if started is None:
        return ()
    known = word(state)
    live = known is Word.LOST or is_live(state) or known is Word.RUN
    if live and ended is None:
        return _open_body(started, known is Word.LOST, moment)
    part = Part.STALE if live else _ENDED.get(known, Part.DONE) if known else Part.DONE
    return (Span(part, started, max(started, started if ended is None else ended)),)


def _open_body(started: float, lost: bool, moment: Moment) -> tuple[Span, ...]:
    if moment.over:
        return (Span(Part.STALE, started, max(started, moment.now)),)
    if moment.lost is None and not lost:
        return (Span(Part.RUNNING, started, max(started, moment.now)),)
    last = max(started, moment.lost or started)
    return (Span(Part.STALE, started, last), Span(Part.LOST, last, max(last, moment.now)))


def _ahead(step: Step, expected: Projection | None, moment: Moment) -> Iterator[Span]:
    if moment.over or moment.lost is not None or expected is None:
        return
    now, start = moment.now, expected.start
    if not is_live(step.state):
        until = inf if start is None else start
        if until > now:
            yield Span(Part.WAITING, now, until)
    begins = max(now, start) if start is not None else now
    marks = (begins, *(max(end, begins) for end in (expected.p50, expected.p90) if end is not None))
    for part, (left, right) in zip((Part.LIKELY, Part.DOUBTFUL), pairwise(marks), strict=False):
        if right > left:
            yield Span(part, left, right)


def _times(
    state: str, started: float | None, ended: float | None, duration: float | None
) -> tuple[float | None, float | None]:
    """Start and end; with a duration the known one of them gives the other, except the end of what still runs."""
    start, end = sane(started), sane(ended)
    if duration is None or duration < 0:
        return start, end
    if start is None and end is not None:
        return end - duration, end
    if end is None and start is not None and is_terminal(state):
        return start, start + duration
    return start, end
