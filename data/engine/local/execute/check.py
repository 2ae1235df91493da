"""Everything in a definition that cannot be run here, found before anything starts, so that nothing is half run."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ....errors import NotFoundError, WaveTuiError
from ....project import PIPELINES
from ....text import clean
from ..definitions import find_definition
from ..names import checked_name
from .adapters import MODES, can_limit_tools, tools_of
from .check_keys import key_refusals
from .check_templates import template_refusals
from .composition.refusals import composition_refusals, hook_refusals
from .composition.rounds import with_rounds
from .definition import Definition, Step
from .manifest import EngineManifest
from .parts import Context
from .reading import read_definition
from .references import TEMPLATE, forge_value, is_own
from .schedule import downstream, order
from .values import words

ENDS = ("", "_fail")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a definition would run: the project's root and state folder, and how programs are found."""

    root: Path
    state_folder: Path
    which: Callable[[str], str | None] = shutil.which

    def pipeline(self, name: str) -> Path:
        """The file of another pipeline. Raises NotFoundError, RefusedError."""
        folder = self.state_folder / PIPELINES
        try:
            return find_definition(folder, name)
        except NotFoundError:
            raise NotFoundError(f"there is no pipeline {clean(name)} in {folder}; add it") from None


def surroundings(context: Context) -> Surroundings:
    """Where a run runs; its programs are looked for where its steps will."""
    path = context.spec.environ.get("PATH")
    return Surroundings(context.spec.root, context.spec.state_folder, lambda name: shutil.which(name, path=path))


def refusals(definition: Definition, manifest: EngineManifest, around: Surroundings) -> tuple[str, ...]:
    """Every reason why this definition, and the pipelines it runs, cannot be run here; none when they can."""
    return tuple(dict.fromkeys(_with_children(definition, manifest, around, ())))


def _with_children(
    definition: Definition, manifest: EngineManifest, around: Surroundings, parents: tuple[Path, ...]
) -> Iterator[str]:
    yield from _of_one(definition, manifest, around)
    if definition.file in parents:
        yield f"pipeline {definition.name} runs itself as its own child; take it out"
        return
    for step in _all(definition.steps):
        for name in child_names(step):
            try:
                child = with_rounds(read_definition(around.pipeline(name)), step.max_cycles)
            except WaveTuiError as error:
                yield f"{words(step.place)}: {error}"
                continue
            inner = _with_children(child, manifest, around, (*parents, definition.file))
            yield from (text if text.startswith("pipeline ") else f"pipeline {child.name}: {text}" for text in inner)


def child_names(step: Step) -> tuple[str, ...]:
    """The pipelines that a step runs, as far as the definition itself names them."""
    cases = [target for _, target in step.branch.cases if target != "skip"] if step.branch else []
    strategy = [step.strategy.child_pipeline] if step.strategy and step.strategy.child_pipeline else []
    named = [name for name in (step.pipeline, *cases, *strategy) if name and not TEMPLATE.search(name)]
    if step.iterate and TEMPLATE.fullmatch(step.pipeline) and TEMPLATE.findall(step.pipeline) == ["item"]:
        named += _items(step.iterate.over)
    return tuple(dict.fromkeys(named))


def _items(over: str) -> list[str]:
    try:
        values = json.loads(over)
    except ValueError:
        return []
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _of_one(definition: Definition, manifest: EngineManifest, around: Surroundings) -> Iterator[str]:
    yield from definition.faults
    yield from (f"wave.yaml: {fault}" for fault in manifest.faults)
    yield from key_refusals(definition)
    yield from _name_refusals(definition)
    yield from _order_refusals(definition)
    for step in _all(definition.steps):
        yield from (f"{words(step.place)}: {text}" for text in _step_refusals(step, definition, manifest, around))
    yield from template_refusals(definition, manifest)
    yield from hook_refusals((*manifest.hooks, *definition.hooks))
    for tool in definition.tools:
        if around.which(tool) is None:
            yield f"requires.tools: {clean(tool)} is not installed; install it"


def _name_refusals(definition: Definition) -> Iterator[str]:
    names = [("pipeline", definition.name)]
    for step in _all(definition.steps):
        names.append(("step", step.id))
        names += [("artifact", one.name) for one in step.outputs] + [("artifact", one.given) for one in step.injects]
        if any(one.given == step.id for one in step.injects):
            yield f"{words(step.place)}: an artifact is injected under the step's own id; choose another name"
    for kind, name in names:
        try:
            checked_name(kind, name)
        except WaveTuiError as error:
            yield str(error)
    for name, times in Counter(step.id for step in _all(definition.steps)).items():
        if times > 1:
            yield f"{times} steps have the id {clean(name)}; give each its own"


def _order_refusals(definition: Definition) -> Iterator[str]:
    known = {step.id for step in definition.steps}
    for step in definition.steps:
        for need in step.needs:
            if need not in known:
                yield f"{words(step.place)}.dependencies: there is no step {clean(need)}; correct the name"
        for name in (step.retry.rework_step, *(one.rework_step for one in step.contracts)):
            if name and name not in known:
                yield f"{words(step.place)}: there is no step {clean(name)} to rework it; correct the name"
    circle = known - {step.id for step in order(definition.steps)}
    if circle:
        yield f"steps wait for one another in a circle: {', '.join(sorted(clean(name) for name in circle))}"


def _step_refusals(step: Step, definition: Definition, manifest: EngineManifest, around: Surroundings) -> Iterator[str]:
    if not step.kind:
        yield "does not say what it does; give it a script, a prompt, a gate or a pipeline"
    if step.kind == "command" and not step.script and not (step.exec and (step.exec.command or step.exec.source)):
        yield "has no script; add one"
    if step.kind == "prompt":
        yield from _prompt_refusals(step, manifest, around)
    source = step.exec.source_path if step.exec and not step.exec.source else ""
    for key, path in (("exec.source_path", source), *(("handover", one.schema_path) for one in step.contracts)):
        if path and not TEMPLATE.search(path) and not (around.root / path).is_file():
            yield f"{key}: there is no file {clean(path)}; add it"
    yield from composition_refusals(step)
    yield from _rework_refusals(step)
    yield from _gate_refusals(step, definition)
    yield from _inject_refusals(step, definition)


def _rework_refusals(step: Step) -> Iterator[str]:
    if step.retry.on_failure == "rework" and not step.retry.rework_step:
        yield "retry.on_failure is rework, but no rework_step is named; add it"
    for contract in step.contracts:
        if contract.on_failure == "rework" and not (contract.rework_step or step.retry.rework_step):
            yield f"handover: the {contract.kind} contract asks for rework, but names no rework_step; add it"


def _gate_refusals(step: Step, definition: Definition) -> Iterator[str]:
    if step.gate is None:
        return
    after = downstream(definition.steps, (step.id,)) - {step.id}
    for choice in step.gate.choices:
        if choice.target not in ENDS and choice.target not in after:
            yield f"gate: choice {clean(choice.key)} leads to {clean(choice.target)}, which does not wait for this gate"
    keys = [choice.key for choice in step.gate.choices]
    if step.gate.default and step.gate.default not in keys:
        yield f"gate.default is {clean(step.gate.default)}, which is none of its choices"


def _inject_refusals(step: Step, definition: Definition) -> Iterator[str]:
    for need in step.injects:
        source = definition.step(need.step)
        if source is None:
            yield f"memory.inject_artifacts: there is no step {clean(need.step) or '(none named)'}; correct the name"
        elif source.kind in ("command", "prompt") and need.artifact not in [one.name for one in source.outputs]:
            yield f"memory.inject_artifacts: {clean(need.step)} has no artifact {clean(need.artifact)}"


def _prompt_refusals(step: Step, manifest: EngineManifest, around: Surroundings) -> Iterator[str]:
    name = _static(step.persona, manifest)
    if name is None:
        return
    persona = manifest.persona(name)
    if persona is None:
        yield f"persona {clean(name) or '(none)'} is not in wave.yaml; add it there"
        return
    adapter = manifest.adapter(step.adapter or persona.adapter)
    if adapter is None:
        yield f"adapter {clean(step.adapter or persona.adapter) or '(none)'} is not in wave.yaml; add it there"
        return
    if not adapter.binary or around.which(adapter.binary) is None:
        yield f"persona {clean(name)} needs {clean(adapter.binary) or 'a binary'}, which is not installed; install it"
    if adapter.mode not in MODES:
        yield f"adapter {clean(adapter.name)} has the mode {clean(adapter.mode)}; this engine knows stdin and argument"
    if tools_of(step, persona, adapter).is_limited and not can_limit_tools(adapter):
        yield f"persona {clean(name)} limits its tools, which {clean(adapter.binary)} cannot be told; allow '*'"


def _static(text: str, manifest: EngineManifest) -> str | None:
    """A text whose templates stand for known values of the project's files alone, None when others are in it."""
    for reference in TEMPLATE.findall(text):
        if not is_own(reference) or (reference.startswith("forge.") and not manifest.forge):
            return None
    return TEMPLATE.sub(
        lambda match: (
            forge_value(match[1], manifest.forge)
            if match[1].startswith("forge.")
            else dict(manifest.project).get(match[1].removeprefix("project."), "")
        ),
        text,
    )


def _all(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        if step.loop:
            yield from _all(step.loop.steps)
