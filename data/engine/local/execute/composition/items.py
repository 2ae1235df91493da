"""Goes over the items of a list: one after the other or several at once, with the step's progress."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from .....errors import RefusedError
from .....text import clean
from ..definition import Step
from ..parts import Context


@dataclass(frozen=True, slots=True)
class ItemEnd:
    """How the work on an item ended; ``output`` is text, ``error`` empty when it went well."""

    output: str = ""
    error: str = ""
    cancelled: bool = False
    failure_class: str = ""
    tokens: int = 0

    @property
    def went_well(self) -> bool:
        """Whether the item is done."""
        return not self.error and not self.cancelled


@dataclass(frozen=True, slots=True)
class Round:
    """A list to go over: how many at once, whether failures are passed over, and the work on one (index from 0)."""

    items: tuple[object, ...]
    at_once: int
    goes_on: bool
    work: Callable[[int, object], Awaitable[ItemEnd]]


def parse_items(text: str, where: str) -> tuple[object, ...]:
    """The items of a JSON list. Raises RefusedError with the key ``where`` and what stands there instead."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise RefusedError(f"{where} must be a JSON list, but is {_shown(text)}") from None
    if not isinstance(value, list):
        raise RefusedError(f"{where} must be a JSON list, but is {_shown(text)}")
    return tuple(value)


def compact(value: object) -> str:
    """A value as the JSON that collected outputs hold."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


async def go_over(step: Step, context: Context, plan: Round) -> tuple[ItemEnd | None, ...]:
    """Work on every item; None for those that were not begun because another failed or the run was cancelled.

    What is under way when an item fails goes on to its end. When this is cancelled, so is the work.
    """
    ends: list[ItemEnd | None] = [None] * len(plan.items)
    progress = _Progress(step, context, len(plan.items))
    waiting = iter(enumerate(plan.items))
    async with asyncio.TaskGroup() as group:
        for _ in range(min(plan.at_once, len(plan.items))):
            group.create_task(_work_off(waiting, ends, plan, context, progress))
    return tuple(ends)


async def _work_off(
    waiting: Iterator[tuple[int, object]],
    ends: list[ItemEnd | None],
    plan: Round,
    context: Context,
    progress: _Progress,
) -> None:
    for index, item in waiting:
        if context.cancelled.is_set() or (not plan.goes_on and any(end and not end.went_well for end in ends)):
            return
        ends[index] = end = await plan.work(index, item)
        if not end.cancelled:
            progress.tell(sum(one is not None and not one.cancelled for one in ends))


class _Progress:
    """Tells how many items are done, and how long the rest takes if it goes on like this."""

    def __init__(self, step: Step, context: Context, total: int) -> None:
        self.step, self.context, self.total = step, context, total
        self.began = context.now()

    def tell(self, done: int) -> None:
        left = (self.context.now() - self.began) / done * (self.total - done)
        self.context.recorder.progress(
            self.step.id,
            100 * done // self.total,
            f"{done} of {self.total} items",
            subtask=done,
            subtasks=self.total,
            eta=max(0.0, left),
        )


def _shown(text: str) -> str:
    return repr(clean(text, limit=80)) if text.strip() else "empty"
