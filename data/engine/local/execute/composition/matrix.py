"""Runs a step once for every item of a list: its own command or prompt, or a child pipeline."""

from __future__ import annotations

from dataclasses import replace

from .....errors import NotFoundError, RefusedError
from .....store.control import wording
from .. import retries
from ..definition import Step, Strategy
from ..parts import CANCELLED, COMPLETED, FAILED, Context, Outcome, Scope, StepOutcome
from ..references import as_text
from ..templates import fill
from .child import child_error, child_run, result, run_child
from .collected import collect
from .items import ItemEnd, Round, compact, go_over, parse_items
from .sources import below, source_text

_MOST_ERRORS = 3


async def run_matrix(step: Step, context: Context) -> StepOutcome:
    """A step with ``strategy``: as many workers at once as it says, or as the project allows."""
    strategy = step.strategy or Strategy("matrix")
    context.recorder.step_running(step.id, f"matrix: items from {strategy.items_source}")
    items = _items(step, strategy, context)
    context.recorder.step_message(step.id, "matrix_items_loaded", f"Loaded {len(items)} items for parallel execution")
    workers = _Workers(step, strategy, context, len(items))
    at_once = strategy.max_concurrency or context.manifest.max_workers
    return _outcome(step, context, await go_over(step, context, Round(items, at_once, False, workers.work)))


def _items(step: Step, strategy: Strategy, context: Context) -> tuple[object, ...]:
    """Raises NotFoundError and RefusedError when the source has no list under the key."""
    text = source_text(fill(strategy.items_source, context, step=step.id), context)
    if not strategy.item_key:
        return parse_items(text, "strategy.items_source")
    return parse_items(compact(below(text, strategy.item_key)), f"strategy.item_key {strategy.item_key}")


class _Workers:
    """The work on a step's items, each in a folder of its own or as a run of its own."""

    def __init__(self, step: Step, strategy: Strategy, context: Context, total: int) -> None:
        self.step, self.strategy, self.context, self.total = step, strategy, context, total

    async def work(self, index: int, item: object) -> ItemEnd:
        """One item."""
        self._tell("start", index, self._name(index, item))
        try:
            end = await (self._child if self.strategy.child_pipeline else self._task)(index, Scope(item, True))
        except (NotFoundError, RefusedError, OSError) as error:
            end = ItemEnd(error=str(error), failure_class=retries.DETERMINISTIC)
        if not end.cancelled:
            self._tell("failed" if end.error else "complete", index, end.error)
        return end

    async def _task(self, index: int, scope: Scope) -> ItemEnd:
        outcome = await self.context.run_task(self.context, self.step, scope, f"worker_{index}")
        if outcome.state == COMPLETED:
            return ItemEnd(outcome.output, tokens=outcome.tokens)
        cancelled = outcome.state == CANCELLED
        return ItemEnd("", outcome.error or outcome.state, cancelled, outcome.failure_class, outcome.tokens)

    async def _child(self, index: int, scope: Scope) -> ItemEnd:
        step, context, template = self.step, self.context, self.strategy.input_template
        name = fill(self.strategy.child_pipeline, context, scope, step.id)
        text = fill(template, context, scope, step.id) if template else as_text(scope.item)
        made = child_run(step, context, name, "iterate_child", scope)
        child = replace(made, input=text, index=index + 1, total=self.total, mode="parallel")
        return self._ended(name, await run_child(step, context, child))

    def _ended(self, name: str, outcome: Outcome) -> ItemEnd:
        if outcome.state == COMPLETED:
            return ItemEnd(result(outcome))
        error = child_error(name, outcome.error)
        return ItemEnd("", error, outcome.state == CANCELLED, retries.classify(outcome.error))

    def _name(self, index: int, item: object) -> str:
        """How an item is called, if the strategy says under which key it has a name."""
        key = self.strategy.item_id_key
        return as_text(item[key]) if key and isinstance(item, dict) and key in item else f"item {index + 1}"

    def _tell(self, what: str, index: int, about: str) -> None:
        said = f"Worker {index} {what}{': ' if about else ''}{about}"
        self.context.recorder.step_message(self.step.id, f"matrix_worker_{what}", said)


def _outcome(step: Step, context: Context, ends: tuple[ItemEnd | None, ...]) -> StepOutcome:
    tokens = sum(end.tokens for end in ends if end)
    failed = [(index, end) for index, end in enumerate(ends) if end and not end.went_well]
    if context.cancelled.is_set() or any(end.cancelled for _, end in failed):
        return StepOutcome(CANCELLED, wording.CANCELED, failure_class=retries.CANCELED, tokens=tokens)
    if failed:
        listed = "; ".join(f"worker[{index}]: {end.error}" for index, end in failed[:_MOST_ERRORS])
        more = f" (and {len(failed) - _MOST_ERRORS} more)" if len(failed) > _MOST_ERRORS else ""
        error = f"{len(failed)}/{len(ends)} workers failed. {listed}{more}"
        context.recorder.step_message(step.id, "matrix_failed", error)
        return StepOutcome(FAILED, error, failure_class=failed[0][1].failure_class, tokens=tokens)
    text, artifact = collect(step, context, ends)
    said = f"Successfully processed {len(ends)} items"
    return StepOutcome(COMPLETED, output=text, artifacts=(artifact,), tokens=tokens, message=said)
