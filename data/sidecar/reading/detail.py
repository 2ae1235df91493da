"""Everything that event files tell of one run but its events: steps, child runs, artifacts, outcomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from msgspec import DecodeError
from msgspec.json import Decoder

from ...events.fold_state import FoldedRun
from ...models import PlannedStep, Run, RunDetail, Step, Subtask
from ...store.open import Handle
from ...store.subtasks import subtask
from . import queries
from .rows import EventRun, decode
from .shown import outcome_of
from .steps import artifacts_of, steps_of

Plan = Callable[[str], Sequence[PlannedStep]]
Build = Callable[[EventRun], Run]
_DEEPEST = 8


@dataclass(slots=True)
class Member:
    """A run of the family with its document; the store's run at the top has neither."""

    row: EventRun
    document: bytes | None


@dataclass(slots=True)
class Family:
    """A run, when it is an event run, and what was found below it by the stored id of the parent."""

    itself: Member | None
    children: dict[str, list[Member]]


def read_family(handle: Handle, run: str) -> Family:
    """All event runs below the run with this stored id, and itself."""
    itself, children, seen = None, dict[str, list[Member]](), set[int]()
    for depth, document, *fields in handle.rows(queries.family(), {"run": run}):
        member = Member(decode(tuple(fields)), document)
        if member.row.no in seen:
            continue
        seen.add(member.row.no)
        if depth:
            children.setdefault(member.row.parent, []).append(member)
        else:
            itself = member
    return Family(itself, children)


class DetailBuilder:
    """Builds details; the steps of the documents of the last detail are kept as long as these stay the same."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._kept: dict[int, tuple[object, FoldedRun, tuple[Step, ...]]] = {}
        self._used: dict[int, tuple[object, FoldedRun, tuple[Step, ...]]] = {}

    def build(self, family: Family, build: Build) -> RunDetail | None:
        """The detail of the family's run, None when it is no event run."""
        self._used = {}
        member = family.itself
        if member is None:
            return None
        run = build(member.row)
        folded, steps = self._steps(member, run)
        steps = with_children(steps, self.children(family, member.row.stored, build))
        self._kept = self._used
        return RunDetail(
            run=run,
            steps=steps,
            children=tuple(build(child.row) for child in family.children.get(member.row.stored, ())),
            artifacts=artifacts_of(run.id, folded, steps),
            outcomes=tuple(outcome_of(one) for one in folded.outcomes),
        )

    def children(self, family: Family, parent: str, build: Build, depth: int = 0) -> dict[str, list[Subtask]]:
        """The child runs of a run as subtasks, with their own steps, by the step that started them."""
        found: dict[str, list[Subtask]] = {}
        for child in family.children.get(parent, ()) if depth < _DEEPEST else ():
            run = build(child.row)
            _, steps = self._steps(child, run)
            below = self.children(family, child.row.stored, build, depth + 1)
            found.setdefault(run.parent_step, []).append(subtask(run, with_children(steps, below)))
        return found

    def _steps(self, member: Member, run: Run) -> tuple[FoldedRun, tuple[Step, ...]]:
        plan = self._plan(run.pipeline)
        key = member.document, run.state, plan
        kept = self._kept.get(member.row.no)
        if kept is None or kept[0] != key:
            folded = unfolded(member.document, member.row)
            kept = key, folded, steps_of(run.id, run.state, folded, plan)
        self._used[member.row.no] = kept
        return kept[1], kept[2]


def with_children(steps: Sequence[Step], children: dict[str, list[Subtask]]) -> tuple[Step, ...]:
    """The steps with child runs below those that started them; a step that is only known from them comes last."""
    known = {step.id for step in steps}
    found = [replace(step, subtasks=_joined(step.subtasks, children.get(step.id, ()))) for step in steps]
    for name, runs in children.items():
        if name and name not in known:
            found.append(Step(name, len(found), "pending", subtasks=tuple(runs)))
    return tuple(found)


def unfolded(document: bytes | None, row: EventRun) -> FoldedRun:
    """The document of a run; an empty one while nothing is folded or it cannot be read."""
    try:
        return _decoder().decode(document) if document else FoldedRun(row.stored, row.format)
    except DecodeError:
        return FoldedRun(row.stored, row.format)


def _joined(own: tuple[Subtask, ...], runs: Sequence[Subtask]) -> tuple[Subtask, ...]:
    """Child runs take the place of what a step already says of them."""
    told = {one.run or one.id for one in runs}
    return (*(one for one in own if (one.run or one.id) not in told), *runs)


@cache
def _decoder() -> Decoder[FoldedRun]:
    return Decoder(FoldedRun)
