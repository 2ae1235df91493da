"""Reads the definition that is executed from a pipeline's file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ....pipelines.document import read_document
from ....pipelines.keys import unknown_keys
from .definition import Definition, PipelineOutput, Place
from .reading_hooks import read_hooks
from .reading_step import read_step
from .values import Values

_KIND = "WavePipeline"


def read_definition(file: Path) -> Definition:
    """The definition in a file; whatever is wrong with it is in ``faults`` and ``unknown``, nothing is raised."""
    document = read_document(file)
    if document.error:
        return Definition(file.stem, file, "", faults=(document.error,))
    values = Values(document.values)
    steps = tuple(read_step(one, at) for at, one in enumerate(values.groups("steps")))
    if not steps:
        values.fault(("steps",), "are missing; list at least one step")
    kind = values.text("kind", _KIND)
    if kind != _KIND:
        values.fault(("kind",), f"must be {_KIND}")
    outputs = values.group("pipeline_outputs")
    return Definition(
        name=values.group("metadata").text("name") or file.stem,
        file=file,
        text=file.read_text("utf-8-sig"),
        steps=steps,
        hooks=read_hooks(values),
        outputs=tuple(_output(name, outputs.group(name)) for name in outputs),
        tools=values.group("requires").texts("tools"),
        present=tuple(_present(document.values, ())),
        unknown=unknown_keys(document.values),
        faults=(*(note.text for note in document.notes), *values.faults),
    )


def _output(name: str, values: Values) -> PipelineOutput:
    return PipelineOutput(name, values.text("step"), values.text("artifact"), values.text("field"))


def _present(values: object, place: Place) -> Iterator[tuple[Place, str]]:
    """Every place that holds something, with its text when it is a scalar."""
    if isinstance(values, dict):
        for key, value in values.items():
            yield from _present(value, (*place, str(key)))
    elif isinstance(values, list):
        for at, value in enumerate(values):
            yield from _present(value, (*place, at))
    elif isinstance(values, str):
        yield place, values
    if place and isinstance(values, dict | list):
        yield place, ""
