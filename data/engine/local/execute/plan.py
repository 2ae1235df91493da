"""What starting a pipeline would do: which steps run, in which order, which do not, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ....text import clean
from ...model import PlanStep, RunPlan, StartRequest
from .check import Surroundings, refusals
from .definition import Definition, Step
from .manifest import EngineManifest
from .schedule import order

RUN, REUSE, SKIP = "run", "reuse", "skip"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which steps do not run: those that are left out, and those whose result is taken from an earlier run."""

    left_out: frozenset[str] = frozenset()
    reused: frozenset[str] = frozenset()

    def runs(self, step: Step) -> bool:
        """Whether a step runs by itself."""
        return step.id not in self.left_out | self.reused and not step.rework_only


def select(definition: Definition, request: StartRequest | None) -> Selection:
    """What a request leaves of a definition; of a retry it says itself what is left out and what is reused."""
    if request is None:
        return Selection()
    left_out = set(request.exclude)
    if not request.origin:
        placed = [step.id for step in order(definition.steps)]
        if request.from_step in placed:
            left_out.update(placed[: placed.index(request.from_step)])
        if request.steps:
            left_out.update(name for name in placed if name not in request.steps)
    return Selection(frozenset(left_out) - frozenset(request.reuse), frozenset(request.reuse))


def plan(definition: Definition, manifest: EngineManifest, around: Surroundings, request: StartRequest) -> RunPlan:
    """What starting would do, with every reason against it; starts nothing."""
    selection = select(definition, request)
    against = (*refusals(definition, manifest, around), *request_refusals(definition, request, selection))
    return RunPlan(
        pipeline=definition.name,
        steps=tuple(_planned(step, selection, request) for step in order(definition.steps)),
        refusals=tuple(dict.fromkeys(against)),
        warnings=tuple(warnings(definition, manifest, around, selection)),
    )


def request_refusals(definition: Definition, request: StartRequest, selection: Selection) -> Iterator[str]:
    """What of a request does not fit the definition."""
    known = {step.id for step in definition.steps}
    asked = (("--from-step", (request.from_step,)), ("--steps", request.steps), ("--exclude", request.exclude))
    for option, names in asked:
        for name in names:
            if name and name not in known:
                steps = ", ".join(step.id for step in definition.steps)
                yield f"{option}: there is no step {clean(name, limit=80)}; there are {clean(steps, limit=500)}"
    if "\0" in request.input:
        yield "the input holds a NUL character, which no program can be given; remove it"
    if definition.steps and not any(selection.runs(step) for step in definition.steps):
        yield "no step is left to run; ask for fewer to be left out"
    yield from _unfed(definition, selection)


def _unfed(definition: Definition, selection: Selection) -> Iterator[str]:
    """Steps that need an artifact of a step which is left out."""
    for step in definition.steps:
        if selection.runs(step):
            for need in step.injects:
                if need.step in selection.left_out and not need.optional:
                    name = f"{clean(need.artifact)} of {clean(need.step)}"
                    yield f"step {step.id} needs artifact {name}, which would not run; let it run, too"


def warnings(
    definition: Definition, manifest: EngineManifest, around: Surroundings, selection: Selection
) -> Iterator[str]:
    """What a person should know before the start."""
    for step in definition.steps:
        persona = manifest.persona(step.persona) if step.kind == "prompt" and selection.runs(step) else None
        if persona and persona.prompt_file and not (around.root / persona.prompt_file).is_file():
            yield f"step {step.id}: {clean(persona.prompt_file)} is missing; {persona.name} runs without system prompt"


def _planned(step: Step, selection: Selection, request: StartRequest) -> PlanStep:
    if step.rework_only:
        return PlanStep(step.id, SKIP, "runs only to repair a failure")
    if step.id in selection.reused:
        return PlanStep(step.id, REUSE, f"completed in {request.origin}")
    if step.id in selection.left_out:
        return PlanStep(step.id, SKIP, "left out")
    return PlanStep(step.id, RUN)
