"""What an event of Wave states about its step."""

from __future__ import annotations

from ..facts import Fact, RunFact, StepFact, ToldArtifact, ToldError
from . import wave_words as words
from .wave_record import WaveRecord

_CONTRACT_ENDS = {"contract_passed": "passed", "contract_failed": "failed", "contract_soft_failure": "soft failure"}


def step_facts(record: WaveRecord, time: float | None) -> tuple[Fact, ...]:
    """The facts of an event with a step."""
    state = record.state
    if state in words.CHANGES:
        return _change(record, time)
    if state == "recovery":
        return (recovery(record, time),)
    if state == "eta_updated":
        return (RunFact(time=time, eta=remaining(record, time)),)
    if state == "step_progress":
        return _progress(record, time)
    return (_other(record, time),)


def remaining(record: WaveRecord, time: float | None) -> float | None:
    """The unix second at which the event expects the end: seconds of the data model or milliseconds of today."""
    if time is None:
        return None
    if record.estimated_eta is not None:
        return time + record.estimated_eta
    return time + record.estimated_time_ms / 1000 if record.estimated_time_ms else None


def recovery(record: WaveRecord, time: float | None) -> RunFact:
    """The ways out of a failure: Wave's last word about a run that failed."""
    return RunFact(
        time=time,
        state="failed",
        pipeline=words.pipeline_of(record.pipeline_id),
        error=record.message,
        ended=time,
        step=record.step_id,
        facts={hint.label or hint.type: hint.command for hint in record.recovery_hints},
        context=context(record, time),
    )


def context(record: WaveRecord, time: float | None) -> ToldError | None:
    """The class of a failure and what to do about it; None when the event names neither."""
    details = {"reason": record.failure_reason, "remediation": record.remediation}
    known = {name: text for name, text in details.items() if text}
    if not known and not record.failure_class:
        return None
    kind = record.failure_class or record.failure_reason
    return ToldError(kind=kind, message=record.message, time=time, details=known)


def _change(record: WaveRecord, time: float | None) -> tuple[Fact, ...]:
    state = words.CHANGES[record.state]
    if state == "running":
        run = RunFact(time=time, state="running", pipeline=words.pipeline_of(record.pipeline_id), step=record.step_id)
        return _begin(record, time), run
    if state == "rejected":
        run = RunFact(time=time, state=state, error=record.message, ended=time, step=record.step_id)
        return _end(record, time), run
    return (_end(record, time) if record.state in words.ENDS else _between(record, time),)


def _begin(record: WaveRecord, time: float | None) -> StepFact:
    current, total, unit = counters(record)
    return StepFact(
        step=record.step_id,
        time=time,
        state="running",
        kind=words.kind_of(record.message) or ("persona" if record.persona else ""),
        persona=record.persona,
        model=record.model,
        adapter=record.adapter,
        child=words.is_child(record.message),
        progress=record.progress,
        current=current,
        total=total,
        unit=unit,
        action=record.current_action or ("" if record.persona else record.message),
        workspace=record.workspace_path or words.workspace_of(record.message),
        metrics=_metrics(record),
    )


def _end(record: WaveRecord, time: float | None) -> StepFact:
    bad = record.state in words.BAD_ENDS
    current, total, unit = counters(record)
    return StepFact(
        step=record.step_id,
        time=time,
        state=words.CHANGES[record.state],
        kind=words.kind_of(record.message),
        persona=record.persona,
        ended=time,
        duration=record.duration_ms / 1000 if record.duration_ms > 0 else None,
        failure_class=record.failure_class,
        tokens=record.tokens_used if record.tokens_used > 0 else None,
        tokens_in=record.tokens_in,
        tokens_out=record.tokens_out,
        child=words.is_child(record.message),
        progress=record.progress,
        current=current,
        total=total,
        unit=unit,
        error=record.message if bad else "",
        remark=record.message if words.is_composition(record.message) and not bad else "",
        files=record.files_processed,
        artifact_count=record.artifact_count,
        workspace=record.workspace_path,
        metrics=_metrics(record),
        context=context(record, time) if bad else None,
        artifacts=tuple(ToldArtifact(path) for path in record.artifacts),
    )


def _between(record: WaveRecord, time: float | None) -> StepFact:
    """A step that waits, is left out or is tried again."""
    attempt = words.attempt_of(record.message) if record.state == "retrying" else None
    return StepFact(
        step=record.step_id,
        time=time,
        state=words.CHANGES[record.state],
        persona=record.persona,
        max_attempts=attempt[1] if attempt else None,
        failure_class=record.failure_class,
        remark=record.message if record.state in ("skipped", "pending") else "",
        context=context(record, time),
    )


def _progress(record: WaveRecord, time: float | None) -> tuple[Fact, ...]:
    said = record.message or record.current_action
    step = StepFact(
        step=record.step_id,
        time=time,
        persona=record.persona,
        spent=record.tokens_used if record.tokens_used > 0 else None,
        alive=True,
        progress=record.progress,
        current=record.subtask_current,
        total=record.subtask_total,
        unit="subtask" if record.subtask_total is not None else "",
        eta=remaining(record, time) if record.estimated_eta is not None else None,
        action=said,
        files=record.files_processed,
        artifact_count=record.artifact_count,
        validation=record.contract_progress or record.validation_phase,
        workspace=record.workspace_path,
    )
    if record.estimated_time_ms and record.estimated_eta is None:
        return step, RunFact(time=time, eta=remaining(record, time))
    return (step,)


def _other(record: WaveRecord, time: float | None) -> StepFact:
    """Contracts, reviews, warnings, compaction and whatever else happens inside a step."""
    state = record.state
    said = record.message or f"{record.tool_name} {record.tool_target}".strip() or record.current_action
    quiet = state in ("contract_passed", "contract_failed", "warning")
    return StepFact(
        step=record.step_id,
        time=time,
        persona=record.persona,
        alive=state != "warning",
        progress=None if state == "compaction_progress" else record.progress,
        action="" if quiet else said,
        error=record.message if state == "contract_failed" else "",
        remark=record.message if state == "warning" else "",
        validation=record.contract_progress or record.validation_phase or _CONTRACT_ENDS.get(state, ""),
        passed=words.contracts_of(record.message) if state == "contract_passed" else 0,
        failed=1 if state == "contract_failed" else 0,
        failure_class=record.failure_class,
        metrics=_metrics(record),
    )


def counters(record: WaveRecord) -> tuple[int | None, int | None, str]:
    """Current, total and what they count."""
    if record.subtask_current is not None or record.subtask_total is not None:
        return record.subtask_current, record.subtask_total, "subtask"
    return words.counted(record.message) or (None, None, "")


def _metrics(record: WaveRecord) -> dict[str, str]:
    found: dict[str, str] = {}
    if record.state == "compaction_progress" and record.progress is not None:
        found["compaction"] = f"{record.progress:g} %"
    if record.compaction_stats:
        found["compacted"] = record.compaction_stats
    if record.temperature is not None:
        found["temperature"] = f"{record.temperature:g}"
    return found
