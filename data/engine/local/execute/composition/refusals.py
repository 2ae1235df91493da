"""What is missing in a composed step, a gate or a hook, told before anything starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .....text import clean
from ..definition import Hook, Step
from ..hooks import matcher_problem


def composition_refusals(step: Step) -> Iterator[str]:
    """Why a composed step or a gate cannot do its work, one sentence each."""
    if step.iterate is not None:
        if not step.iterate.over:
            yield "iterate.over is missing; name the list of items"
        if not step.pipeline:
            yield "iterate runs a pipeline per item; name it under pipeline"
    if step.strategy is not None and not step.strategy.items_source:
        yield "strategy.items_source is missing; name the file that lists the items"
    if step.branch is not None and not step.branch.cases:
        yield "branch.cases is missing; say which value leads to which pipeline"
    if step.aggregate is not None and not (step.aggregate.source and step.aggregate.into and step.aggregate.strategy):
        yield "aggregate needs from, into and strategy; add what is missing"
    if step.gate is not None and step.gate.kind == "timer" and step.gate.timeout is None and not step.gate.auto:
        yield "gate.timeout is missing; say how long the timer waits"
    yield from _loop_refusals(step)


def hook_refusals(hooks: Iterable[Hook]) -> Iterator[str]:
    """Why hooks cannot run, one sentence each."""
    for hook in hooks:
        problem = matcher_problem(hook)
        if problem:
            yield f"hook {clean(hook.name)}: {problem}; correct it"
        text = hook.script if hook.kind == "script" else hook.command
        if hook.kind in ("command", "script") and not text.strip():
            yield f"hook {clean(hook.name)} has no {hook.kind}; add one"


def _loop_refusals(step: Step) -> Iterator[str]:
    if step.loop is None:
        return
    if step.loop.max_iterations is None:
        yield "loop.max_iterations is missing; say how many rounds there are at most"
    if not step.pipeline and not step.loop.steps:
        yield "loop has nothing to repeat; add steps or a pipeline"
