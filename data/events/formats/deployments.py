"""A deployment state file (CI/CD data model 004): each deployment is a run, its pushes are tries of one step.

The file is replaced as a whole; a change of it is an event of the deployment that is current then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from ...models import Deployment, Deployments
from ..deployments import FIELDS, MOST_ATTEMPTS, deployments_in
from ..facts import Fact, NoteFact, RunFact, StepFact, Told
from .fields import brief

NAME = "deployments"
WHOLE = True
STEP = "push"
_RUN_STATES = {"success": "completed", "failure": "failed", "rolled_back": "failed", "": "running"}
_NONE = Deployment("")


class DeploymentsRecord(Struct, omit_defaults=True):
    """A document with its values as they are, so that no wrong type stops it."""

    currentDeployment: object = None
    lastKnownGood: object = None
    history: object = None


RECORD = DeploymentsRecord


def belongs(record: Mapping[str, object]) -> bool:
    """True for an object with the parts of a deployment state file."""
    return "currentDeployment" in record or ("lastKnownGood" in record and "history" in record)


def run_of(record: DeploymentsRecord, file: str) -> str:
    """The id of the current deployment, else the file's name."""
    current = record.currentDeployment
    named = current.get("deployment_id") if isinstance(current, dict) else None
    return brief(named, limit=200) if isinstance(named, str) and named else file


def facts(record: DeploymentsRecord, file: str) -> Sequence[Fact]:
    """The current deployment as a run with its pushes, and a note for each broken rule."""
    found = _found(record)
    notes = [NoteFact(note.subject, note.text) for note in (*(found.current or _NONE).notes, *found.notes)]
    if found.current is None:
        return (RunFact(pipeline="deployment", kind="deployment"), *notes)
    return (_known(found, found.current), *_state(found, found.current), *notes)


def told(record: DeploymentsRecord, file: str) -> Told:
    """The state of the current deployment as one event."""
    found = _found(record)
    one = found.current or _NONE
    return Told(
        time=one.time,
        state=_run_state(one) or one.state,
        step=STEP if found.current else "",
        attempt=one.attempts,
        message=_message(one),
        level="error" if one.state == "failure" else "warn" if one.state == "rolled_back" else "",
        facts=_facts(found, one),
        notes=tuple((note.subject, note.text) for note in (*one.notes, *found.notes)),
    )


def _known(found: Deployments, one: Deployment) -> RunFact:
    return RunFact(
        time=one.time,
        pipeline="deployment",
        input=one.commit,
        started=one.time,
        kind="deployment",
        listed=(STEP,),
        facts=_facts(found, one),
    )


def _state(found: Deployments, one: Deployment) -> tuple[RunFact, StepFact]:
    """What has become of it; the file says when it was deployed and not when that ended, so these have no time."""
    state, error = _run_state(one), one.error
    undone = one.state == "rolled_back"
    if undone:
        good = found.last_good
        error = error or (f"rolled back to {good.id} ({good.commit})" if good and good.id != one.id else "rolled back")
    pushed = "completed" if undone else state
    push = StepFact(
        STEP,
        state=pushed,
        kind="git",
        attempt=one.attempts,
        max_attempts=MOST_ATTEMPTS,
        error=error if pushed == "failed" else "",
    )
    run = RunFact(
        state=state, undone=undone, error=error, step=STEP if state == "running" else "", action=_message(one)
    )
    return run, push


def _run_state(one: Deployment) -> str:
    """In the house's words, "" for a status that nobody knows."""
    return _RUN_STATES.get(one.state, "")


def _message(one: Deployment) -> str:
    tries = f", push {one.attempts} of {MOST_ATTEMPTS}" if one.attempts is not None else ""
    return f"{one.state or 'deploying'} {one.commit[:12]}{tries}" + (f": {one.error}" if one.error else "")


def _facts(found: Deployments, one: Deployment) -> dict[str, str]:
    good = found.last_good
    stated = {
        "commit": one.commit,
        "status": one.state,
        "attempts": "" if one.attempts is None else f"{one.attempts} of {MOST_ATTEMPTS}",
        "last known good": f"{good.id} {good.commit}".strip() if good else "",
    }
    return {name: value for name, value in stated.items() if value}


def _found(record: DeploymentsRecord) -> Deployments:
    return deployments_in({name: structs.asdict(record)[name] for name in FIELDS}, "", 0.0)
