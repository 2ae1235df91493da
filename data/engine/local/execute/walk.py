"""Walks through the steps of one run: starts what is ready, takes in how it ended, until nothing is left."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

from ....store.control import wording
from .definition import Step
from .hooks import run_hooks
from .parts import CANCELLED, COMPLETED, FAILED, REJECTED, Context, Outcome, StepOutcome
from .plan import Selection
from .references import as_text
from .results import keep_result, take_over
from .schedule import NOT_CHOSEN, decide, not_chosen, order, without
from .stepping import run_step


class Walk:
    """The steps of one run, from the first to the last."""

    def __init__(self, context: Context, selection: Selection) -> None:
        self.context = context
        self.selection = selection
        steps = without(order(context.definition.steps), selection.left_out)
        self.steps = tuple(step for step in steps if not step.rework_only)
        self.states: dict[str, str] = {}
        self.errors: list[str] = []
        self.counted = tuple(step.id for step in self.steps)
        self.last = ""
        self.tasks: dict[asyncio.Task[StepOutcome], Step] = {}

    async def run(self) -> Outcome:
        """Run to the end."""
        context = self.context
        context.recorder.run_started(self.counted)
        hooked = await run_hooks("run_start", context)
        if not hooked.ok:
            return Outcome(context.run, FAILED, hooked.error)
        try:
            self._reuse()
            await self._steps()
        finally:
            await self._stop()
        outcome = self._outcome()
        hooked = await run_hooks(
            f"run_{'completed' if outcome.state == COMPLETED else 'failed'}", context, error=outcome.error
        )
        return (
            outcome if hooked.ok or outcome.state != COMPLETED else replace(outcome, state=FAILED, error=hooked.error)
        )

    def _reuse(self) -> None:
        for step in self.steps:
            if step.id in self.selection.reused:
                taken = take_over(self.context, step, self.context.spec.request.origin)
                self.context.state.outputs[step.id] = taken.output
                self.context.state.produced.update({(one.step, one.name): one for one in taken.artifacts})
                keep_result(self.context, step, taken)
                self.context.recorder.step_completed(step.id, taken.message, note=taken.message)
                self.states[step.id] = COMPLETED

    async def _steps(self) -> None:
        self._start_ready()
        while self.tasks:
            done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                self._ended(self.tasks.pop(task), task.result())
            self._start_ready()

    async def _stop(self) -> None:
        """End the steps that still run, when this run is ended from outside."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for step in self.tasks.values():
            self.context.recorder.step_stopped(step.id)

    def _start_ready(self) -> None:
        if self.context.cancelled.is_set():
            return
        decision = decide(self.steps, self.states)
        for step, why in decision.skipped:
            self.states[step.id] = NOT_CHOSEN if why == NOT_CHOSEN else "skipped"
            self.context.recorder.step_skipped(step.id, why)
        for step in decision.ready:
            self.states[step.id] = "running"
            self.tasks[asyncio.create_task(run_step(self.context, step))] = step

    def _ended(self, step: Step, outcome: StepOutcome) -> None:
        self.states[step.id] = outcome.state
        self.context.state.states[step.id] = outcome.state
        if outcome.state in (FAILED, REJECTED):
            self.errors.append(wording.step_error(step.id, outcome.error))
        if outcome.state == COMPLETED:
            self.last = step.id
            self._choose(step, outcome)
        if outcome.state not in (CANCELLED, FAILED, REJECTED):
            done = sum(1 for name in self.counted if self.states.get(name, "running") != "running")
            self.context.recorder.pipeline_progress(done, len(self.counted), index=done)

    def _choose(self, step: Step, outcome: StepOutcome) -> None:
        if step.gate is None or not outcome.target:
            return
        for name in not_chosen(self.steps, step, outcome.target):
            if name not in self.states:
                self.states[name] = NOT_CHOSEN
                self.context.recorder.step_skipped(name, f"{step.id} led to {outcome.target}")

    def _outcome(self) -> Outcome:
        context, states = self.context, set(self.states.values())
        tokens = context.state.tokens
        if context.cancelled.is_set() or CANCELLED in states:
            return Outcome(context.run, CANCELLED, "cancelled", tokens)
        if FAILED in states or REJECTED in states:
            state = FAILED if FAILED in states else REJECTED
            return Outcome(context.run, state, self.errors[0] if self.errors else "", tokens)
        produced = tuple(context.state.produced.values())
        return Outcome(context.run, COMPLETED, "", tokens, _output(context, self.last), produced)


def _output(context: Context, last: str) -> str:
    """The outputs that a pipeline names as JSON, by their names; without any, what its last step left."""
    named: dict[str, object] = {}
    for output in context.definition.outputs:
        produced = context.state.produced.get((output.step, output.artifact))
        if produced is not None and produced.path.is_file():
            named[output.name] = _value(produced.path, output.field)
    if len(named) == 1:
        return as_text(next(iter(named.values())))
    return json.dumps(named, ensure_ascii=False) if named else context.state.outputs.get(last, "")


def _value(file: Path, field: str) -> object:
    text = file.read_text("utf-8", "replace")
    try:
        value = json.loads(text)
    except ValueError:
        return text
    for key in filter(None, field.split(".")):
        value = value.get(key) if isinstance(value, dict) else None
    return value
