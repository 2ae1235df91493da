"""What folding a run, a step and a subtask have in common: taking over fields, bounds, and which states may follow."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from msgspec import Struct

from ..states import is_terminal
from .facts import Fact, RunFact, StepFact, SubtaskFact
from .fold_state import FoldedNote, FoldedRun, FoldedStep, FoldedSubtask

MAX_NOTES = 50
MAX_FACTS = 100
MAX_LISTED = 1000
MAX_STEPS = 2000
MAX_SUBTASKS = 2000

Value = TypeVar("Value")

_HANDLED = frozenset(
    {
        *("time", "state", "listed", "tags", "facts", "metrics", "artifacts", "outcomes", "attempt", "mode"),
        *("failures", "failure_class", "passed", "failed", "path", "pipeline", "input", "started", "ended"),
        *("spent", "alive", "child", "id"),
    }
)
"""Fields of facts that mean more than "this is now the value"; fold, fold_steps and fold_subtasks know what."""


def merge(target: FoldedRun | FoldedStep | FoldedSubtask, fact: Fact, *, only_missing: bool = False) -> None:
    """Take over every field that the fact states; with ``only_missing`` those that nobody stated so far."""
    kinds = type(target), type(fact)
    if not only_missing:
        taker(*kinds)(target, fact)
        return
    for name, nothing in _shared(*kinds).items():
        if getattr(target, name) == nothing:
            setattr(target, name, getattr(fact, name))


def take_times(target: FoldedRun | FoldedStep | FoldedSubtask, fact: RunFact | StepFact | SubtaskFact) -> None:
    """Take over a stated beginning, of several the earliest, and an end that is told after it was reached."""
    if fact.started is not None and (target.started is None or fact.started < target.started):
        target.started = fact.started
    if fact.ended is not None and not fact.state and is_terminal(target.state):
        target.ended = fact.ended


def is_stale(before: str, since: float | None, after: str, time: float | None) -> bool:
    """True when a state that is over since then must stay, because the record that says otherwise is not newer.

    A retry of what failed may carry the time of the failure.
    """
    if not is_terminal(before) or before == after:
        return False
    if time is None or since is None:
        return not is_terminal(after) and after not in ("retrying", "reworking")
    same_moment = is_terminal(after) or (before == "failed" and after in ("retrying", "reworking"))
    return time < since if same_moment else time <= since


def note(notes: list[FoldedNote], subject: str, text: str) -> None:
    """Keep a data-quality note once and count it; beyond the bound new ones are dropped."""
    for known in notes:
        if known.subject == subject and known.text == text:
            known.times += 1
            return
    if len(notes) < MAX_NOTES:
        notes.append(FoldedNote(subject, text))


def set_items(
    target: dict[str, Value], items: dict[str, Value], limit: int, notes: list[FoldedNote], subject: str
) -> None:
    """Update a mapping without letting it grow beyond the limit; what is in it is always updated, the rest is noted."""
    for name, value in items.items():
        if name in target or len(target) < limit:
            target[name] = value
        else:
            note_rest(notes, subject, limit)


def note_rest(notes: list[FoldedNote], subject: str, limit: int) -> None:
    """Say that there is more than is kept."""
    note(notes, subject, f"has more than {limit}; the rest is in its events only")


@cache
def taker(target: type[Struct], fact: type[Struct], names: tuple[str, ...] = ()) -> Callable[[Struct, Struct], None]:
    """A function that takes over what a fact states: these fields, or all that both have and need no more than that.

    It is written out field by field, as one would write it by hand: a loop over forty names takes four times as long.
    """
    optional = fact.__struct_fields__[-len(fact.__struct_defaults__) :]
    defaults = dict(zip(optional, fact.__struct_defaults__, strict=True))
    lines = ["def take(target, fact):"]
    for name in names or _shared(target, fact):
        stated = f"fact.{name} is not None" if defaults[name] is None else f"fact.{name}"
        lines += [f"    if {stated}:", f"        target.{name} = fact.{name}"]
    made: dict[str, Callable[[Struct, Struct], None]] = {}
    exec("\n".join(lines), made)
    return made["take"]


@cache
def _shared(target: type[Struct], fact: type[Struct]) -> dict[str, object]:
    """The fields that both have and that are simply taken over, with what they hold while nothing is stated."""
    names = set(target.__struct_fields__) & set(fact.__struct_fields__) - _HANDLED
    defaults = fact.__struct_defaults__
    optional = zip(fact.__struct_fields__[-len(defaults) :], defaults, strict=True)
    return {name: default for name, default in optional if name in names}
