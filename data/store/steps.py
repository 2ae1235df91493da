"""What is known of the steps of one run becomes Steps in the order of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..models import Artifact, Attempt, Note, PlannedStep, Run, Step, Subtask
from ..states import is_terminal
from ..text import clean
from .attempts import attempts_of, stopped_by
from .rows import AttemptRow, StepRow
from .runlog import OPEN, RunLog, StepLog
from .times import between

_DONE = frozenset({"completed", "completed_empty"})
_NOWHERE: PlannedStep = PlannedStep("")


@dataclass(frozen=True, slots=True)
class Known:
    """Everything read about the steps of one run."""

    plan: Sequence[PlannedStep] = ()
    states: Mapping[str, StepRow] = field(default_factory=dict)
    attempts: Sequence[AttemptRow] = ()
    log: RunLog | None = None
    artifacts: Sequence[Artifact] = ()
    subtasks: Mapping[str, tuple[Subtask, ...]] = field(default_factory=dict)


def build_steps(run: Run, known: Known) -> tuple[Step, ...]:
    """Steps in plan order, then in the order in which they were first heard of."""
    planned = {step.id: step for step in known.plan}
    names = dict.fromkeys([*planned, *_heard(known)])
    steps = [
        _step(run, known, planned.get(name, PlannedStep(name)), index)
        for index, name in enumerate(names)
        if not _unused_rework(planned.get(name, _NOWHERE), known)
    ]
    ends = {step.id: step.ended for step in steps}
    return tuple(replace(step, queued=_queued(step, ends, run)) for step in steps)


def step_state(run: Run, row: StepRow | None, log: StepLog | None) -> str:
    """The effective state of a step: the last event decides, except where only its row can know."""
    stored = _stored_state(row, log)
    if not is_terminal(run.state) and run.state != "lost":
        return stored or "pending"
    if is_terminal(stored):
        return stored
    if stored in ("", "pending"):
        return "skipped" if is_terminal(run.state) else "pending"
    return _unfinished(run)


def _stored_state(row: StepRow | None, log: StepLog | None) -> str:
    if row is None or not row.state:
        return log.state if log else ""
    if log is None or not log.state or log.composition:
        return row.state
    if is_terminal(row.state) and log.state in OPEN:
        began = log.tries[-1].started if log.tries else log.since
        resumed = row.ended is not None and began is not None and began > row.ended
        return log.state if resumed else row.state
    return log.state


def _unfinished(run: Run) -> str:
    """A step that still works in a run that has ended was stopped with it, or lost with it."""
    if run.state in ("cancelled", "rejected"):
        return run.state
    return "cancelled" if run.state == "failed" and not run.reason else "lost"


def _heard(known: Known) -> Iterable[str]:
    first: dict[str, float] = {}
    for name, log in (known.log.steps if known.log else {}).items():
        first[name] = log.first
    late = [
        *known.states,
        *(row.step for row in known.attempts),
        *known.subtasks,
        *(one.step for one in known.artifacts),
    ]
    return [*sorted(first, key=lambda name: first[name]), *(name for name in late if name and name not in first)]


def _unused_rework(planned: PlannedStep, known: Known) -> bool:
    heard = planned.id in known.states or bool(known.log and planned.id in known.log.steps)
    return planned.rework_only and not heard


def _step(run: Run, known: Known, planned: PlannedStep, index: int) -> Step:
    name = planned.id
    row, log = known.states.get(name), known.log.steps.get(name) if known.log else None
    rows = [one for one in known.attempts if one.step == name]
    state = step_state(run, row, log)
    attempts = attempts_of(rows, log, state)
    if run.state == "cancelled":
        attempts = stopped_by(attempts)
        if state == "failed" and attempts and attempts[-1].state == "cancelled":
            state = "cancelled"
    notes = [*(row.notes if row else ()), *(note for one in rows for note in one.notes)]
    notes.extend(log.odd.values() if log else ())
    started, ended = _times(row, log, attempts[0].started if attempts else None, state)
    return Step(
        id=name,
        index=index,
        state=state,
        kind=planned.kind or (log.kind if log else "") or ("persona" if log and log.persona else ""),
        persona=(log.persona if log else "") or planned.persona,
        model=log.model if log else "",
        adapter=log.adapter if log else "",
        needs=planned.needs,
        optional=planned.optional,
        started=started,
        ended=ended,
        duration=_duration(attempts, started, ended, notes),
        tokens=log.tokens or None if log else None,
        progress=_progress(state, log),
        action=_action(state, known.log, log),
        error=_error(state, row, log, attempts[-1].error if attempts else ""),
        remark=_remark(row, log),
        max_attempts=planned.max_attempts or (log.max_attempts if log else None),
        attempts=attempts,
        subtasks=known.subtasks.get(name, ()),
        artifacts=tuple(one for one in known.artifacts if one.step == name),
        contract=log.contract if log else None,
        visits=max(row.visits if row else 0, log.visits if log else 0),
        notes=tuple(dict.fromkeys(notes)),
    )


def _times(
    row: StepRow | None, log: StepLog | None, attempt: float | None, state: str
) -> tuple[float | None, float | None]:
    heard = log.tries[0].started if log and log.tries else None
    started = next((time for time in (row.started if row else None, heard, attempt) if time is not None), None)
    if not is_terminal(state):
        return started, None
    if row and row.ended is not None:
        return started, row.ended
    return started, log.since if log and is_terminal(log.state) else None


def _duration(
    attempts: Sequence[Attempt], started: float | None, ended: float | None, notes: list[Note]
) -> float | None:
    whole = between(started, ended, "completed_at", notes)
    exact = attempts[0].duration if len(attempts) == 1 else None
    return exact if exact is not None and (whole is None or abs(exact - whole) <= 2) else whole


def _progress(state: str, log: StepLog | None) -> float | None:
    if state in _DONE:
        return 100.0
    return log.progress if log else None


def _action(state: str, run: RunLog | None, log: StepLog | None) -> str:
    if log is None or is_terminal(state):
        return ""
    if run and run.waiting and run.gate == log.id:
        return "waiting for approval"
    return clean(log.activity, limit=500)


def _error(state: str, row: StepRow | None, log: StepLog | None, attempt: str) -> str:
    if state in _DONE or state in ("pending", "skipped", "running"):
        return ""
    texts = (log.error if log else "", row.error if row else "", attempt)
    return max(texts, key=len) if state in ("failed", "rejected") else next((text for text in texts if text), "")


def _remark(row: StepRow | None, log: StepLog | None) -> str:
    noted = row.error if row and row.state in (*_DONE, "skipped") else ""
    return noted or (log.remark if log else "")


def _queued(step: Step, ends: Mapping[str, float | None], run: Run) -> float | None:
    """When the last dependency ended; a step without dependencies waits since the run began."""
    if not step.needs:
        return run.started if step.started is None and not is_terminal(step.state) else None
    times = [ends.get(need) for need in step.needs]
    known = [time for time in times if time is not None]
    return max(known) if known and len(known) == len(times) else None
