"""The project's wave.yaml: which programs and personas there are, and how much may run at once."""

from __future__ import annotations

from pathlib import Path

from ..text import clean_id
from .document import read_document
from .fields import Fields, blame
from .model import Adapter, Manifest, Persona

_KIND = "WaveManifest"


def load_manifest(path: Path) -> Manifest:
    """The manifest in a file; whatever is wrong with it is in ``error`` or ``notes``, nothing is raised."""
    document = read_document(path)
    if document.error:
        return Manifest(path, error=document.error)
    fields = Fields(document.values, (), [])
    kind = fields.name("kind") or _KIND
    if kind != _KIND:
        fields.fault(("kind",), f"is {kind!r}, a manifest has {_KIND}")
    metadata, runtime = fields.group("metadata"), fields.group("runtime")
    adapters = tuple(_adapter(name, one) for name, one in fields.named("adapters"))
    personas = tuple(_persona(name, one) for name, one in fields.named("personas"))
    return Manifest(
        file=path,
        name=metadata.name("name"),
        description=metadata.text("description", lines=True),
        adapters=adapters,
        personas=personas,
        max_workers=runtime.whole("max_concurrent_workers") or 5,
        workspace_root=runtime.text("workspace_root") or ".agents/workspaces",
        notes=(*document.notes, *blame(document, fields.faults)[1:]),
        error=next((note.text for note in blame(document, fields.faults)), ""),
    )


def _adapter(name: str, fields: Fields) -> Adapter:
    return Adapter(
        name=clean_id(name),
        binary=fields.text("binary"),
        model=fields.name("default_model"),
        mode=fields.name("mode"),
        output_format=fields.name("output_format"),
    )


def _persona(name: str, fields: Fields) -> Persona:
    permissions = fields.group("permissions")
    return Persona(
        name=clean_id(name),
        adapter=fields.name("adapter"),
        description=fields.text("description", lines=True),
        prompt_file=fields.text("system_prompt_file"),
        temperature=fields.real("temperature"),
        model=fields.name("model"),
        allowed=permissions.names("allowed_tools"),
        denied=permissions.names("deny"),
    )
