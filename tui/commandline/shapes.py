"""Runs, steps, events and artifacts as JSON objects (shapes: web operations dashboard data model 085).

Fields that must be there are null when unknown; optional ones are left out when empty. Times are RFC 3339 in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence

from wave_tui.data.models import Artifact, Attempt, Event, Outcome, Run, RunDetail, Step, Subtask
from wave_tui.data.progress.overall import overall

from ..present.numbers import duration
from .fields import Shape, notes, optional, whole
from .times import rfc3339, step_took, took
from .told_shapes import told_of_event, told_of_run, told_of_step, told_of_subtask


def run_summary(run: Run, now: float, steps: Sequence[Step] = ()) -> Shape:
    """RunSummary; ``steps`` make the progress more exact where they are known."""
    return {
        "run_id": run.id,
        "pipeline_name": run.pipeline,
        "status": run.state,
        "total_tokens": run.tokens,
        "started_at": rfc3339(run.started),
        **optional(
            current_step=run.step,
            completed_at=rfc3339(run.ended),
            duration=took(run, now),
            tags=list(run.tags),
            progress=whole(overall(run, steps)),
            error_message=run.error,
        ),
        **_more_of_run(run),
    }


def run_detail(detail: RunDetail, graph: Shape, now: float) -> Shape:
    """RunDetailResponse without its events, with the child runs and the results that the run lists."""
    return {
        "run": run_summary(detail.run, now, detail.steps),
        "steps": [step_detail(step, now) for step in detail.steps],
        "artifacts": [artifact_summary(artifact) for artifact in detail.artifacts],
        "dag": graph,
        **optional(
            children=[run_summary(child, now) for child in detail.children],
            outcomes=[outcome_summary(outcome) for outcome in detail.outcomes],
            origin=run_summary(detail.origin, now) if detail.origin is not None else None,
        ),
    }


def step_detail(step: Step, now: float) -> Shape:
    """StepDetail, with attempts and what runs below the step."""
    return {
        "step_id": step.id,
        "persona": step.persona,
        "state": step.state,
        "progress": step_progress(step),
        "tokens_used": step.tokens,
        **optional(
            current_action=step.action,
            started_at=rfc3339(step.started),
            completed_at=rfc3339(step.ended),
            duration=step_took(step, now),
            error=step.error,
            artifacts=[artifact_summary(artifact) for artifact in step.artifacts],
            kind=step.kind,
            model=step.model,
            adapter=step.adapter,
            remark=step.remark,
            origin_run_id=step.origin,
            attempts=[_attempt(attempt) for attempt in step.attempts],
            subtasks=[subtask_detail(subtask) for subtask in step.subtasks],
            notes=notes(step.notes),
        ),
        **told_of_step(step),
    }


def event_summary(event: Event) -> Shape:
    """EventSummary."""
    return {
        "id": event.id,
        "run_id": event.run,
        "timestamp": rfc3339(event.time),
        "state": event.state,
        **optional(
            step_id=event.step,
            attempt=event.attempt,
            persona=event.persona,
            message=event.message,
            tokens_used=event.tokens,
            duration_ms=None if event.duration is None else round(event.duration * 1000),
            model=event.model,
            adapter=event.adapter,
            progress=whole(event.progress),
            notes=notes(event.notes),
        ),
        **told_of_event(event),
    }


def artifact_summary(artifact: Artifact) -> Shape:
    """ArtifactSummary."""
    return {
        "id": artifact.id,
        "run_id": artifact.run,
        "step_id": artifact.step,
        "name": artifact.name,
        "path": artifact.path,
        **optional(type=artifact.kind, size_bytes=artifact.size, created_at=rfc3339(artifact.created)),
    }


def outcome_summary(outcome: Outcome) -> Shape:
    """A link or file that the run lists as its result."""
    return optional(step_id=outcome.step, type=outcome.kind, label=outcome.label, value=outcome.value)


def step_progress(step: Step) -> int | None:
    """Whole percent; nothing is done of a step that waits."""
    return 0 if step.state == "pending" else whole(step.progress)


def _more_of_run(run: Run) -> Shape:
    return optional(
        stored_status=run.stored if run.stored != run.state else "",
        reason=run.reason,
        input=run.input,
        branch=run.branch,
        kind=run.kind,
        parent_run_id=run.parent,
        parent_step_id=run.parent_step,
        retried_as=run.retried_as,
        heartbeat_at=rfc3339(run.heartbeat),
        cancel_requested_at=rfc3339(run.cancel_requested),
        notes=notes(run.notes),
        **told_of_run(run),
    )


def _attempt(attempt: Attempt) -> Shape:
    return {
        "attempt": attempt.number,
        "state": attempt.state,
        **optional(
            started_at=rfc3339(attempt.started),
            completed_at=rfc3339(attempt.ended),
            duration="" if attempt.duration is None else duration(attempt.duration),
            tokens_used=attempt.tokens,
            failure_class=attempt.failure_class,
            error=attempt.error,
            mode=attempt.mode,
            failure_count=attempt.failures,
        ),
    }


def subtask_detail(subtask: Subtask) -> Shape:
    """What is below a step, with what is below that."""
    return {
        "id": subtask.id,
        "name": subtask.name,
        "state": subtask.state,
        **optional(
            run_id=subtask.run,
            started_at=rfc3339(subtask.started),
            completed_at=rfc3339(subtask.ended),
            progress=whole(subtask.progress),
            current=subtask.current,
            total=subtask.total,
            tokens_used=subtask.tokens,
            error=subtask.error,
            subtasks=[subtask_detail(inner) for inner in subtask.subtasks],
        ),
        **told_of_subtask(subtask),
    }
