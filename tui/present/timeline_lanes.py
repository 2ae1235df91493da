"""The lanes of a timeline: one a step, below it one an attempt, a subtask or a child run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import inf

from wave_tui.data.address import Address
from wave_tui.data.models import Attempt, PipelineHistory, Run, RunDetail, Step, StepHistory, Subtask
from wave_tui.data.progress.baseline import Baseline, baseline, compare
from wave_tui.data.progress.path import CriticalPath, path_of
from wave_tui.data.progress.projection import Projection, project
from wave_tui.data.states import Word, is_live, is_terminal, word

from .timeline_spans import (
    AHEAD,
    Moment,
    Part,
    Span,
    attempt_spans,
    moment_of,
    ready_at,
    sane,
    step_spans,
    subtask_spans,
)
from .timeline_spans import worked as work_of

_PAST_SHARE = 0.65
_MOST = 200
"""Lanes for the subtasks of one node; nobody compares more, and all are in the tree."""
_DEEPEST = 40
"""Levels of lanes below a step."""
_TELLING = frozenset({Word.FAIL, Word.LOST})


@dataclass(frozen=True, slots=True)
class Lane:
    """One row: where it is, what happened in it, and how long that took.

    ``seconds`` is the time worked so far, ``expected`` the usual one of a step to come, ``median`` when its
    usual end was, ``slack`` how much later it could have ended, ``run`` the child run that it stands for, ``left``
    how many of its subtasks have no lane.
    """

    label: str
    address: Address
    depth: int
    state: str
    spans: tuple[Span, ...] = ()
    seconds: float | None = None
    expected: float | None = None
    factor: float | None = None
    median: float | None = None
    usual: Baseline = Baseline()
    note: str = ""
    tokens: int | None = None
    critical: bool = False
    slack: float | None = None
    run: str = ""
    left: int = 0

    @property
    def over(self) -> bool:
        """True when nothing more will happen in the lane."""
        return is_terminal(self.state)


@dataclass(frozen=True, slots=True)
class Scene:
    """All lanes of a run with the time they are drawn for; ``first`` to ``last`` is worth showing: up to the
    medians, and up to the p90 as long as that leaves most of the room to the past.
    """

    detail: RunDetail
    lanes: tuple[Lane, ...]
    path: CriticalPath
    moment: Moment
    first: float
    last: float

    @property
    def now(self) -> float:
        """The time of the now line; of a finished run its end."""
        return self.moment.now


def scene_of(
    detail: RunDetail, history: PipelineHistory | None, now: float, rework_only: frozenset[str] = frozenset()
) -> Scene:
    """The lanes of a run at a time; sorted by start, then by the order of the steps."""
    known = history or PipelineHistory(detail.run.pipeline)
    moment = moment_of(detail.run, now)
    expected = {each.step: each for each in project(detail.steps, known, moment.now, rework_only)}
    path = path_of(detail.steps, known, moment.now, rework_only)
    ends = {step.id: sane(step.ended) for step in detail.steps}
    lanes: list[Lane] = []
    for step in sorted(detail.steps, key=_begin):
        maker = _Maker(detail, moment, known.step(step.id), path)
        lanes.extend(maker.step(step, ready_at(step, ends), expected.get(step.id)))
    lanes.extend(_homeless(detail, moment))
    first, last = _extent(detail.run, lanes, moment)
    return Scene(detail, tuple(lanes), path, moment, first, last)


def _homeless(detail: RunDetail, moment: Moment) -> Iterator[Lane]:
    """Child runs that no known step started."""
    known = {step.id for step in detail.steps}
    for run in detail.children:
        if run.parent_step not in known:
            spans = subtask_spans(_as_subtask(run), False, moment)
            label = f"{run.pipeline} {run.id[-4:]}"
            yield Lane(label, Address(detail.run.id, run.id), 0, run.state, spans, _worked(spans), run=run.id)


def _as_subtask(run: Run) -> Subtask:
    return Subtask(
        run.id, run.pipeline, run.state, run.started, run.ended, tokens=run.tokens, run=run.id, error=run.error
    )


def _begin(step: Step) -> tuple[float, int, str]:
    starts = [sane(step.started), *(sane(attempt.started) for attempt in step.attempts)]
    return (min((start for start in starts if start is not None), default=inf), step.index, step.id)


def _extent(run: Run, lanes: Sequence[Lane], moment: Moment) -> tuple[float, float]:
    spans = [span for lane in lanes for span in lane.spans]
    first = min([span.start for span in spans if span.part not in AHEAD], default=sane(run.started) or moment.now)
    past = [span.end for span in spans if span.part not in AHEAD]
    likely = [span.end for span in spans if span.part is Part.LIKELY]
    doubtful = [span.end for span in spans if span.part is Part.DOUBTFUL]
    now = max([first, *past, *([] if moment.over and past else [moment.now])])
    sure = max([now, *likely])
    return first, max(sure, min(max([sure, *doubtful]), first + (now - first) / _PAST_SHARE))


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the lanes of one step."""

    detail: RunDetail
    moment: Moment
    history: StepHistory
    path: CriticalPath

    def step(self, step: Step, ready: float | None, expected: Projection | None) -> Iterator[Lane]:
        """The step's own lane, then all below it."""
        spans = step_spans(step, ready, expected, self.moment)
        address = Address(self.detail.run.id, step.id)
        usual = baseline(self.history)
        tried = len(step.attempts) > 1
        latest = self._latest(step, spans)
        lane = Lane(
            step.id, address, 0, step.state, spans, seconds=_worked(spans), expected=usual.median,
            factor=_factor(latest, self.history, step.state), median=None if tried else _usual_end(spans, usual),
            usual=usual, note="" if tried else step.error, tokens=step.tokens, critical=self.path.holds(step.id),
            slack=self.path.slack.get(step.id), left=0 if tried else _left(_subtasks(step, self.detail)),
        )  # fmt: skip
        yield lane
        if tried:
            yield from self._attempts(step, address, usual)
        else:
            yield from self._subtasks(step, _subtasks(step, self.detail), address, 1)

    def _attempts(self, step: Step, address: Address, usual: Baseline) -> Iterator[Lane]:
        for before, attempt in zip((None, *step.attempts), step.attempts, strict=False):
            place = replace(address, attempt=attempt.number)
            spans = attempt_spans(attempt, before, self.moment)
            seconds = _worked(spans)
            yield Lane(
                f"A{attempt.number}", place, 1, attempt.state, spans, seconds=seconds,
                factor=_factor(seconds, self.history, attempt.state), median=_usual_end(spans, usual), usual=usual,
                note=attempt.error or attempt.failure_class, tokens=attempt.tokens,
                left=_left(_subtasks(step, self.detail)) if attempt is step.attempts[-1] else 0,
            )  # fmt: skip
            if attempt is step.attempts[-1]:
                yield from self._subtasks(step, _subtasks(step, self.detail), place, 2)

    def _subtasks(self, step: Step, subtasks: Sequence[Subtask], parent: Address, depth: int) -> Iterator[Lane]:
        for subtask in worth_a_lane(subtasks) if depth < _DEEPEST else ():
            place = replace(parent, sub=(*parent.sub, subtask.id))
            spans = subtask_spans(subtask, is_live(step.state), self.moment)
            label = f"{subtask.name or subtask.id} {subtask.run[-4:]}".rstrip()
            yield Lane(
                label, place, depth, subtask.state, spans, seconds=_worked(spans), note=subtask.error,
                tokens=subtask.tokens, run=subtask.run, left=_left(subtask.subtasks),
            )  # fmt: skip
            yield from self._subtasks(step, subtask.subtasks, place, depth + 1)

    def _latest(self, step: Step, spans: Sequence[Span]) -> float | None:
        last: Attempt | None = step.attempts[-1] if len(step.attempts) > 1 else None
        return _worked(spans if last is None else attempt_spans(last, None, self.moment))


def _subtasks(step: Step, detail: RunDetail) -> tuple[Subtask, ...]:
    """The subtasks of a step, and its child runs that none of them stands for."""
    named = {subtask.run for subtask in _below(step.subtasks)}
    children = (run for run in detail.children if run.parent_step == step.id and run.id not in named)
    return (*step.subtasks, *map(_as_subtask, children))


def worth_a_lane(subtasks: Sequence[Subtask]) -> Sequence[Subtask]:
    """Of very many siblings those at work, those that failed and the last that began, in their order."""
    if len(subtasks) <= _MOST:
        return subtasks
    telling = [n for n, each in enumerate(subtasks) if is_live(each.state) or word(each.state) in _TELLING]
    begun = [n for n, each in enumerate(subtasks) if each.started is not None]
    kept = dict.fromkeys((*telling[-_MOST:], *reversed(begun), *range(len(subtasks))))
    return [subtasks[n] for n in sorted(islice(kept, _MOST))]


def _left(subtasks: Sequence[Subtask]) -> int:
    return max(0, len(subtasks) - _MOST)


def _below(subtasks: Sequence[Subtask]) -> Iterator[Subtask]:
    open_ = [subtasks]
    for nodes in open_:
        yield from nodes
        open_.extend(node.subtasks for node in nodes if node.subtasks)


def _worked(spans: Sequence[Span]) -> float | None:
    """From the first start of work to its last end: backoff between two tries counts."""
    done = work_of(spans)
    return done[-1].end - done[0].start if done else None


def _factor(seconds: float | None, history: StepHistory, state: str) -> float | None:
    found = compare(seconds, history, going=is_live(state))
    return found.factor if found and found.tells else None


def _usual_end(spans: Sequence[Span], usual: Baseline) -> float | None:
    done = work_of(spans)
    return done[-1].start + usual.median if done and usual.median is not None else None
