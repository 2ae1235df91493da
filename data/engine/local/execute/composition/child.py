"""Pipelines that a step runs as runs of their own."""

from __future__ import annotations

import json

from .....store.control import wording
from .. import retries
from ..definition import Step
from ..parts import CANCELLED, COMPLETED, FAILED, NO_ITEM, REJECTED, ChildRun, Context, Outcome, Produced, Scope
from ..parts import StepOutcome as StepOutcome
from ..templates import fill

_LARGEST = 16 * 1024 * 1024


async def run_pipeline(step: Step, context: Context) -> StepOutcome:
    """A step that is another pipeline."""
    name = fill(step.pipeline, context, step=step.id)
    context.recorder.step_running(step.id, wording.child_loading(name))
    outcome = await run_child(step, context, child_run(step, context, name, "sub_pipeline_child"))
    return step_outcome(step, name, outcome)


def child_run(step: Step, context: Context, pipeline: str, kind: str, scope: Scope = NO_ITEM) -> ChildRun:
    """A child of a step: its input is the step's, or its parent's without one; it inherits values of env.

    Raises TemplateError.
    """
    own = {name: fill(value, context, scope, step.id) for name, value in step.environment}
    return ChildRun(
        pipeline=pipeline,
        input=fill(step.input, context, scope, step.id) if step.input else context.input,
        kind=kind,
        environment=tuple((dict(context.environment) | own).items()),
        timeout=step.child_timeout,
    )


async def run_child(step: Step, context: Context, child: ChildRun) -> Outcome:
    """Run a child to its end. Raises NotFoundError and RefusedError when there is no such pipeline to run."""
    context.recorder.step_message(step.id, "running", wording.child_executing(child.pipeline))
    return await context.run_child(context, step, child)


def step_outcome(step: Step, pipeline: str, outcome: Outcome) -> StepOutcome:
    """How a step ends whose one child ended; the child's artifacts are the step's, too."""
    if outcome.state == COMPLETED:
        artifacts = tuple(Produced(step.id, one.name, one.path, one.kind, one.declared) for one in outcome.artifacts)
        said = wording.child_completed(pipeline)
        return StepOutcome(COMPLETED, output=result(outcome), artifacts=artifacts, message=said)
    if outcome.state == CANCELLED:
        return StepOutcome(CANCELLED, wording.CANCELED, failure_class=retries.CANCELED)
    if outcome.state == REJECTED:
        return StepOutcome(REJECTED, outcome.error)
    error = child_error(pipeline, outcome.error)
    return StepOutcome(FAILED, error, failure_class=retries.classify(outcome.error))


def child_error(pipeline: str, error: str) -> str:
    """The error of a step whose child failed."""
    return f'sub-pipeline "{pipeline}" failed: {error}'


def result(outcome: Outcome) -> str:
    """What a child hands to its parent as text: its output when that has a structure, else its last artifact.

    A child without artifacts hands over its output as it is.
    """
    artifact = outcome.artifacts[-1].path if outcome.artifacts else None
    if artifact is None or _has_structure(outcome.output):
        return outcome.output
    with artifact.open("rb") as file:
        return file.read(_LARGEST).decode("utf-8", "replace")


def _has_structure(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False
