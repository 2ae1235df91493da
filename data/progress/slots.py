"""How many steps run at a time, and which one waited longest for its turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..models import Step
from ..states import is_live
from .graph import Needs, dependencies


@dataclass(frozen=True, slots=True)
class Wait:
    """The seconds that a step waited between being ready and being started."""

    step: str
    seconds: float


def running_series(steps: Sequence[Step], start: float, end: float, columns: int) -> tuple[int, ...]:
    """The most steps that ran at one moment in each of ``columns`` equal intervals from start to end.

    ``end`` is also taken as the end of what is still running. An interval without a running step has 0.
    """
    if end <= start or columns <= 0:
        return ()
    width = (end - start) / columns
    spans = [span for step in steps for span in _busy(step, end)]
    return tuple(_most(spans, start + place * width, start + (place + 1) * width) for place in range(columns))


def longest_wait(steps: Sequence[Step]) -> Wait | None:
    """The longest time that a step of the run had to wait in the queue, None when none did.

    A step is ready when it was queued; where that is unknown, when the last step that it needs had ended.
    """
    needs = dependencies(steps)
    ends = {step.id: step.ended for step in steps}
    waits = [wait for step in steps if (wait := _wait(step, needs, ends)) and wait.seconds > 0]
    return max(waits, key=lambda wait: wait.seconds, default=None)


def _wait(step: Step, needs: Needs, ends: dict[str, float | None]) -> Wait | None:
    before = [end for name in needs[step.id] if (end := ends[name]) is not None]
    ready = step.queued if step.queued is not None else max(before, default=None)
    if ready is None or step.started is None:
        return None
    return Wait(step.id, step.started - ready)


def _busy(step: Step, now: float) -> Iterator[tuple[float, float]]:
    tries = [(each.started, each.ended, each.state) for each in step.attempts]
    for started, ended, state in tries or [(step.started, step.ended, step.state)]:
        stop = now if ended is None and is_live(state) else ended
        if started is not None and stop is not None and stop > started:
            yield (started, stop)


def _most(spans: Sequence[tuple[float, float]], start: float, end: float) -> int:
    inside = [span for span in spans if span[0] < end and span[1] > start]
    changes = sorted([(max(began, start), 1) for began, _ in inside] + [(stop, -1) for _, stop in inside])
    running = most = 0
    for _, change in changes:
        running += change
        most = max(most, running)
    return most
