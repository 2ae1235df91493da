"""Steps that wait: for a moment, or until somebody answers."""

from __future__ import annotations

import json

from ....errors import StoreError
from ....store.control import answers, wording
from . import retries
from .definition import Choice, Gate, Step
from .parts import CANCELLED, COMPLETED, FAILED, Context, StepOutcome
from .pauses import pause
from .references import TemplateError
from .templates import fill

FAIL = "_fail"
"""The target of a choice that ends the run."""

LOOK = 0.5
"""Seconds between two looks for an answer."""

_UNASKED = (Choice("Approve", "a"), Choice("Reject", "r", FAIL))
_TICKS = 100


async def wait_gate(step: Step, context: Context) -> StepOutcome:
    """Wait until a gate is open, or until the run is cancelled; its end is the caller's to record.

    A timer opens by itself. An approval opens with the answer of somebody, at once with its default when it is
    ``auto``, and after its timeout with its default; without one it fails.
    """
    gate = step.gate or Gate("")
    context.recorder.step_running(step.id, wording.gate(gate.kind))
    try:
        message = fill(gate.message or gate.prompt, context, step=step.id)
    except TemplateError as error:
        return StepOutcome(FAILED, str(error), failure_class=retries.DETERMINISTIC)
    if gate.kind == "timer":
        return await _timer(step, gate, message, context)
    offered = gate_choices(gate)
    known = tuple(answers.Choice(choice.key, choice.label) for choice in offered)
    context.recorder.gate_waiting(step.id, gate.kind, message, () if gate.auto else known)
    if gate.auto:
        return _opened(_default(gate) or offered[0], "auto-approved: ", "", context)
    return await _approval(step, gate, offered, context)


def gate_choices(gate: Gate) -> tuple[Choice, ...]:
    """The answers to an approval; without any in the definition they are to approve and to reject."""
    return gate.choices or _UNASKED


async def _timer(step: Step, gate: Gate, message: str, context: Context) -> StepOutcome:
    """Wait and say how much is left, at most a hundred times and once a second."""
    context.recorder.gate_waiting(step.id, gate.kind, message)
    length = 0.0 if gate.auto or gate.timeout is None else gate.timeout
    began = context.now()
    tick = max(1.0, length / _TICKS)
    while (left := began + length - context.now()) > 0:
        percent = round(100 * (1 - left / length))
        context.recorder.progress(step.id, percent, "Waiting", eta=left)
        if not await pause(context, min(tick, left)):
            return _cancelled()
    context.recorder.gate_resolved(f"timer elapsed: {length:g} s")
    return StepOutcome(COMPLETED, message=wording.GATE_DONE)


async def _approval(step: Step, gate: Gate, offered: tuple[Choice, ...], context: Context) -> StepOutcome:
    timeout = context.manifest.gate_timeout if gate.timeout is None else gate.timeout
    until = context.now() + timeout
    while (left := until - context.now()) > 0:
        answer = _answer(step, offered, context)
        if answer is not None:
            return _opened(answer[0], "", answer[1], context)
        if not await pause(context, min(LOOK, left)):
            return _cancelled()
    default = _default(gate)
    if default is not None:
        return _opened(default, "timed out, using default: ", "", context)
    error = f"nobody answered the gate within {timeout:g} s, and it has no default"
    return StepOutcome(FAILED, error, failure_class=retries.DETERMINISTIC)


def _answer(step: Step, offered: tuple[Choice, ...], context: Context) -> tuple[Choice, str] | None:
    """The choice that somebody made and who did; None while nobody did or the store cannot tell."""
    try:
        asked = context.recorder.gate_answer(step.id)
    except StoreError:
        return None
    if asked is None:
        return None
    chosen = next((choice for choice in offered if choice.key == asked.choice), None)
    return None if chosen is None else (chosen, asked.by)


def _opened(choice: Choice, how: str, by: str, context: Context) -> StepOutcome:
    context.recorder.gate_resolved(f"{how}{choice.label} ({choice.key})")
    output = json.dumps({"choice": choice.key, "label": choice.label, "by": by}, ensure_ascii=False)
    if choice.target == FAIL:
        said = f"the gate was answered with {choice.label} ({choice.key}){' by ' if by else ''}{by}"
        return StepOutcome(FAILED, said, failure_class=retries.DETERMINISTIC, output=output, target=FAIL)
    return StepOutcome(COMPLETED, output=output, target=choice.target, message=wording.GATE_DONE)


def _default(gate: Gate) -> Choice | None:
    return next((choice for choice in gate.choices if choice.key == gate.default), None)


def _cancelled() -> StepOutcome:
    return StepOutcome(CANCELLED, wording.CANCELED, failure_class=retries.CANCELED)
