"""A stored run, its verdict and its log become the Run that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from ..models import Note, PlannedStep, Run
from ..states import is_terminal
from .rows import RunRow
from .runlog import RunLog
from .runstate import Verdict, error_of, step_of
from .times import between, moment

_DONE = frozenset({"completed", "completed_empty"})


def build_run(row: RunRow, verdict: Verdict, log: RunLog | None, plan: Sequence[PlannedStep]) -> Run:
    """The run as the screen knows it; ``log`` is there for runs that are followed event by event."""
    done, total = _counts(row, verdict, log, plan)
    notes = [*row.notes, *verdict.notes]
    ended = row.ended if row.ended is not None or not is_terminal(verdict.state) else row.cancelled
    between(row.started, ended, "completed_at", notes)
    return Run(
        id=row.id,
        pipeline=row.pipeline,
        state=verdict.state,
        stored=row.stored,
        reason=verdict.reason,
        error=error_of(row),
        input=row.input,
        step=_step(row, verdict, log),
        steps_done=done,
        steps_total=total,
        tokens=_tokens(row, log),
        started=row.started,
        ended=ended,
        cancel_requested=row.cancel_requested,
        cancel_forced=row.cancel_forced,
        heartbeat=row.heartbeat,
        seen=_seen(row, log, notes),
        pid=row.pid or None,
        parent=row.parent,
        parent_step=row.parent_step,
        kind=row.kind,
        iterate_index=row.iterate_index,
        iterate_total=row.iterate_total,
        iterate_mode=row.iterate_mode,
        child_ref=row.child_ref,
        forked_from=row.forked_from,
        retried_as=row.resumed_as,
        branch=row.branch,
        tags=row.tags,
        notes=tuple(dict.fromkeys(notes)),
    )


def _step(row: RunRow, verdict: Verdict, log: RunLog | None) -> str:
    if not is_terminal(verdict.state) and log and log.complete:
        running = log.running_step()
        return running.id if running else ""
    return step_of(row)


def _tokens(row: RunRow, log: RunLog | None) -> int | None:
    """The stored total; while it is 0 what the log adds up to, since Wave writes it at the end only."""
    if row.tokens:
        return row.tokens
    if log and log.complete and log.tokens:
        return log.tokens
    return row.spent or row.tokens


def _seen(row: RunRow, log: RunLog | None, notes: list[Note]) -> float | None:
    newest = moment(log.newest, "timestamp", notes) if log else None
    signs = (row.started, row.ended, row.last_event, row.heartbeat, newest)
    return max((time for time in signs if time is not None), default=None)


def _counts(
    row: RunRow, verdict: Verdict, log: RunLog | None, plan: Sequence[PlannedStep]
) -> tuple[int | None, int | None]:
    """Steps done and in all: by the plan, else as announced by the run itself, else as far as steps are known.

    While a run goes on, events are ahead of the rows of its steps; afterwards the rows have the last word, so that a
    run counts the same whether it is open or not.
    """
    announced = row.announced or (log.announced if log else None)
    plain = row.done.plain
    done = set(plain) if announced and len(plain) >= announced else {*plain, *row.done.nested}
    known = set(done)
    for step in log.steps.values() if log else ():
        known.add(step.id)
        if step.state in _DONE:
            done.add(step.id)
        elif not is_terminal(verdict.state):
            done.discard(step.id)
    planned = {step.id for step in plan if not step.rework_only}
    if planned:
        return len(done & planned), len(planned)
    if announced is None and not known:
        return None, None
    if announced is None:
        return len(done), len(known) if is_terminal(verdict.state) else None
    return len(done), max(announced, len(done))
