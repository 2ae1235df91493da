"""``wave-tui pipelines``: the definitions of the project, the broken ones with their error."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from wave_tui.data.pipelines.layout import layout
from wave_tui.data.pipelines.load import load_folder
from wave_tui.data.pipelines.model import Pipeline, PipelineStep
from wave_tui.data.project import find_project
from wave_tui.data.text import clean

from .dag import edge_shape
from .fields import Shape, notes, optional
from .output import Global, as_json, machine, say
from .table import table
from .words import one_line

_HELP = """List the pipelines of the project.

A broken file is listed with its error. JSON: an object with pipelines, each with its steps (x and y as drawn) and
edges.

\b
Example: wave-tui pipelines --json
"""


@click.command(name="pipelines", help=_HELP)
@as_json
@click.pass_obj
def command(obj: Global, in_json: bool) -> None:
    """Print the pipelines."""
    project = find_project(Path.cwd(), obj[0])
    found = load_folder(project.pipelines)
    if in_json:
        machine({"pipelines": [pipeline_shape(pipeline) for pipeline in found]})
    else:
        say(*(_lines(found) or [f"no pipelines in {clean(project.pipelines)}"]))


def pipeline_shape(pipeline: Pipeline) -> Shape:
    """One definition with everything that was understood of it."""
    places = {place.id: place for place in layout(pipeline)}
    return {
        "name": pipeline.name,
        "file": clean(pipeline.file),
        **optional(
            description=pipeline.description,
            category=pipeline.category,
            disabled=pipeline.disabled or None,
            error=pipeline.error,
            input=optional(type=pipeline.input.kind, description=pipeline.input.description),
            notes=notes(pipeline.notes),
        ),
        "steps": [{**_step(step), "x": places[step.id].x, "y": places[step.id].y} for step in pipeline.steps],
        "edges": [edge_shape(edge) for edge in pipeline.edges if edge.kind != "inject"],
    }


def _step(step: PipelineStep) -> Shape:
    return {
        "id": step.id,
        **optional(
            kind=step.kind,
            persona=step.persona,
            model=step.model,
            needs=list(step.needs),
            optional=step.optional or None,
            max_attempts=step.max_attempts,
        ),
    }


def _lines(found: Sequence[Pipeline]) -> list[str]:
    if not found:
        return []
    rows = [
        (
            "broken" if pipeline.error else "disabled" if pipeline.disabled else "ok",
            pipeline.name,
            str(len(pipeline.steps)),
            one_line(pipeline.error or pipeline.description),
        )
        for pipeline in found
    ]
    return table(rows, head=("STATE", "PIPELINE", "STEPS", "DESCRIPTION"), right=frozenset({2}))
