"""Pipelines that a step runs as runs of their own."""

from __future__ import annotations

import json

from .....errors import RefusedError
from .....store.control import wording
from .....text import clean
from .. import retries
from ..definition import Step
from ..parts import CANCELLED, COMPLETED, FAILED, NO_ITEM, REJECTED, ChildRun, Context, Outcome, Produced, Scope
from ..parts import StepOutcome as StepOutcome
from ..references import resolve
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
        input=_input(step, context, scope),
        kind=kind,
        environment=tuple((dict(context.environment) | own).items()),
        timeout=step.child_timeout,
        given=_given(step, context),
        max_cycles=step.max_cycles,
    )


def _input(step: Step, context: Context, scope: Scope) -> str:
    if step.input_from:
        return resolve(_reference(step.input_from, context), context, scope, step.id)
    return fill(step.input, context, scope, step.id) if step.input else context.input


def _reference(source: str, context: Context) -> str:
    """``step.output.field`` as templates write it; the output is an artifact's name, or any for all that is left."""
    step, _, rest = source.partition(".")
    name, _, path = rest.partition(".")
    if (step, name) in context.state.produced:
        return f"{step}.out.{rest}"
    return f"{step}.output.{path}" if path else f"{step}.output"


def _given(step: Step, context: Context) -> tuple[Produced, ...]:
    """The artifacts of the steps that a step waits for, and those it names. Raises RefusedError for an unknown one."""
    made = tuple(context.state.produced.values())
    found = {one.name: one for one in made if one.step in step.needs}
    for name in step.gives:
        known = [one for one in made if one.name == name]
        one = found.get(name) or (known[-1] if known else context.state.given.get(name))
        if one is None:
            raise RefusedError(f"config.inject: there is no artifact {clean(name)} yet; name one of an earlier step")
        found[name] = one
    return tuple(found.values())


async def run_child(step: Step, context: Context, child: ChildRun) -> Outcome:
    """Run a child to its end. Raises NotFoundError and RefusedError when there is no such pipeline to run."""
    context.recorder.step_message(step.id, "running", wording.child_executing(child.pipeline))
    return await context.run_child(context, step, child)


def step_outcome(step: Step, pipeline: str, outcome: Outcome) -> StepOutcome:
    """How a step ends whose one child ended; the child's artifacts are the step's, too."""
    if outcome.state == COMPLETED:
        artifacts = tuple(Produced(step.id, one.name, one.path, one.kind, one.declared) for one in outcome.artifacts)
        missing = [name for name in step.takes if name not in {one.name for one in artifacts}]
        if missing:
            left = f'sub-pipeline "{pipeline}" left no artifact {", ".join(missing)}, which config.extract names'
            return StepOutcome(FAILED, left, failure_class=retries.CONTRACT_FAILURE)
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
