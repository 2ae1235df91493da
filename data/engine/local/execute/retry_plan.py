"""What a retry of a run would do: what runs again, what is reused and whether it is still there, what has changed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ....models import RunDetail
from ....text import clean
from ...model import PlanStep, RunPlan
from .check import Surroundings, refusals
from .definition import Definition, Step
from .manifest import EngineManifest
from .plan import REUSE, RUN, SKIP, Selection, warnings
from .references import TEMPLATE, step_reference
from .results import Kept, kept_result
from .schedule import downstream, order

CHOICES = ("failed", "from-step", "step", "all")
_COMPLETED = ("completed", "completed_empty")


@dataclass(frozen=True, slots=True)
class Origin:
    """The run that is retried: its id, the states of its steps, what they left, and the definition that it ran."""

    run: str
    states: Mapping[str, str]
    kept: Mapping[str, Kept | None]
    text: str | None


def read_origin(detail: RunDetail, definition: Definition, manifest: EngineManifest, around: Surroundings) -> Origin:
    """What a run left, by its record in the store and by its files. Raises RefusedError when its id is no name."""
    workspaces = around.root / manifest.workspace_root
    copy = around.state_folder / "runs" / f"{detail.run.id}.pipeline.yaml"
    try:
        text = copy.read_text("utf-8-sig")
    except OSError:
        text = None
    return Origin(
        run=detail.run.id,
        states={step.id: step.state for step in detail.steps},
        kept={step.id: kept_result(around.root, workspaces, detail.run.id, step.id) for step in definition.steps},
        text=text,
    )


def retry_plan(
    definition: Definition, manifest: EngineManifest, around: Surroundings, origin: Origin, choice: str, step: str = ""
) -> RunPlan:
    """The plan of a retry; ``choice`` is failed, from-step, step or all. Starts nothing."""
    against = [*refusals(definition, manifest, around), *_choice_refusals(definition, choice, step)]
    again = _again(definition, origin, choice, step)
    if choice == "step":
        against += _gone(definition, origin, again)
    else:
        again = _rebuilt(definition, origin, again)
    selection = _selection(definition, origin, again)
    reused = [kept for name in sorted(selection.reused) if (kept := origin.kept[name])]
    if not again and not against:
        against.append(f"every step of {origin.run} has completed; choose the whole run")
    return RunPlan(
        pipeline=definition.name,
        steps=tuple(_planned(one, again, selection, origin) for one in order(definition.steps)),
        refusals=tuple(dict.fromkeys(against)),
        reused=tuple((f"{one.step}/{one.name}", "ok") for kept in reused for one in kept.artifacts)
        + tuple(_missing(definition, origin)),
        changed=_changes(definition, origin),
        warnings=(*_warnings(definition, origin, again), *warnings(definition, manifest, around, selection)),
    )


def _choice_refusals(definition: Definition, choice: str, step: str) -> list[str]:
    if choice not in CHOICES:
        return [f"there is no retry {clean(choice, limit=80)!r}; choose one of {', '.join(CHOICES)}"]
    if choice in ("step", "from-step") and definition.step(step) is None:
        names = ", ".join(one.id for one in definition.steps)
        return [f"there is no step {clean(step, limit=80) or '(none)'} in the definition now; there are {clean(names)}"]
    return []


def _again(definition: Definition, origin: Origin, choice: str, step: str) -> frozenset[str]:
    """The steps that a choice asks to run, before looking at files."""
    everything = frozenset(one.id for one in definition.steps if not one.rework_only)
    if choice == "all":
        return everything
    if choice == "step":
        return frozenset((step,)) & everything
    undone = {name for name in everything if origin.states.get(name) not in _COMPLETED}
    start = undone | {step} if choice == "from-step" else undone
    return downstream(definition.steps, start) & everything


def _rebuilt(definition: Definition, origin: Origin, again: frozenset[str]) -> frozenset[str]:
    """These steps and those whose results they need and which are gone."""
    while fresh := set(_needed_and_gone(definition, origin, again)):
        again |= fresh
    return again


def _needed_and_gone(definition: Definition, origin: Origin, again: frozenset[str]) -> Iterator[str]:
    for step in definition.steps:
        if step.id in again:
            yield from (name for name in _sources(step, definition) if name not in again and _is_gone(origin, name))


def _gone(definition: Definition, origin: Origin, again: frozenset[str]) -> list[str]:
    names = sorted(set(_needed_and_gone(definition, origin, again)))
    return [f"what step {name} left in {origin.run} is gone; retry from {name} on" for name in names]


def _is_gone(origin: Origin, name: str) -> bool:
    kept = origin.kept.get(name)
    return kept is None or bool(kept.missing)


def _sources(step: Step, definition: Definition) -> frozenset[str]:
    """The steps of which a step uses something that they left."""
    found = set(step.needs) | {need.step for need in step.injects}
    texts = (step.script, step.input, step.iterate.over if step.iterate else "", step.exec.source if step.exec else "")
    for reference in (name for text in texts for name in TEMPLATE.findall(text)):
        used = step_reference(reference, definition)
        found |= {used.step} if used else set()
    return frozenset(name for name in found if definition.step(name))


def _selection(definition: Definition, origin: Origin, again: frozenset[str]) -> Selection:
    rest = {step.id for step in definition.steps if step.id not in again and not step.rework_only}
    reused = {name for name in rest if origin.states.get(name) in _COMPLETED and not _is_gone(origin, name)}
    return Selection(frozenset(rest - reused), frozenset(reused))


def _planned(step: Step, again: frozenset[str], selection: Selection, origin: Origin) -> PlanStep:
    if step.rework_only:
        return PlanStep(step.id, SKIP, "runs only to repair a failure")
    state = origin.states.get(step.id, "")
    if step.id in again:
        gone = state in _COMPLETED and _is_gone(origin, step.id)
        why = "what it left is gone" if gone else f"was {state}" if state else "did not start"
        return PlanStep(step.id, RUN, why)
    if step.id in selection.reused:
        return PlanStep(step.id, REUSE, f"completed in {origin.run}")
    return PlanStep(step.id, SKIP, "nothing that runs again needs it")


def _missing(definition: Definition, origin: Origin) -> Iterator[tuple[str, str]]:
    for step in definition.steps:
        kept = origin.kept.get(step.id)
        yield from ((f"{one.step}/{one.name}", "MISSING") for one in (kept.missing if kept else ()))


def _changes(definition: Definition, origin: Origin) -> tuple[str, ...]:
    if origin.text is None:
        return ()
    before, after = origin.text.splitlines(), definition.text.splitlines()
    names = (f"{definition.file.name} in {origin.run}", f"{definition.file.name} now")
    return tuple(clean(line) for line in difflib.unified_diff(before, after, *names, lineterm=""))


def _warnings(definition: Definition, origin: Origin, again: frozenset[str]) -> Iterator[str]:
    changed = sum(1 for line in _changes(definition, origin)[2:] if line[:1] in "+-")
    if changed:
        yield f"the definition has changed since {origin.run} ({changed} lines)"
    if origin.text is None:
        yield f"no copy of the definition that {origin.run} ran is kept, so changes since then are not known"
    for step in definition.steps:
        if step.workspace.kind == "worktree" and step.id not in again:
            yield f"step {step.id} worked in a git worktree; what it did not commit is not taken over"
