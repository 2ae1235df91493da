"""Pipeline definitions from files; a broken file stays in the list and says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from ..text import clean_id
from .document import Document, read_document
from .fields import Fields, blame
from .graph import connect
from .keys import unknown_keys
from .model import InputSpec, Output, Pipeline, PipelineStep
from .step import read_steps

_ENDINGS = (".yaml", ".yml")
_KIND = "WavePipeline"


def load_folder(folder: Path) -> tuple[Pipeline, ...]:
    """Every definition directly in a folder, sorted by name, the broken ones too; none when there is no folder."""
    try:
        files = [file for file in folder.iterdir() if file.suffix in _ENDINGS]
    except OSError:
        return ()
    return tuple(sorted((load_pipeline(file) for file in files), key=lambda one: (one.name, str(one.file))))


def load_pipeline(path: Path) -> Pipeline:
    """The definition in one file; whatever is wrong with it is in ``error`` or ``notes``, nothing is raised."""
    document = read_document(path)
    if document.error:
        return Pipeline(clean_id(path.stem), path, error=document.error)
    fields = Fields(document.values, (), [])
    steps = read_steps(fields)
    _check(fields, steps)
    return _pipeline(document, fields, steps)


def _pipeline(document: Document, fields: Fields, steps: tuple[PipelineStep, ...]) -> Pipeline:
    metadata, needed, file = fields.group("metadata"), fields.group("requires"), document.file
    edges, odd = connect(steps)
    return Pipeline(
        name=metadata.name("name") or clean_id(file.stem),
        file=file,
        description=metadata.text("description", lines=True),
        category=metadata.name("category"),
        disabled=metadata.flag("disabled"),
        input=_input(fields.group("input")),
        steps=steps,
        edges=edges,
        outputs=tuple(
            Output(clean_id(name), one.name("step"), one.name("artifact"), one.name("type"))
            for name, one in fields.named("pipeline_outputs")
        ),
        tools=needed.names("tools"),
        skills=tuple(dict.fromkeys((*fields.names("skills"), *(clean_id(name) for name in needed.group("skills"))))),
        max_step_visits=fields.whole("max_step_visits") or 50,
        unknown=unknown_keys(document.values),
        notes=(*document.notes, *odd, *blame(document, fields.faults)[1:]),
        error=next((note.text for note in blame(document, fields.faults)), ""),
    )


def _input(fields: Fields) -> InputSpec:
    schema = fields.group("schema")
    return InputSpec(
        kind=fields.name("type") or "string",
        source=fields.name("source"),
        description=schema.text("description", lines=True),
        example=fields.text("example", lines=True),
    )


def _check(fields: Fields, steps: tuple[PipelineStep, ...]) -> None:
    kind = fields.name("kind") or _KIND
    if kind != _KIND:
        fields.fault(("kind",), f"is {kind!r}, a pipeline has {_KIND}")
    if not steps:
        fields.fault(("steps",), "are missing; list at least one step")
    first: dict[str, int] = {}
    for step in steps:
        if first.setdefault(step.id, step.index) != step.index:
            fields.fault(("steps", step.index, "id"), f"{step.id!r} is also the id of steps[{first[step.id]}]")
