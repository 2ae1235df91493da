"""What the templates of a definition can refer to: {{ input }}, {{ step.output.field }} and the like."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from ....errors import RefusedError
from ....text import clean
from .definition import Definition
from .parts import NO_ITEM, Context, Scope

TEMPLATE = re.compile(r"\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}")
RUN_NAMES = ("input", "pipeline_id", "pipeline_name", "run.id", "run.name", "step_id")
FORGE_NAMES = ("forge.type", "forge.cli_tool", "forge.pr_command")
_OWN = ("project.", "forge.")
_FORGES = {"github": ("gh", "pr"), "gitlab": ("glab", "mr"), "gitea": ("tea", "pulls"), "bitbucket": ("bb", "pr")}


class TemplateError(RefusedError):
    """A template refers to something that is not there."""


@dataclass(frozen=True, slots=True)
class StepReference:
    """A reference to a step's result: of one artifact, or "" for the step as a whole, and the fields below it."""

    step: str
    artifact: str
    path: tuple[str, ...]


def references(text: str) -> tuple[str, ...]:
    """What a text refers to, each once."""
    return tuple(dict.fromkeys(TEMPLATE.findall(text)))


def is_own(reference: str) -> bool:
    """Whether the value stands in the project's own files and not in anything that comes from outside."""
    return reference.startswith(_OWN)


def step_reference(reference: str, definition: Definition) -> StepReference | None:
    """The step and artifact a reference names, None when it is of another kind."""
    for name in sorted((step.id for step in definition.steps), key=len, reverse=True):
        kind, _, rest = reference.removeprefix(f"{name}.").partition(".")
        if not name or not reference.startswith(f"{name}."):
            continue
        if kind == "output":
            return StepReference(name, "", _parts(rest))
        if kind == "out" and rest:
            return _artifact_reference(name, rest, definition)
    return None


def resolve(reference: str, context: Context, scope: Scope = NO_ITEM, step: str = "") -> str:
    """The value of a reference as text without the line ends at its end, JSON where it has a structure.

    Raises TemplateError with a sentence when there is none.
    """
    simple = _simple(reference, context, step)
    if simple is not None:
        return simple
    if reference == "item" or reference.startswith("item."):
        return _item(reference, scope)
    found = step_reference(reference, context.definition)
    if found is None:
        raise TemplateError(f"{_shown(reference)} refers to nothing that this engine knows; correct the name")
    return _of_step(reference, found, context)


def as_text(value: object) -> str:
    """A value as templates show it: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _simple(reference: str, context: Context, step: str) -> str | None:
    run = {
        "input": context.input,
        "pipeline_id": context.run,
        "run.id": context.run,
        "pipeline_name": context.definition.name,
        "run.name": context.definition.name,
        "step_id": step,
    }
    if reference in run:
        return run[reference]
    kind, _, key = reference.partition(".")
    if kind == "env":
        return dict(context.environment).get(key, "")
    if kind == "artifacts":
        return _path_of(key, reference, context)
    if kind == "project":
        return dict(context.manifest.project).get(key, "")
    return forge_value(reference, context.manifest.forge) if reference in FORGE_NAMES else None


def forge_value(reference: str, forge: str) -> str:
    """The name of the forge, its command line tool, or that tool's word for a change request."""
    tool, request = _FORGES.get(forge, ("", ""))
    return {"forge.type": forge, "forge.cli_tool": tool, "forge.pr_command": request}[reference]


def _path_of(name: str, reference: str, context: Context) -> str:
    """Where the newest artifact of that name is kept, of this run or given by the one that started it."""
    own = [one for one in context.state.produced.values() if one.name == name]
    found = own[-1] if own else context.state.given.get(name)
    if found is None:
        raise TemplateError(f"{_shown(reference)} has no value: there is no artifact of that name yet")
    return str(found.path)


def _item(reference: str, scope: Scope) -> str:
    if not scope.has_item:
        raise TemplateError(f"{_shown(reference)} has a value inside of iterate and strategy only; move it there")
    return as_text(_below(scope.item, reference.split(".")[1:], reference))


def _of_step(reference: str, found: StepReference, context: Context) -> str:
    text = _result(found, context)
    if text is None:
        raise TemplateError(f"{_shown(reference)} has no value: step {found.step} left no such result in this run")
    if not found.path:
        return text.rstrip("\n")
    try:
        value = json.loads(text)
    except ValueError:
        raise TemplateError(f"{_shown(reference)} asks for a field, but what {found.step} left is no JSON") from None
    return as_text(_below(value, list(found.path), reference))


def _result(found: StepReference, context: Context) -> str | None:
    if not found.artifact:
        return context.state.outputs.get(found.step)
    produced = context.state.produced.get((found.step, found.artifact))
    try:
        return produced.path.read_text("utf-8", "replace") if produced else None
    except OSError as error:
        raise TemplateError(f"artifact {found.artifact} of {found.step} cannot be read: {error.strerror}") from error


def _below(value: object, path: list[str], reference: str) -> object:
    for key in path:
        if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        elif isinstance(value, dict) and key in value:
            value = value[key]
        else:
            raise TemplateError(f"{_shown(reference)} has no value: there is no {clean(key, limit=60)!r} in it")
    return value


def _artifact_reference(step: str, rest: str, definition: Definition) -> StepReference:
    found = definition.step(step)
    names = sorted((output.name for output in found.outputs), key=len, reverse=True) if found else []
    artifact = next((name for name in names if rest == name or rest.startswith(f"{name}.")), rest.split(".")[0])
    return StepReference(step, artifact, _parts(rest[len(artifact) + 1 :]))


def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.split(".")) if path else ()


def _shown(reference: str) -> str:
    return f"{{{{ {clean(reference, limit=80)} }}}}"
