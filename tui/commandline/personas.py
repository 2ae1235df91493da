"""``wave-tui personas``: the roles in wave.yaml with adapter, model and permissions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from wave_tui.data.errors import NotFoundError, RefusedError
from wave_tui.data.pipelines.manifest import load_manifest
from wave_tui.data.pipelines.model import Manifest, Persona
from wave_tui.data.project import MANIFEST, find_project
from wave_tui.data.text import clean

from ..present.numbers import UNKNOWN
from .fields import Shape, optional
from .output import Global, as_json, machine, say
from .table import table

_HELP = """List the personas of the project.

They come from wave.yaml. JSON: an object with personas, each with adapter, model and permissions.

\b
Example: wave-tui personas --json
"""


@click.command(name="personas", help=_HELP)
@as_json
@click.pass_obj
def command(obj: Global, in_json: bool) -> None:
    """Print the personas."""
    manifest = _manifest(obj)
    if in_json:
        machine({"personas": [persona_shape(persona) for persona in manifest.personas]})
    else:
        say(*(_lines(manifest.personas) or [f"{clean(manifest.file)} names no personas"]))


def persona_shape(persona: Persona) -> Shape:
    """One persona as the manifest describes it."""
    return {
        "name": persona.name,
        **optional(
            adapter=persona.adapter,
            model=persona.model,
            description=persona.description,
            system_prompt_file=persona.prompt_file,
            temperature=persona.temperature,
            permissions=optional(allowed_tools=list(persona.allowed), deny=list(persona.denied)),
        ),
    }


def _manifest(obj: Global) -> Manifest:
    project = find_project(Path.cwd(), obj[0])
    if project.manifest is None:
        raise NotFoundError(f"{clean(project.root)} has no {MANIFEST}, which names the personas; put one there")
    manifest = load_manifest(project.manifest)
    if manifest.error:
        raise RefusedError(f"{manifest.error}; correct the file")
    return manifest


def _lines(personas: Sequence[Persona]) -> list[str]:
    if not personas:
        return []
    rows = [
        (
            persona.name,
            persona.adapter or UNKNOWN,
            persona.model or UNKNOWN,
            ", ".join(persona.allowed) or UNKNOWN,
            ", ".join(persona.denied) or UNKNOWN,
        )
        for persona in personas
    ]
    return table(rows, head=("PERSONA", "ADAPTER", "MODEL", "ALLOWED", "DENIED"))
