"""Templates of a definition that refer to nothing, or that stand where no value may be put."""

from __future__ import annotations

from collections.abc import Iterator

from .definition import Definition, Step
from .manifest import EngineManifest
from .references import FORGE_NAMES, RUN_NAMES, StepReference, references, step_reference
from .schedule import upstream
from .templates import shell_problems
from .values import words

_FORGES = ("github", "gitlab", "gitea", "bitbucket")


def template_refusals(definition: Definition, manifest: EngineManifest) -> Iterator[str]:
    """Why templates of a definition cannot be filled, one sentence each."""
    for step in definition.steps:
        yield from (f"{words(step.place)}: {text}" for text in _of_step(step, step, definition, manifest))


def _of_step(step: Step, outer: Step, definition: Definition, manifest: EngineManifest) -> Iterator[str]:
    for text in (step.script, *_scripts(step)):
        yield from shell_problems(text)
    has_item = step.iterate is not None or step.strategy is not None
    for text in _texts(step):
        for reference in references(text):
            problem = _problem(reference, outer, has_item, definition, manifest)
            if problem:
                yield f"{{{{ {reference} }}}} {problem}"
    for inner in step.loop.steps if step.loop else ():
        yield from _of_step(inner, outer, definition, manifest)


def _scripts(step: Step) -> tuple[str, ...]:
    execution = step.exec
    own = (
        (execution.source or execution.command,) if execution and step.kind == "command" and not execution.args else ()
    )
    return (*own, *(one.command for one in step.contracts if not one.command_args))


def _texts(step: Step) -> Iterator[str]:
    yield from (step.script, step.persona, step.pipeline, step.input, *(value for _, value in step.environment))
    yield from (step.workspace.branch, step.workspace.base)
    if step.exec:
        yield from (step.exec.source, step.exec.command, *step.exec.args)
    if step.iterate:
        yield step.iterate.over
    if step.branch:
        yield from (step.branch.on, *(target for _, target in step.branch.cases))
    if step.loop:
        yield step.loop.until
    if step.aggregate:
        yield from (step.aggregate.source, step.aggregate.into)
    if step.input_from:
        yield f"{{{{ {step.input_from.partition('.')[0]}.output }}}}"
    if step.strategy:
        yield from (step.strategy.items_source, step.strategy.input_template, step.strategy.child_pipeline)
    if step.gate:
        yield from (step.gate.message, step.gate.prompt)
    for contract in step.contracts:
        yield from (contract.source, contract.command, *contract.command_args, contract.dir)


def _problem(reference: str, step: Step, has_item: bool, definition: Definition, manifest: EngineManifest) -> str:
    if reference in RUN_NAMES or reference.startswith(("env.", "artifacts.")):
        return ""
    if reference == "item" or reference.startswith("item."):
        return "" if has_item else "has a value inside of iterate and strategy only; move it there"
    if reference in FORGE_NAMES:
        known = manifest.forge in _FORGES
        return "" if known else f"needs metadata.forge in wave.yaml, one of {', '.join(_FORGES)}"
    if reference.startswith("project."):
        return "" if reference[8:] in dict(manifest.project) else "is not set in wave.yaml; set it there"
    found = step_reference(reference, definition)
    return "refers to nothing that this engine knows" if found is None else _unreached(found, step, definition)


def _unreached(found: StepReference, step: Step, definition: Definition) -> str:
    """Why the result of a step is not there yet; a loop's own result is that of its round before."""
    if found.step in upstream(definition.steps, step.id) or (step.loop and found.step == step.id):
        return ""
    return f"refers to {found.step}, which the step does not wait for; add it to its dependencies"
