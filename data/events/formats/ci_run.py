"""What a line of a CI log states about its run."""

from __future__ import annotations

from ...progress.exit_codes import MEANINGS
from ..facts import Fact, RunFact, StepFact
from .ci_record import CiRecord
from .moments import moment

PIPELINE = "ci"
LAST_STEP = "complete"


def entry_run(record: CiRecord, time: float | None) -> RunFact:
    """A log entry: a run works until its last step says it is complete."""
    if record.step_name != LAST_STEP:
        state = "running" if record.step_name else ""
        return RunFact(time=time, state=state, pipeline=PIPELINE, step=record.step_name, action=record.message)
    bad = record.level == "error"
    return RunFact(
        time=time,
        state="failed" if bad else "completed",
        pipeline=PIPELINE,
        error=record.message if bad else "",
        ended=time,
        step="",
    )


def run_facts(record: CiRecord, run: CiRecord, time: float | None) -> tuple[Fact, ...]:
    """A pipeline run; it is over once it has an exit code. When the steps that it lists ended it does not say."""
    known = {"profile": run.profile, "triggered by": run.triggered_by}
    code = run.exit_code
    ended = moment(run.end_time) or time
    fact = RunFact(
        time=time if time is not None else moment(run.end_time) or moment(run.start_time),
        state="running" if code is None else "completed" if code == 0 else "failed",
        pipeline=PIPELINE,
        error="" if not code else _error(record, code),
        started=moment(run.start_time),
        ended=None if code is None else ended,
        listed=run.steps_completed,
        steps_done=len(run.steps_completed) or None,
        exit_code=code,
        facts={name: value for name, value in known.items() if value},
    )
    return fact, *(StepFact(step=name, state="completed") for name in run.steps_completed)


def _error(record: CiRecord, code: int) -> str:
    meaning = MEANINGS.get(code)
    said = record.message if record.level == "error" else ""
    return said or (f"exit code {code}: {meaning}" if meaning else f"exit code {code}")
