"""One step from its first try to its end: tries and pauses, rework, and what its failure means to the run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from ....errors import RefusedError
from ....store.control import wording
from . import retries
from .attempt import finish, run_try
from .composition import run_composition
from .definition import Step
from .gates import wait_gate
from .hooks import run_hooks
from .parts import (
    CANCELLED,
    COMPLETED,
    CONTINUED,
    FAILED,
    NO_ITEM,
    REJECTED,
    SKIPPED,
    Context,
    Scope,
    StepOutcome,
    StepPlace,
)
from .pauses import pause
from .places import step_files, step_folder
from .results import keep_result

_ALONE = ("command", "prompt")


async def run_step(context: Context, step: Step) -> StepOutcome:
    """Run a step to its end and record it.

    The outcome's state is what the schedule goes by: completed, failed, continued, skipped, rejected or cancelled.
    """
    began = context.now()
    hooked = await run_hooks("step_start", context, step=step.id)
    if not hooked.ok:
        context.recorder.step_running(step.id, "hooks")
        return _end(context, step, StepOutcome(FAILED, hooked.error, failure_class=retries.DETERMINISTIC), began)
    outcome = await _work(context, step)
    if context.cancelled.is_set() and outcome.state == FAILED:
        outcome = replace(outcome, state=CANCELLED)
    if outcome.state == FAILED and (by := _repairer(context, step, outcome)) is not None:
        outcome = await _rework(context, step, by, outcome)
    if outcome.state == COMPLETED:
        hooked = await run_hooks("step_completed", context, step=step.id)
        outcome = outcome if hooked.ok else StepOutcome(FAILED, hooked.error)
    if outcome.state == FAILED:
        await run_hooks("step_failed", context, step=step.id, error=outcome.error)
    return _end(context, step, outcome, began)


async def run_item(context: Context, step: Step, scope: Scope, item: str) -> StepOutcome:
    """Run a step's own command or prompt for one item, with the step's tries and pauses; nothing but tries is told."""
    rules = _rules(context, step)
    return await _tries(
        context, step, rules, lambda number: run_try(context, step, number, rules.attempts, scope, item)
    )


async def _work(context: Context, step: Step) -> StepOutcome:
    if step.kind == "gate":
        return await wait_gate(step, context)
    rules = _rules(context, step)
    if step.kind in _ALONE and step.strategy is None:
        return await _tries(context, step, rules, lambda number: _recorded_try(context, step, number, rules.attempts))
    rules = replace(rules, attempts=1) if step.strategy else rules
    return await _tries(context, step, rules, lambda number: _composed(context, step))


def _rules(context: Context, step: Step) -> retries.Policy:
    return retries.policy(step, context.manifest.max_retry_delay)


async def _tries(
    context: Context, step: Step, rules: retries.Policy, once: Callable[[int], Awaitable[StepOutcome]]
) -> StepOutcome:
    breaker = retries.Breaker(context.manifest.breaker_limit, context.manifest.breaker_classes)
    number = 1
    while True:
        outcome = await once(number)
        broken = outcome.state == FAILED and breaker.opens(outcome.failure_class, outcome.error)
        last = number >= rules.attempts or not retries.is_retried(outcome.failure_class) or broken
        if outcome.state != FAILED or last or outcome.action in ("rejected", "skip") or context.cancelled.is_set():
            return outcome
        number += 1
        context.recorder.retrying(
            step.id, number, rules.attempts, error=outcome.error, failure_class=outcome.failure_class
        )
        await run_hooks("step_retrying", context, step=step.id, error=outcome.error)
        if not await pause(context, rules.delay(number - 1)):
            return StepOutcome(CANCELLED, wording.CANCELED, failure_class=retries.CANCELED)


async def _composed(context: Context, step: Step) -> StepOutcome:
    """A composed step with its own artifacts and contracts, whose paths begin at the project's root.

    Those of a step that works item by item belong to each item and are done with.
    """
    worked = await run_composition(step, context)
    by_item = step.strategy is not None and not step.strategy.child_pipeline
    if worked.state != COMPLETED or by_item or not (step.outputs or step.contracts):
        return worked
    place = StepPlace(step_folder(context, step.id), context.spec.root)
    files = step_files(context, step.id, 1)
    try:
        finished = await finish(context, step, place, worked, files.stdout)
    except (OSError, RefusedError) as error:
        return StepOutcome(FAILED, str(error), failure_class=retries.CONTRACT_FAILURE)
    if finished.state != COMPLETED:
        return finished
    return replace(worked, artifacts=(*worked.artifacts, *finished.artifacts))


async def _recorded_try(context: Context, step: Step, number: int, of: int) -> StepOutcome:
    """A try with its end told; the beginning is told when there is a slot for it."""
    outcome = await run_try(context, step, number, of, NO_ITEM)
    if outcome.state != CANCELLED:
        state = "succeeded" if outcome.state == COMPLETED else "failed"
        context.recorder.attempt_ended(step.id, state, error=outcome.error, failure_class=outcome.failure_class)
    return outcome


def _repairer(context: Context, step: Step, outcome: StepOutcome) -> Step | None:
    """The step that is to repair a failure: the one a contract names, else the one under ``retry``."""
    if outcome.action == "rework" and outcome.rework_step:
        return context.definition.step(outcome.rework_step)
    asked = _rules(context, step).on_failure == "rework" or outcome.action == "rework"
    return context.definition.step(step.retry.rework_step) if asked and step.retry.rework_step else None


async def _rework(context: Context, step: Step, by: Step, failure: StepOutcome) -> StepOutcome:
    """Let another step repair a failure in the same workspace, then look at what there is once more."""
    context.recorder.step_reworking(step.id, by.id)
    context.state.failures[by.id] = f"{failure.error}\n\n{failure.first}".strip() + "\n"
    place = context.state.places.get(step.id)
    if place is not None and not by.workspace.mounts and not by.workspace.kind:
        context.state.places[f"{by.id}/"] = place
    repaired = await run_step(context, by)
    if repaired.state != COMPLETED:
        return replace(
            failure, error=f"{failure.error}; reworking by {by.id} did not help: {repaired.error}", action=""
        )
    if place is None:
        return StepOutcome(COMPLETED, note=f"reworked by {by.id}")
    try:
        looked = await finish(context, step, place, StepOutcome(COMPLETED), step_files(context, step.id, 1).stdout)
    except (OSError, RefusedError) as error:
        return replace(failure, error=str(error), action="")
    return replace(looked, note=f"reworked by {by.id}", message="", action="")


def _end(context: Context, step: Step, outcome: StepOutcome, began: float) -> StepOutcome:
    """Record how a step ended, and say what that means to the run."""
    if outcome.state == COMPLETED:
        return _completed(context, step, outcome, began)
    if outcome.state == CANCELLED:
        context.recorder.step_stopped(step.id)
        return outcome
    if outcome.action == "rejected" or outcome.state == REJECTED:
        context.recorder.step_rejected(step.id, outcome.error)
        return replace(outcome, state=REJECTED)
    manner = "skip" if outcome.action == "skip" else _rules(context, step).on_failure
    if outcome.state == SKIPPED or manner == "skip":
        context.recorder.step_skipped(step.id, outcome.error)
        return replace(outcome, state=SKIPPED)
    goes_on = manner == "continue"
    context.recorder.step_failed(step.id, outcome.error, first=outcome.first, goes_on=goes_on)
    return replace(outcome, state=CONTINUED if goes_on else FAILED)


def _completed(context: Context, step: Step, outcome: StepOutcome, began: float) -> StepOutcome:
    context.state.outputs[step.id] = outcome.output
    for produced in outcome.artifacts:
        context.state.produced[produced.step, produced.name] = produced
    keep_result(context, step, outcome)
    context.recorder.step_completed(step.id, outcome.message, note=outcome.note, duration=context.now() - began)
    return outcome
