"""In which order steps run: decided from what has ended so far, without any clock or process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ....store.control.wording import DEPENDENCY_FAILED
from .definition import Step
from .parts import CANCELLED, CONTINUED, FAILED, REJECTED, SKIPPED

NOT_CHOSEN = "not chosen"

_BLOCKING = frozenset({FAILED, CONTINUED, SKIPPED, REJECTED, CANCELLED})
_ENDING = frozenset({FAILED, REJECTED, CANCELLED})


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens next: steps that can start, and those that will never, with the reason."""

    ready: tuple[Step, ...]
    skipped: tuple[tuple[Step, str], ...]


def decide(steps: Iterable[Step], states: Mapping[str, str]) -> Decision:
    """What follows from the states of the steps that ended or run; a step that has none is still to come.

    A step is ready when all it needs has ended well; it is skipped when something it needs did not, or when it needs
    only steps that were not chosen. After a failure nothing new becomes ready.
    """
    known = dict(states)
    halted = any(state in _ENDING for state in known.values())
    skipped: list[tuple[Step, str]] = []
    waiting = [step for step in steps if step.id not in known]
    while fresh := [(step, why) for step in waiting if (why := _why_skipped(step, known))]:
        skipped += fresh
        known |= {step.id: SKIPPED if why == DEPENDENCY_FAILED else NOT_CHOSEN for step, why in fresh}
        waiting = [step for step in waiting if step.id not in known]
    ready = [step for step in waiting if not halted and all(_is_over(known.get(need, "")) for need in step.needs)]
    return Decision(tuple(ready), tuple(skipped))


def not_chosen(steps: Iterable[Step], gate: Step, target: str) -> tuple[str, ...]:
    """The steps that a gate could have led to and did not."""
    ways = {choice.target for choice in gate.gate.choices} if gate.gate else set()
    return tuple(step.id for step in steps if step.id in ways and step.id != target)


def order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps with what each needs before it, otherwise in their order; what is in a circle is left out."""
    waiting = list(steps)
    known = {step.id for step in waiting}
    placed: list[Step] = []
    done: set[str] = set()
    while waiting:
        later: list[Step] = []
        for step in waiting:
            if any(need in known and need not in done for need in step.needs):
                later.append(step)
            else:
                placed.append(step)
                done.add(step.id)
        if len(later) == len(waiting):
            break
        waiting = later
    return tuple(placed)


def without(steps: Iterable[Step], left_out: frozenset[str]) -> tuple[Step, ...]:
    """The steps that are not left out; each waits for what those that it needed and that are left out waited for."""
    everything = tuple(steps)
    needs = {step.id: step.needs for step in everything}
    return tuple(
        replace(step, needs=_instead(step.needs, needs, left_out)) for step in everything if step.id not in left_out
    )


def _instead(
    wanted: tuple[str, ...], needs: Mapping[str, tuple[str, ...]], left_out: frozenset[str]
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting, seen = list(wanted), set[str]()
    while waiting:
        name = waiting.pop(0)
        if name not in left_out:
            found[name] = None
        elif name not in seen:
            seen.add(name)
            waiting += needs.get(name, ())
    return tuple(found)


def downstream(steps: Iterable[Step], start: Iterable[str]) -> frozenset[str]:
    """These steps and all that need them, directly or through others."""
    everything = tuple(steps)
    found = set(start)
    more = True
    while more:
        fresh = {step.id for step in everything if step.id not in found and found.intersection(step.needs)}
        more = bool(fresh)
        found |= fresh
    return frozenset(found)


def upstream(steps: Iterable[Step], start: str) -> frozenset[str]:
    """All that a step needs, directly or through others."""
    needs = {step.id: step.needs for step in steps}
    found: set[str] = set()
    waiting = [start]
    while waiting:
        fresh = [need for need in needs.get(waiting.pop(), ()) if need not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return frozenset(found)


def _why_skipped(step: Step, known: Mapping[str, str]) -> str:
    needs = [known.get(need, "") for need in step.needs]
    if any(need in _BLOCKING for need in needs):
        return DEPENDENCY_FAILED
    unchosen = [need for need in needs if need == NOT_CHOSEN]
    return NOT_CHOSEN if unchosen and len(unchosen) == len(needs) else ""


def _is_over(state: str) -> bool:
    return state not in ("", "running")
