"""How a persona's step goes: attempts, tools, tokens, contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from .rows import Change, event, insert, step_begins, step_ends, step_retries, try_row
from .scene import Part, Scene, checkpoint, injected, leave
from .shapes import StepShape

_TOOLS = (
    "Read src/cart/basket.py",
    "Read tests/cart/test_basket.py",
    "Grep def total",
    "Glob src/**/*.py",
    "Read docs/guide/checkout.md",
    "Bash python -m pytest -q tests/cart",
    "Edit src/payment/refund.py",
    "Grep timeout=",
    "TodoWrite 3 of 5 done",
    "Bash git diff --stat",
    "Write result.json",
)
_MODELS = {"cheapest": "claude-haiku-4-5", "balanced": "sonnet", "strongest": "opus", "": "sonnet"}
_STRONGER = {"cheapest": "balanced", "balanced": "strongest", "strongest": "strongest", "": "strongest"}


@dataclass(frozen=True, slots=True)
class _Try:
    number: int
    start: float
    end: float
    model: str
    tokens: int


def play_persona(scene: Scene, step: StepShape, start: float, bad_tries: int = 0) -> Part:
    """A persona's step that fails its contract ``bad_tries`` times; for good when no attempt is left."""
    changes = [step_begins(start, scene.run, step.id)]
    number, at, tier = 1, start, step.tier
    while True:
        attempt = _attempt(scene, step, number, at, _MODELS[tier])
        changes += _work(scene, step, attempt)
        if number > bad_tries:
            return _completed(scene, step, attempt, start, changes)
        error = _violation(scene, step)
        changes += _contract_failed(scene, step, attempt, error)
        if number >= step.max_attempts:
            return _failed(scene, step, attempt, start, changes, error)
        changes += _retry(scene, step, attempt)
        number, at, tier = number + 1, attempt.end + min(30, 2**number), _STRONGER[tier]
        changes.append(step_begins(at, scene.run, step.id))


def _attempt(scene: Scene, step: StepShape, number: int, start: float, model: str) -> _Try:
    end = start + step.seconds * scene.rng.uniform(0.75, 1.3)
    return _Try(number, start, end, model, int(step.tokens * scene.rng.uniform(0.8, 1.2)))


def _work(scene: Scene, step: StepShape, attempt: _Try) -> Iterator[Change]:
    at, run = attempt.start, scene.run
    message = f"Starting {step.persona} persona in {scene.folder(step)}"
    chosen = {"model": attempt.model, "adapter": "claude", "configured_model": step.tier}
    yield event(at, run, "running", step.id, message, persona=step.persona, **chosen)
    yield try_row(at, run, step.id, attempt.number)
    yield _routing(scene, step, attempt)
    for message in injected(scene, step):
        yield event(at, run, "step_progress", step.id, message)
    yield from _beats(scene, step, attempt)


def _beats(scene: Scene, step: StepShape, attempt: _Try) -> Iterator[Change]:
    moment, told, length = attempt.start + 0.4, 0, attempt.end - attempt.start
    while moment < attempt.end - 0.3:
        tool = scene.rng.choice(_TOOLS)
        yield event(moment, scene.run, "stream_activity", step.id, tool, persona=step.persona)
        if scene.rng.random() < 0.5:
            share = (moment - attempt.start) / length
            yield _tokens(scene, step, moment, int(attempt.tokens * share) - told, int(100 * share))
            told = int(attempt.tokens * share)
        moment += scene.rng.uniform(0.3, 2.2)
    yield _tokens(scene, step, attempt.end - 0.2, attempt.tokens - told, 95)


def _tokens(scene: Scene, step: StepShape, at: float, tokens: int, progress: int) -> Change:
    persona = step.persona
    return event(at, scene.run, "step_progress", step.id, persona=persona, tokens_used=tokens, progress=progress)


def _routing(scene: Scene, step: StepShape, attempt: _Try) -> Change:
    return insert(
        attempt.start,
        "decision_log",
        run_id=scene.run,
        step_id=step.id,
        timestamp=int(attempt.start),
        category="model_routing",
        decision=f"selected model {attempt.model} for step {step.id}",
        rationale="model tier of the step" if step.tier else "default of the adapter",
        context_json=json.dumps({"adapter": "claude", "model": attempt.model, "persona": step.persona}),
    )


def _violation(scene: Scene, step: StepShape) -> str:
    if not step.contract:
        return "adapter execution failed: rate_limit: too many requests, try again in 40 s"
    if step.contract.startswith("make"):
        return f"contract validation failed [test_suite]: {step.contract}: 2 failed, 141 passed in 1.83s"
    return (
        "contract validation failed [json_schema]: Required fields are missing from the JSON output\n  Details:\n"
        f"    - File: {scene.folder(step)}/findings.json\n    - at '/findings/0': missing property 'severity'"
    )


def _contract_failed(scene: Scene, step: StepShape, attempt: _Try, error: str) -> Iterator[Change]:
    at, run = attempt.end, scene.run
    if step.contract:
        yield event(at, run, "validating", step.id, f"Validating {step.contract} contract")
        yield event(at, run, "contract_failed", step.id, error)
    yield try_row(attempt.start, run, step.id, attempt.number, at, error)
    yield _metric(scene, step, attempt, error)


def _retry(scene: Scene, step: StepShape, attempt: _Try) -> Iterator[Change]:
    message = f"attempt {attempt.number + 1}/{step.max_attempts}"
    yield step_retries(attempt.end, scene.run, step.id)
    yield event(attempt.end, scene.run, "retrying", step.id, message)


def _completed(scene: Scene, step: StepShape, attempt: _Try, start: float, before: list[Change]) -> Part:
    at, run = attempt.end, scene.run
    changes = [*before, *leave(scene, step, at)]
    if step.contract:
        changes.append(event(at, run, "validating", step.id, f"Validating {step.contract} contract"))
        changes.append(event(at, run, "contract_passed", step.id, "all 1 contract(s) validated"))
    changes += [
        try_row(attempt.start, run, step.id, attempt.number, at),
        _metric(scene, step, attempt),
        _done(scene, step, attempt),
        step_ends(at, run, step.id, "completed"),
        checkpoint(scene, step, at),
    ]
    return Part(step, start, at, tuple(changes))


def _done(scene: Scene, step: StepShape, attempt: _Try) -> Change:
    return event(
        attempt.end,
        scene.run,
        "completed",
        step.id,
        persona=step.persona,
        tokens_used=attempt.tokens,
        duration_ms=int(1000 * (attempt.end - attempt.start)),
        progress=100,
        artifact_count=len(step.artifacts),
    )


def _failed(scene: Scene, step: StepShape, attempt: _Try, start: float, before: list[Change], error: str) -> Part:
    text = f"contract validation failed: {error}" if step.contract else error
    at, run = attempt.end, scene.run
    goes_on = f"step failed after {attempt.number} attempts but pipeline continues: {text}"
    changes = [
        *before,
        event(at, run, "failed", step.id, goes_on if step.optional else text),
        step_ends(at, run, step.id, "failed", text),
    ]
    if not step.optional:
        changes.append(event(at, run, "recovery", step.id, f'step "{step.id}" failed: {text}'))
    return Part(step, start, at, tuple(changes), text)


def _metric(scene: Scene, step: StepShape, attempt: _Try, error: str = "") -> Change:
    return insert(
        attempt.end,
        "performance_metric",
        run_id=scene.run,
        step_id=step.id,
        pipeline_name=scene.shape.name,
        persona=step.persona,
        started_at=int(attempt.start),
        completed_at=int(attempt.end),
        duration_ms=int(1000 * (attempt.end - attempt.start)),
        tokens_used=attempt.tokens,
        artifacts_generated=0 if error else len(step.artifacts),
        memory_bytes=0,
        success=not error,
        error_message=error,
    )
