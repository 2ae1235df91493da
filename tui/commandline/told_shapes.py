"""What event files add to runs, steps, subtasks and events, as JSON objects; deployments and bad records too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wave_tui.data.models import (
    BadLine,
    Deployment,
    Deployments,
    ErrorContext,
    Event,
    Metric,
    Run,
    Step,
    Subtask,
)

from .fields import Shape, notes, optional
from .times import rfc3339


def metrics(found: Iterable[Metric]) -> dict[str, str]:
    """Measured values under their names."""
    return {metric.name: metric.value for metric in found}


def error_context(context: ErrorContext | None) -> Shape | None:
    """ErrorContext (003): what failed and where; what its ``context`` holds beside them are details."""
    if context is None:
        return None
    where = optional(phase=context.phase, file=context.file, page=context.page, **metrics(context.details))
    return optional(
        type=context.kind,
        message=context.message,
        context=where,
        timestamp=rfc3339(context.time),
        traceback=context.traceback,
    )


def told_of_run(run: Run) -> Shape:
    """Where a run is known from, what its sources disagree on, and what its event file states of it."""
    return optional(
        sources=[] if run.sources == ("store",) else list(run.sources),
        conflict=run.conflict,
        stated_progress=run.progress,
        progress_how=run.how,
        estimated_end=rfc3339(run.eta),
        current_action=run.action,
        files_processed=run.files,
        artifact_count=run.artifact_count,
        exit_code=run.exit_code,
        workspace_path=run.workspace,
        host=run.host,
        indexed_percent=run.indexed,
        facts=metrics(run.facts),
        error_context=error_context(run.context),
        updated_at=None if run.sources == ("store",) else rfc3339(run.seen),
    )


def told_of_step(step: Step) -> Shape:
    """Counters, tokens, validation, metrics and the place of an error."""
    return optional(
        **_counters(step),
        estimated_end=rfc3339(step.eta),
        tokens_in=step.tokens_in,
        tokens_out=step.tokens_out,
        files_processed=step.files,
        artifact_count=step.artifact_count,
        contract=None if step.contract is None else {"passed": step.contract[0], "total": step.contract[1]},
        validation_phase=step.validation,
        workspace_path=step.workspace,
        weight=step.weight,
        max_attempts=step.max_attempts,
        metrics=metrics(step.metrics),
        error_context=error_context(step.context),
    )


def told_of_subtask(subtask: Subtask) -> Shape:
    """What a level, file or page states."""
    return optional(
        level_type=subtask.kind,
        unit=subtask.unit,
        message=subtask.message,
        estimated_end=rfc3339(subtask.eta),
        metrics=metrics(subtask.metrics),
        error_context=error_context(subtask.context),
        notes=notes(subtask.notes),
    )


def told_of_event(event: Event) -> Shape:
    """Severity, place in the source, and whatever else the record holds."""
    file, _, line = event.place.rpartition(":")
    return optional(
        source="" if event.source == "store" else event.source,
        level=event.level,
        subtask=list(event.subtask),
        source_file=file,
        line_number=int(line) if file and line.isdecimal() else None,
        function_name=event.function,
        facts=metrics(event.facts),
    )


def deployments(found: Deployments) -> Shape:
    """The deployment-state.json as it was read (004, Deployment State Record)."""
    return {
        "path": found.path,
        "currentDeployment": None if found.current is None else _deployment(found.current),
        "lastKnownGood": None if found.last_good is None else _deployment(found.last_good),
        "history": [_deployment(one) for one in found.history],
        **optional(notes=notes(found.notes)),
    }


def bad_lines(found: Sequence[BadLine]) -> list[Shape]:
    """Records that no format took."""
    return [
        {"file": one.file, "offset": one.offset, "size_bytes": one.size, "reason": one.reason, "text": one.text,
         "seen_at": rfc3339(one.seen)}
        for one in found
    ]  # fmt: skip


def _counters(step: Step) -> Shape:
    return optional(current=step.current, total=step.total, unit=step.unit)


def _deployment(one: Deployment) -> Shape:
    return {
        "deployment_id": one.id,
        **optional(
            timestamp=rfc3339(one.time),
            commit_sha=one.commit,
            status=one.state,
            git_operations_attempts=one.attempts,
            error_message=one.error,
            notes=notes(one.notes),
        ),
    }
