"""What an event of Wave states about its run as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import RunFact, ToldArtifact, ToldOutcome
from . import wave_words as words
from .wave_record import Outcomes, WaveRecord
from .wave_steps import context, recovery, remaining


def run_fact(record: WaveRecord, time: float | None) -> RunFact:
    """The fact of an event without a step."""
    if record.state == "recovery":
        return recovery(record, time)
    if record.state in words.CHANGES:
        return _change(record, time)
    return RunFact(
        time=time,
        progress=record.progress,
        eta=remaining(record, time),
        action=record.message or record.current_action,
        files=record.files_processed,
        artifact_count=record.artifact_count,
        workspace=record.workspace_path,
    )


def _change(record: WaveRecord, time: float | None) -> RunFact:
    done, total = steps(record)
    begins, ends = record.state in words.BEGINS, record.state in words.ENDS
    return RunFact(
        time=time,
        state=words.CHANGES[record.state],
        pipeline=words.pipeline_of(record.pipeline_id),
        input=words.input_of(record.message) if record.state == "started" else "",
        error=record.message if record.state in words.BAD_ENDS else "",
        started=time if begins and done is None and not words.is_place(record.message) else None,
        ended=time if ends else None,
        steps_done=done,
        steps_total=total,
        progress=record.progress,
        how="" if done is None or total is None else f"{done} of {total} steps completed",
        eta=remaining(record, time),
        tokens=record.tokens_used if record.tokens_used > 0 else None,
        action=record.current_action,
        files=record.files_processed,
        artifact_count=record.artifact_count,
        workspace=record.workspace_path or words.workspace_of(record.message),
        context=context(record, time),
        artifacts=tuple(ToldArtifact(path) for path in record.artifacts),
        outcomes=tuple(_outcomes(record.outcomes)) if record.outcomes else (),
        facts=_facts(record),
    )


def steps(record: WaveRecord) -> tuple[int | None, int | None]:
    """How many steps are completed, and how many there are; None where the event does not say."""
    done = words.done_of(record.message)
    counted = record.completed_steps if record.completed_steps is not None else done[0] if done else None
    total = record.total_steps if record.total_steps is not None else done[1] if done else None
    return counted, words.steps_of(record.message) if total is None and record.state == "started" else total


def _outcomes(made: Outcomes) -> Iterator[ToldOutcome]:
    if made.branch:
        yield ToldOutcome("branch", made.branch, made.remote_ref or made.branch)
    for kind, links in (
        ("pull_request", made.pull_requests),
        ("issue", made.issues),
        ("deployment", made.deployments),
    ):
        yield from (ToldOutcome(kind, one.label, one.url) for one in links)
    yield from (ToldOutcome(one.type, one.name, one.path, one.step_id) for one in made.deliverables)


def _facts(record: WaveRecord) -> dict[str, str]:
    found = {"work item": record.work_item_id}
    if record.iteration is not None:
        found["iteration"] = str(record.iteration)
    if record.total_processed is not None:
        found["processed"] = str(record.total_processed)
    if record.outcomes is not None and record.outcomes.push_error:
        found["push failed"] = record.outcomes.push_error
    return {name: value for name, value in found.items() if value}
