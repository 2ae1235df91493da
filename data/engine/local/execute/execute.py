"""Runs a pipeline: its steps in the order of their dependencies, as many at once as are allowed, to the run's end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

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
from .definition import Definition, Step
from .environ import write_private
from .manifest import read_manifest
from .parts import CANCELLED, FAILED, ChildRun, Context, Outcome, RunState
from .plan import select
from .reading import read_definition
from .recording import Recorder
from .stepping import run_item
from .walk import Walk

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
        _refuse(context.definition, context)
        _keep_definition(context)
    return await Walk(context, select(context.definition, _request(context))).run()


def _refuse(definition: Definition, context: Context) -> None:
    """Raise RefusedError with everything in a definition that cannot be run."""
    refused = refusals(definition, context.manifest, surroundings(context))
    if refused:
        raise RefusedError("; ".join(refused))


def _keep_definition(context: Context) -> None:
    """Keep what is run, so that a retry can tell what has changed since."""
    runs = context.spec.state_folder / "runs"
    runs.mkdir(parents=True, exist_ok=True, mode=0o750)
    write_private(runs / f"{checked_name('run', context.run)}.pipeline.yaml", context.definition.text)


async def run_child(context: Context, step: Step, child: ChildRun) -> Outcome:
    """Run a pipeline as a child of a step's run, to its end.

    Raises NotFoundError when there is no such pipeline, RefusedError when it cannot be run or too many runs are inside
    of one another.
    """
    if context.depth >= DEEPEST:
        raise RefusedError(f"{child.pipeline} would be the {DEEPEST + 1}th run inside of another; check for a circle")
    file = find_definition(context.spec.state_folder / PIPELINES, child.pipeline)
    definition = with_rounds(read_definition(file), child.max_cycles)
    _refuse(definition, context)
    run = new_run_id(definition.name, context.now())
    index = None if child.index is None else child.index - 1
    lineage = Lineage(kind=child.kind, ref=child.pipeline, index=index, total=child.total, mode=child.mode)
    recorder = context.recorder.child(run, step.id, definition.name, child.input, lineage)
    inner = replace(
        context,
        run=run,
        input=child.input,
        definition=definition,
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
