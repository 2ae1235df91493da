"""A row of the sidecar, the top of its document and a verdict become the Run that is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...models import Note, Run
from ...states import is_live, is_terminal
from ...text import clean_id
from .liveness import Verdict
from .rows import EventRun

if TYPE_CHECKING:
    from .brief import Brief, BriefStep
    from .requests import Request

_DONE = frozenset({"completed", "completed_empty", "skipped"})
_FINISHED = _DONE - {"skipped"}


def build_run(row: EventRun, verdict: Verdict, request: Request | None = None) -> Run:
    """The run as far as its row knows it."""
    return Run(
        id=row.id,
        pipeline=row.pipeline,
        state=verdict.state,
        stored=row.state,
        reason=verdict.reason,
        input=row.input,
        started=row.started,
        ended=row.ended,
        cancel_requested=request.time if request else None,
        cancel_forced=request.forced if request else False,
        seen=row.seen,
        pid=row.pid,
        parent=clean_id(row.parent),
        host=row.host,
        tags=row.tags,
        notes=verdict.notes,
        sources=(row.format,),
        indexed=row.indexed,
    )


def with_brief(run: Run, brief: Brief) -> Run:
    """The run with what its document adds."""
    from .shown import context_of, metrics_of, notes_of, text, title

    done, total = counts(brief)
    code, odd = _exit_code(run, brief)
    return replace(
        run,
        error=text(brief.error),
        step=clean_id(_step(run, brief)),
        steps_done=done,
        steps_total=total,
        tokens=_tokens(brief),
        parent_step=clean_id(brief.parent_step),
        kind=title(brief.kind),
        notes=(*run.notes, *notes_of(brief.notes), *odd),
        progress=100.0 if run.state in _FINISHED else brief.progress,
        how=title(brief.how),
        eta=brief.eta,
        action=title(brief.action),
        files=brief.files,
        artifact_count=brief.artifact_count,
        exit_code=code,
        workspace=title(brief.workspace),
        facts=metrics_of(brief.facts),
        context=context_of(brief.context),
    )


def counts(brief: Brief) -> tuple[int | None, int | None]:
    """Steps done and in all: as the run states them, else, also for a total of 0, as many as it named."""
    done = brief.steps_done
    if brief.steps and (done is None or brief.steps_total == 0):
        done = sum(step.state in _DONE for step in brief.steps.values())
    return done, brief.steps_total or len(brief.steps) or None


def _exit_code(run: Run, brief: Brief) -> tuple[int | None, tuple[Note, ...]]:
    """The stated code; the one of a CI run that failed must follow from the steps that did."""
    if run.state != "failed" or "ci" not in run.sources:
        return brief.exit_code, ()
    from ...progress.exit_codes import judged

    took = run.ended - run.started if run.ended is not None and run.started is not None else None
    failed = [step.id for step in brief.steps.values() if step.state == "failed"]
    code, odd = judged(brief.exit_code, failed, took=took)
    return code, (Note("exit_code", odd),) if odd else ()


def _tokens(brief: Brief) -> int | None:
    if brief.tokens is not None:
        return brief.tokens
    known = [step.tokens for step in brief.steps.values() if step.tokens is not None]
    return sum(known) if known else None


def _step(run: Run, brief: Brief) -> str:
    """The step that is running now, or was when the run ended badly."""
    if run.state in _DONE:
        return ""
    named = brief.steps.get(brief.step)
    if brief.step and (named is None or not is_terminal(named.state) or not is_live(run.state)):
        return brief.step
    living = [step for step in brief.steps.values() if is_live(step.state)]
    newest = max(living, key=_began, default=None)
    return newest.id if newest else ""


def _began(step: BriefStep) -> float:
    return step.started or 0.0
