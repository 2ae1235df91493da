"""Runs a pipeline: its steps in the order of their dependencies, as many at once as are allowed, to the run's end."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ....errors import RefusedError
from ....project import PIPELINES
from ....store.control import wording
from ....store.control.rows import Lineage
from ...model import RunSpec, StartRequest
from ..definitions import find_definition
from ..names import checked_name, new_run_id
from ..service import Processes
from .check import refusals, surroundings
from .composition.rounds import with_rounds
from .definition import Step
from .environ import write_private
from .hooks import run_hooks
from .manifest import read_manifest
from .parts import CANCELLED, COMPLETED, FAILED, REJECTED, ChildRun, Context, Outcome, RunState, StepOutcome
from .plan import Selection, select
from .reading import read_definition
from .recording import Recorder
from .references import as_text
from .results import keep_result, take_over
from .schedule import NOT_CHOSEN, decide, not_chosen, order, without
from .stepping import run_item, run_step

DEEPEST = 8
"""Child runs below child runs, at most."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time in unix seconds, and a wait for a number of seconds."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


def prepare(
    spec: RunSpec,
    recorder: Recorder,
    processes: Processes,
    cancelled: asyncio.Event,
    clock: Clock = Clock(),
) -> Context:
    """Everything for the run that a spec describes; its manifest and definition are read here.

    The request's profile is the value of ``{{ env.profile }}``.
    """
    manifest = read_manifest(spec.root / "wave.yaml")
    return Context(
        spec=spec,
        run=spec.run,
        input=spec.request.input,
        definition=read_definition(spec.definition),
        manifest=manifest,
        recorder=recorder,
        processes=processes,
        cancelled=cancelled,
        now=clock.now,
        sleep=clock.sleep,
        state=RunState(),
        slots=asyncio.Semaphore(manifest.max_workers),
        run_child=run_child,
        run_task=run_item,
        environment=(("profile", spec.request.profile),) if spec.request.profile else (),
    )


async def execute(context: Context) -> Outcome:
    """Run the steps and say how the run ended; the end itself is the caller's to record.

    Raises RefusedError before anything started when the definition cannot be run, and StoreFault when not even the
    beginning can be recorded.
    """
    if context.depth == 0:
        refused = refusals(context.definition, context.manifest, surroundings(context))
        if refused:
            raise RefusedError("; ".join(refused))
        _keep_definition(context)
    return await _Run(context, select(context.definition, _request(context))).run()


def _keep_definition(context: Context) -> None:
    """Keep what is run, so that a retry can tell what has changed since."""
    runs = context.spec.state_folder / "runs"
    runs.mkdir(parents=True, exist_ok=True, mode=0o750)
    write_private(runs / f"{checked_name('run', context.run)}.pipeline.yaml", context.definition.text)


async def run_child(context: Context, step: Step, child: ChildRun) -> Outcome:
    """Run a pipeline as a child of a step's run, to its end.

    Raises RefusedError when there is no such pipeline or too many runs are inside of one another.
    """
    if context.depth >= DEEPEST:
        raise RefusedError(f"{child.pipeline} would be the {DEEPEST + 1}th run inside of another; check for a circle")
    definition = read_definition(find_definition(context.spec.state_folder / PIPELINES, child.pipeline))
    run = new_run_id(definition.name, context.now())
    index = None if child.index is None else child.index - 1
    lineage = Lineage(kind=child.kind, ref=child.pipeline, index=index, total=child.total, mode=child.mode)
    recorder = context.recorder.child(run, step.id, definition.name, child.input, lineage)
    inner = replace(
        context,
        run=run,
        input=child.input,
        definition=with_rounds(definition, child.max_cycles),
        recorder=recorder,
        state=RunState(given={one.name: one for one in child.given}),
        environment=child.environment,
        depth=context.depth + 1,
    )
    try:
        outcome = await _within(child.timeout, execute(inner), run)
    except RefusedError as error:
        outcome = Outcome(run, FAILED, str(error))
    except asyncio.CancelledError:
        recorder.run_finished(CANCELLED, wording.CANCELED)
        raise
    recorder.run_finished(outcome.state, outcome.error)
    return outcome


async def _within(timeout: float | None, run: Awaitable[Outcome], name: str) -> Outcome:
    try:
        return await asyncio.wait_for(run, timeout)
    except TimeoutError:
        return Outcome(name, FAILED, f"timed out after {timeout:g} s")


def _request(context: Context) -> StartRequest | None:
    return context.spec.request if context.depth == 0 else None


class _Run:
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
