"""Runs a pipeline once for every item of a list."""

from __future__ import annotations

from dataclasses import replace

from .....errors import NotFoundError, RefusedError
from .....store.control import wording
from .. import retries
from ..definition import Iterate, Step
from ..parts import CANCELLED, COMPLETED, FAILED, ChildRun, Context, Scope, StepOutcome
from ..templates import fill
from .child import child_error, child_run, result, run_child
from .collected import collect
from .items import ItemEnd, Round, go_over, parse_items

_MODES = {"parallel": "parallel", "sequential": "serial"}


async def run_iterate(step: Step, context: Context) -> StepOutcome:
    """A step with ``iterate``: a child run per item, in order or several at once."""
    over = step.iterate or Iterate("")
    items = parse_items(fill(over.over, context, step=step.id), "iterate.over")
    context.recorder.step_running(step.id, wording.iterate(len(items), over.mode))
    runs = _Children(step, context, over, len(items))
    at_once = 1 if over.mode == "sequential" else over.max_concurrent or context.manifest.max_workers
    ends = await go_over(step, context, Round(items, at_once, over.on_failure == "continue", runs.run))
    return _outcome(step, context, over, ends)


class _Children:
    """The child runs of a step's items."""

    def __init__(self, step: Step, context: Context, over: Iterate, total: int) -> None:
        self.step, self.context, self.over, self.total = step, context, over, total

    async def run(self, index: int, item: object) -> ItemEnd:
        """The child run of one item."""
        step, context, scope = self.step, self.context, Scope(item, True)
        try:
            name = fill(step.pipeline, context, scope, step.id)
            said = wording.iterate_item(index + 1, self.total, self.over.mode, name)
            context.recorder.step_message(step.id, "running", said)
            context.recorder.step_message(step.id, "running", wording.child_loading(name))
            return await self._end(name, self._numbered(child_run(step, context, name, "iterate_child", scope), index))
        except (NotFoundError, RefusedError, OSError) as error:
            return ItemEnd(error=f"iterate item {index + 1}: {error}", failure_class=retries.DETERMINISTIC)

    def _numbered(self, child: ChildRun, index: int) -> ChildRun:
        return replace(child, index=index + 1, total=self.total, mode=_MODES[self.over.mode])

    async def _end(self, name: str, child: ChildRun) -> ItemEnd:
        outcome = await run_child(self.step, self.context, child)
        if outcome.state == COMPLETED:
            self.context.recorder.step_message(self.step.id, "completed", wording.child_completed(name))
            return ItemEnd(result(outcome))
        if outcome.state == CANCELLED:
            return ItemEnd(error=wording.CANCELED, cancelled=True)
        error = f"iterate item {child.index} ({name}): {child_error(name, outcome.error)}"
        return ItemEnd(error=error, failure_class=retries.classify(outcome.error))


def _outcome(step: Step, context: Context, over: Iterate, ends: tuple[ItemEnd | None, ...]) -> StepOutcome:
    if context.cancelled.is_set() or any(end and end.cancelled for end in ends):
        return StepOutcome(CANCELLED, wording.CANCELED, failure_class=retries.CANCELED)
    failed = [end for end in ends if end and not end.went_well]
    if failed and over.on_failure != "continue":
        more = f" (and {len(failed) - 1} more items failed)" if len(failed) > 1 else ""
        return StepOutcome(FAILED, f"{failed[0].error}{more}", failure_class=failed[0].failure_class)
    for end in failed:
        context.recorder.step_message(step.id, "warning", end.error)
    text, artifact = collect(step, context, ends)
    return StepOutcome(COMPLETED, output=text, artifacts=(artifact,), message=_said(over, len(ends), len(failed)))


def _said(over: Iterate, total: int, failed: int) -> str:
    if not failed:
        return wording.iterate_completed(total, over.mode)
    return f"iterate: {total - failed} of {total} items completed, {failed} failed ({over.mode})"
