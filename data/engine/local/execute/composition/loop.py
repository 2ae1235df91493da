"""Repeats a pipeline or several steps until a condition holds."""

from __future__ import annotations

from dataclasses import replace

from .....errors import RefusedError
from .....store.control import wording
from .. import retries
from ..definition import Loop, Step
from ..parts import CANCELLED, COMPLETED, CONTINUED, SKIPPED, Context, StepOutcome
from ..references import TemplateError
from ..templates import fill
from .child import child_run, run_child, step_outcome

TRUE = frozenset({"true", "done", "yes"})
"""Words that end a loop when its condition becomes one of them."""

_GOES_ON = frozenset({COMPLETED, CONTINUED, SKIPPED})


async def run_loop(step: Step, context: Context) -> StepOutcome:
    """A step with ``loop``: its pipeline and its nested steps in their order, at most so many rounds."""
    loop = step.loop or Loop(None, "", ())
    if loop.max_iterations is None:
        raise RefusedError("loop.max_iterations is missing")
    last = StepOutcome(COMPLETED)
    for number in range(1, loop.max_iterations + 1):
        if context.cancelled.is_set():
            return StepOutcome(CANCELLED, wording.CANCELED, failure_class=retries.CANCELED)
        _announce(step, context, number, loop.max_iterations)
        last = await _round(step, loop, context, number, loop.max_iterations)
        if last.state not in _GOES_ON:
            return _ended_badly(last, number)
        context.state.outputs[step.id] = last.output
        if _holds(step, loop, context):
            return _completed(last, wording.LOOP_MET, wording.NOTE_LOOP_MET)
    return _completed(last, wording.loop_limit(loop.max_iterations), wording.NOTE_LOOP_LIMIT)


def _announce(step: Step, context: Context, number: int, limit: int) -> None:
    said = wording.loop_iteration(number, limit)
    if number == 1:
        context.recorder.step_running(step.id, said)
    else:
        context.recorder.step_message(step.id, "running", said)
    done = number - 1
    context.recorder.progress(step.id, 100 * done // limit, said, subtask=number, subtasks=limit)


async def _round(step: Step, loop: Loop, context: Context, number: int, limit: int) -> StepOutcome:
    from ..stepping import run_step  # a step may be a loop, and a loop runs steps

    last = StepOutcome(COMPLETED)
    if step.pipeline:
        name = fill(step.pipeline, context, step=step.id)
        context.recorder.step_message(step.id, "running", wording.child_loading(name))
        made = child_run(step, context, name, "loop_iteration")
        last = step_outcome(step, name, await run_child(step, context, replace(made, index=number, total=limit)))
    for nested in loop.steps:
        if last.state not in _GOES_ON:
            break
        last = await run_step(context, nested)
        if last.state not in _GOES_ON:
            return replace(last, error=f"step {nested.id}: {last.error}")
    return last


def _holds(step: Step, loop: Loop, context: Context) -> bool:
    """Whether the condition is true; one that has no value yet is not."""
    if not loop.until:
        return False
    try:
        return fill(loop.until, context, step=step.id).strip().lower() in TRUE
    except TemplateError as error:
        context.recorder.step_message(step.id, "warning", f"loop.until is not true: {error}")
        return False


def _ended_badly(outcome: StepOutcome, number: int) -> StepOutcome:
    if outcome.state == CANCELLED:
        return StepOutcome(CANCELLED, wording.CANCELED, failure_class=retries.CANCELED)
    kind = outcome.failure_class or retries.TRANSIENT
    return StepOutcome(outcome.state, f"loop iteration {number}: {outcome.error}", failure_class=kind)


def _completed(last: StepOutcome, said: str, note: str) -> StepOutcome:
    return StepOutcome(COMPLETED, output=last.output, artifacts=last.artifacts, message=said, note=note)
