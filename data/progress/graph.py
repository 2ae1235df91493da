"""Which step waits for which, in an order that can be computed from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from ..models import Attempt, Step
from ..states import is_live, is_terminal

Needs = Mapping[str, tuple[str, ...]]

_BLOCKS = frozenset({"failed", "rejected", "cancelled", "canceled", "skipped"})


def dependencies(steps: Sequence[Step]) -> dict[str, tuple[str, ...]]:
    """What each step waits for, by step id; names that are no step of the run are left out.

    When no step declares anything, the steps are taken as a line in their own order.
    """
    known = {step.id for step in steps}
    needs = {step.id: tuple(name for name in step.needs if name in known and name != step.id) for step in steps}
    if not any(needs.values()):
        line = sorted(steps, key=_place)
        needs.update({after.id: (before.id,) for before, after in pairwise(line) if before.id != after.id})
    return needs


def ordered(steps: Sequence[Step], needs: Needs) -> tuple[Step, ...]:
    """The steps, each after what it waits for; a cycle is cut before its first step in pipeline order."""
    names = order([step.id for step in sorted(steps, key=_place)], needs)
    by_name = {step.id: step for step in steps}
    return tuple(by_name[name] for name in names)


def order(names: Sequence[str], needs: Needs) -> tuple[str, ...]:
    """The names, each after what it waits for; a cycle is cut before the first name given."""
    done: dict[str, None] = {}
    seen: set[str] = set()
    for name in names:
        stack = [name]
        while stack:
            top = stack[-1]
            seen.add(top)
            waiting = [before for before in needs.get(top, ()) if before not in seen]
            if waiting:
                stack.append(waiting[0])
            else:
                done[stack.pop()] = None
    return tuple(done)


def unfinished(steps: Sequence[Step], needs: Needs, rework_only: Collection[str] = ()) -> tuple[Step, ...]:
    """The steps that still have to run, in computing order.

    Left out: what is over, what can no longer start because something it needs has failed or was skipped
    (an optional failure blocks its dependents too), and rework-only steps that nobody has called for.
    """
    blocked: set[str] = set()
    rest = []
    for step in ordered(steps, needs):
        over = is_terminal(step.state)
        stopped = step.state in _BLOCKS or (not over and any(name in blocked for name in needs.get(step.id, ())))
        if stopped and not is_live(step.state):
            blocked.add(step.id)
        elif not over and not (step.id in rework_only and step.started is None):
            rest.append(step)
    return tuple(rest)


def elapsed(step: Step, now: float) -> float:
    """Seconds that the current try of a step has been running; 0 before the first try and between two tries."""
    current = _current(step)
    started = current.started if current else step.started
    if not is_live(step.state) or started is None or (current and current.ended is not None):
        return 0.0
    return max(0.0, now - started)


def _current(step: Step) -> Attempt | None:
    return step.attempts[-1] if step.attempts else None


def _place(step: Step) -> tuple[int, str]:
    return (step.index, step.id)
