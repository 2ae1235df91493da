"""Everything about one run: its steps, child runs, artifacts, outcomes and where it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..models import Artifact, Outcome, Run, RunDetail, Step, Subtask
from ..states import is_live
from ..text import clean, clean_id
from . import family
from .board import Board
from .decode import decode_artifact, decode_attempt, decode_run, decode_step
from .logbook import Logbook
from .names import Names
from .open import Handle
from .rows import AttemptRow, RunRow, StepRow
from .schema import Schema
from .steps import Known, build_steps
from .subtasks import subtask
from .times import duration, moment

_DEEPEST = 8


@dataclass(slots=True)
class Found:
    """Rows of the detail statement, sorted by what they are."""

    runs: list[RunRow] = field(default_factory=list)
    origins: list[RunRow] = field(default_factory=list)
    states: dict[str, dict[str, StepRow]] = field(default_factory=dict)
    attempts: dict[str, list[AttemptRow]] = field(default_factory=dict)
    artifacts: dict[str, list[Artifact]] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    eta: float | None = None


def read_detail(handle: Handle, schema: Schema, run: object) -> Found:
    """All rows about one run in one statement."""
    found = Found()
    attempts: list[tuple[int, AttemptRow]] = []
    for kind, number, *fields in handle.rows(family.detail(schema), {"run": run}):
        if kind == family.RUN:
            found.runs.append(decode_run(tuple(fields)))
        elif kind == family.ORIGIN:
            found.origins.append(decode_run(tuple(fields)))
        elif kind == family.STEP:
            state = decode_step(tuple(fields[:8]))
            found.states.setdefault(state.run, {})[state.step] = state
        elif kind == family.ATTEMPT:
            attempts.append((number, decode_attempt(tuple(fields[:10]))))
        elif kind == family.ARTIFACT:
            artifact = decode_artifact(number, tuple(fields[:7]))
            found.artifacts.setdefault(artifact.run, []).append(artifact)
        elif kind == family.ESTIMATE:
            found.eta = _expected(fields)
        else:
            found.outcomes.append(_outcome(fields))
    for _, attempt in sorted(attempts, key=lambda one: one[0]):
        found.attempts.setdefault(attempt.run, []).append(attempt)
    return found


class DetailBuilder:
    """Builds the detail of one run from its rows and the logs that are followed."""

    def __init__(self, found: Found, board: Board, names: Names, logbook: Logbook, now: float) -> None:
        self._found = found
        self._board = board
        self._names = names
        self._logbook = logbook
        self._now = now
        self._rows = board.living | {row.id: row for row in (*found.origins, *found.runs)}
        self._children: dict[str, list[RunRow]] = {}
        for row in found.runs[1:]:
            self._children.setdefault(row.parent, []).append(row)
        for rows in self._children.values():
            rows.sort(
                key=lambda row: (row.iterate_index is None, row.iterate_index or 0, row.started or 0.0, row.rowid)
            )

    def build(self) -> RunDetail | None:
        """The detail, None when the run is not in the store."""
        if not self._found.runs:
            return None
        row = self._found.runs[0]
        run = self._run(row)
        origins = [self._run(one) for one in self._found.origins]
        steps = self._with_origins(run, self.steps(row, run, 0), origins)
        children = sorted(self._children.get(row.id, ()), key=lambda one: (one.started or 0.0, one.rowid))
        counted = _counted(run, steps)
        return RunDetail(
            run=replace(counted, eta=self._found.eta) if is_live(run.state) and self._found.eta else counted,
            steps=steps,
            children=tuple(self._run(child) for child in children),
            artifacts=_newest(self._found.artifacts.get(row.id, ())),
            outcomes=tuple(self._found.outcomes),
            origin=origins[0] if origins else None,
        )

    def steps(self, row: RunRow, run: Run, depth: int) -> tuple[Step, ...]:
        """Steps of a run with its child runs as subtasks below the step that started them."""
        return build_steps(
            run,
            Known(
                plan=self._board.plan(row.pipeline),
                states=self._found.states.get(row.id, {}),
                attempts=self._found.attempts.get(row.id, ()),
                log=self._logbook.logs.get(self._names.stored(row.id)),
                artifacts=_newest(self._found.artifacts.get(row.id, ())),
                subtasks=self._subtasks(row, depth),
            ),
        )

    def _run(self, row: RunRow) -> Run:
        return self._board.build(row, self._rows, self._now, self._logbook)

    def _subtasks(self, row: RunRow, depth: int) -> Mapping[str, tuple[Subtask, ...]]:
        found: dict[str, list[Subtask]] = {}
        for child in self._children.get(row.id, ()) if depth < _DEEPEST else ():
            run = self._run(child)
            found.setdefault(child.parent_step, []).append(subtask(run, self.steps(child, run, depth + 1)))
        return {step: tuple(children) for step, children in found.items()}

    def _with_origins(self, run: Run, steps: tuple[Step, ...], origins: Sequence[Run]) -> tuple[Step, ...]:
        """A resumed run shows what was done before it: steps it did not touch come from the run that did them."""
        if not origins:
            return steps
        found = {step.id: step for step in steps}
        earlier: list[str] = []
        for origin, row in zip(origins, self._found.origins, strict=True):
            for step in self.steps(row, origin, _DEEPEST):
                mine = found.get(step.id)
                if mine is None or (_is_done(step) and not _is_done(mine) and not mine.attempts):
                    found[step.id] = replace(step, origin=origin.id) if _is_done(step) else mine or _not_yet(step, run)
                    earlier.append(step.id)
        planned = [step.id for step in self._board.plan(run.pipeline) if step.id in found]
        names = dict.fromkeys([*planned, *_earliest(earlier, found), *found])
        return tuple(replace(found[name], index=index) for index, name in enumerate(names))


def _earliest(names: Sequence[str], found: Mapping[str, Step]) -> list[str]:
    return sorted((name for name in names if found[name].origin), key=lambda name: found[name].index)


def _is_done(step: Step) -> bool:
    return step.state in ("completed", "completed_empty")


def _not_yet(step: Step, run: Run) -> Step:
    state = "pending" if run.ended is None else "skipped"
    return Step(step.id, step.index, state, kind=step.kind, persona=step.persona, needs=step.needs)


def _counted(run: Run, steps: tuple[Step, ...]) -> Run:
    """A resumed run counts what its origins did as well."""
    inherited = sum(bool(step.origin) for step in steps)
    if not inherited:
        return run
    done = sum(_is_done(step) for step in steps)
    return replace(run, steps_done=done, steps_total=max(run.steps_total or 0, len(steps)))


def _newest(artifacts: Sequence[Artifact]) -> tuple[Artifact, ...]:
    """One artifact per step and name: the one registered last."""
    newest: dict[tuple[str, str], Artifact] = {}
    for one in sorted(artifacts, key=lambda artifact: artifact.id):
        newest[one.step, one.name] = one
    return tuple(sorted(newest.values(), key=lambda artifact: artifact.id))


def _expected(fields: Sequence[object]) -> float | None:
    """When the engine expects the run to end: so long after it said so."""
    left, said = duration(fields[0], "estimated_completion_ms", []), moment(fields[1], "updated_at", [])
    return None if left is None or said is None else said + left


def _outcome(fields: Sequence[object]) -> Outcome:
    step, kind, label, value = fields[:4]
    return Outcome(clean_id(step), clean(kind, limit=100), clean(label, limit=500), clean(value, limit=2_000))
