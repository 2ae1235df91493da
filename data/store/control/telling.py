"""The events and rows around the happenings of a run that follow from what is known of it."""

from __future__ import annotations

import json
import shlex

from . import rows, wording
from .entry import Deliverable, Entry, Hint
from .known import Facts, KnownRun, KnownStep
from .statement import Statement, Value

_PASSED, _FAILED = "contract_passed", "contract_failed"


def opening(known: KnownRun, now: float) -> tuple[Entry, ...]:
    """The first events of a run; one that goes on where another ended has none of its own."""
    recorded, total = known.recorded, len(known.order)
    if recorded.resumed_from:
        return ()
    first = known.entry(now, "started", "", wording.run_started(recorded.input, total), steps_total=total)
    return first, known.entry(now, "started", "", wording.workspace_root(recorded.workspace))


def step_opening(known: KnownRun, step: str, now: float) -> tuple[Entry, ...]:
    """What a run that goes on says before each of its steps, once."""
    first = known.recorded.resumed_from
    if not first or known.step(step).now.started is not None:
        return ()
    return (known.entry(now, "started", step, wording.resumed_step(step, first)),)


def running(known: KnownRun, one: KnownStep, now: float) -> Entry:
    """A step begins: a persona says so in its own words."""
    facts: Facts = {"persona": one.now.persona, "model": one.model, "adapter": one.adapter}
    facts |= {"configured_model": one.configured_model, "workspace": one.folder}
    if one.now.persona:
        facts["action"] = "Initializing"
    said = one.now.message or (wording.persona(one.now.persona, one.folder) if one.now.persona else "")
    return known.entry(now, "running", one.now.step, said, **facts)


def closing(known: KnownRun, state: str, error: str, now: float) -> tuple[Entry, ...]:
    """The last events of a run: only one that went well says so, as with Wave."""
    took, recorded = now - known.began, known.recorded
    if state == "rejected":
        return (known.entry(now, "rejected", "", error),)
    if state == "failed" and not known.steps:
        return (known.entry(now, "recovery", "", error),)
    if state != "completed":
        return ()
    if recorded.resumed_from:
        return (_last(known, wording.resumed_completed(recorded.resumed_from), now),)
    whole = known.entry(now, "completed", "", wording.all_steps_completed(len(known.order)), duration=took)
    return (whole,) if recorded.child else (whole, _last(known, wording.pipeline_completed(recorded.pipeline), now))


def recovery(known: KnownRun, step: str, error: str, now: float) -> Entry:
    """The ways out of a failed step."""
    retry = f"wave-tui retry {shlex.quote(known.run)} --from-step {shlex.quote(step)}"
    hints = [Hint("Resume from failed step", retry, "resume")]
    if folder := known.step(step).folder:
        hints.append(Hint("Inspect workspace artifacts", f"ls {shlex.quote(folder)}/", "workspace"))
    return Entry(known.run, now, "recovery", step, wording.step_error(step, error), hints=tuple(hints))


def evaluation(known: KnownRun, state: str, now: float) -> tuple[Statement, ...]:
    """How a run went; nothing for one that never began a step or that was resumed, as with Wave."""
    if not known.steps or known.recorded.resumed_from:
        return ()
    passed = state == "completed"
    failure = "" if passed else known.failure or "failure"
    pipeline, took = known.recorded.pipeline, now - known.began
    return (rows.evaluation(known.run, pipeline, passed, known.retries, failure, took, now),)


def routing(known: KnownRun, one: KnownStep, now: float) -> Statement:
    """Which model a persona got and why."""
    step, model = one.now.step, one.model or one.adapter
    pinned = "per-step model pinning in pipeline YAML" if one.configured_model else "adapter default (no override)"
    facts: dict[str, Value] = {"adapter": one.adapter, "model": one.model, "persona": one.now.persona}
    return rows.decision(
        known.run, step, "model_routing", (f"selected model {model} for step {step}", pinned), facts, now
    )


def judged(
    known: KnownRun, step: str, state: str, message: str, kind: str, count: int, now: float
) -> tuple[Statement, ...]:
    """The decision that a contract's result is."""
    if state == _PASSED:
        said = f"contract validation passed for step {step}", f"all {count} contract(s) validated successfully"
        return (rows.decision(known.run, step, "contract", said, {"contract_count": count}, now),)
    if state not in (_FAILED, "contract_soft_failure"):
        return ()
    hard = state == _FAILED
    why = f"on_failure is 'fail', failing the step: {message}" if hard else message
    said = f"contract validation failed ({'hard' if hard else 'soft'}) for step {step}", why
    return (rows.decision(known.run, step, "contract", said, {"contract_type": kind, "error": message}, now),)


def exhausted(known: KnownRun, step: str, error: str, now: float) -> tuple[Statement, ...]:
    """The decision not to try again; only of steps whose tries are kept."""
    one = known.step(step)
    if one.attempt is None or not one.keeps_attempts:
        return ()
    number = one.attempt.number
    said = (
        f"all {number} attempts exhausted for step {step}",
        f"applying on_failure policy after {number} failed attempts",
    )
    facts: dict[str, Value] = {
        "failure_class": one.attempt.failure_class,
        "last_error": error,
        "max_attempts": one.attempts_allowed,
    }
    return (rows.decision(known.run, step, "retry", said, facts, now),)


def metric(known: KnownRun, one: KnownStep) -> tuple[Statement, ...]:
    """What a persona's try cost; other steps have none."""
    if one.attempt is None or not one.now.persona:
        return ()
    files = len(one.left) if one.attempt.state == "succeeded" else 0
    pipeline = known.recorded.pipeline
    return (rows.metric(known.run, pipeline, one.now.persona, one.attempt, one.spent, files),)


def checkpoint(known: KnownRun, step: str, now: float) -> Statement:
    """Where a persona's completed step can be returned to, with every file that was there by then."""
    index = known.order.index(step) if step in known.order else len(known.order)
    files = json.dumps(known.files, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return rows.checkpoint(known.run, step, index, known.step(step).folder, files, now)


def _last(known: KnownRun, message: str, now: float) -> Entry:
    left: tuple[Deliverable, ...] = tuple(one for step in known.steps.values() for one in step.left)
    return Entry(known.run, now, "completed", "", message, duration=now - known.began, deliverables=left)
