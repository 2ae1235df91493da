"""How progress and token use grew over a run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from ..models import Run, Step
from ..states import is_terminal
from .overall import overall


def burn_up(
    run: Run, steps: Sequence[Step], end: float, columns: int, rework_only: Collection[str] = ()
) -> tuple[float, ...]:
    """Progress of a run in percent at the end of each of ``columns`` equal intervals from its start to ``end``.

    The same formula as ``overall``, applied to what was over at that moment; what a step that is still
    running has done counts in the last interval only, because nobody stored when it did it.
    Empty when the start is unknown, nothing is known of the steps or no time has passed.
    """
    latest = overall(run, steps, rework_only)
    if run.started is None or latest is None or not steps or columns <= 0 or end <= run.started:
        return ()
    width = (end - run.started) / columns
    moments = [run.started + width * (place + 1) for place in range(columns - 1)]
    lived = replace(run, state="running", progress=None)
    shares: dict[tuple[bool, ...], float] = {}
    earlier = []
    for moment in moments:
        over = tuple(_is_over(step, moment) for step in steps)
        if over not in shares:  # steps end a few times in a run, however wide its chart is
            shares[over] = overall(lived, _then(steps, over), rework_only) or 0.0
        earlier.append(min(shares[over], latest))
    return (*earlier, latest)


def spread_tokens(steps: Sequence[Step], start: float, end: float, columns: int) -> tuple[float | None, ...]:
    """Tokens per minute in each of ``columns`` equal intervals, from the totals of the steps.

    Each step's tokens are spread evenly over its time, which is all that a total can say. None where no step
    with a known total ran.
    """
    if end <= start or columns <= 0:
        return ()
    width = (end - start) / columns
    return tuple(_rate(steps, start + place * width, start + (place + 1) * width) for place in range(columns))


def _rate(steps: Sequence[Step], start: float, end: float) -> float | None:
    used, known = 0.0, False
    for step in steps:
        if step.started is None or step.ended is None or step.tokens is None or step.ended <= step.started:
            continue
        shared = min(end, step.ended) - max(start, step.started)
        if shared > 0:
            used, known = used + step.tokens * shared / (step.ended - step.started), True
    return used * 60 / (end - start) if known else None


def _is_over(step: Step, moment: float) -> bool:
    return step.state == "skipped" or (is_terminal(step.state) and step.ended is not None and step.ended <= moment)


def _then(steps: Sequence[Step], over: Collection[bool]) -> list[Step]:
    pairs = zip(steps, over, strict=True)
    return [step if done else replace(step, state="pending", progress=None) for step, done in pairs]
