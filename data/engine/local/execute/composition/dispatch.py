"""Finds what runs a composed step."""

from __future__ import annotations

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
    missing or refused fails the step with a sentence.
    """
    run = run_matrix if step.strategy is not None else _RUNS[step.kind]
    try:
        return await run(step, context)
    except (NotFoundError, RefusedError) as error:
        return StepOutcome(FAILED, str(error), failure_class=retries.DETERMINISTIC)
    except OSError as error:
        said = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
        return StepOutcome(FAILED, said, failure_class=retries.classify(said))
