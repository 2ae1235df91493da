"""Finds what runs a composed step."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from .....errors import NotFoundError, RefusedError
from .. import retries
from ..definition import Step
from ..parts import FAILED, Context, StepOutcome
from .aggregate import run_aggregate
from .branch import run_branch
from .child import run_pipeline
from .iterate import run_iterate
from .loop import run_loop
from .matrix import run_matrix

_RUNS: dict[str, Callable[[Step, Context], Awaitable[StepOutcome]]] = {
    "pipeline": run_pipeline,
    "iterate": run_iterate,
    "branch": run_branch,
    "loop": run_loop,
    "aggregate": run_aggregate,
}


async def run_composition(step: Step, context: Context) -> StepOutcome:
    """Run a pipeline, iterate, branch, loop, aggregate or strategy step.

    Its artifacts are kept and recorded, the step's own beginning too; its end is the caller's to record. Whatever is
    missing or refused fails the step with a sentence. The step's timeout counts for all of its work together.
    """
    run = run_matrix if step.strategy is not None else _RUNS[step.kind]
    limit = step.timeout_minutes * 60 if step.timeout_minutes else None
    try:
        async with asyncio.timeout(limit):
            return await run(step, context)
    except TimeoutError:
        return StepOutcome(FAILED, f"timed out after {limit or 0:g} s", failure_class=retries.TRANSIENT)
    except (NotFoundError, RefusedError) as error:
        return StepOutcome(FAILED, str(error), failure_class=retries.DETERMINISTIC)
    except OSError as error:
        said = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
        return StepOutcome(FAILED, said, failure_class=retries.classify(said))
