"""A run's graph as JSON: the steps on the grid on which the screen draws them, and the edges between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wave_tui.data.models import RunDetail, Step
from wave_tui.data.pipelines.graph import connect
from wave_tui.data.pipelines.layout import layout
from wave_tui.data.pipelines.model import Edge, Pipeline, PipelineStep
from wave_tui.data.states import is_live

from .fields import Shape, optional
from .shapes import step_progress


def dag(detail: RunDetail, pipeline: Pipeline | None) -> Shape:
    """DAGData: ``x`` is the layer from the left, ``y`` the row in it; an edge that is no plain need says its kind.

    Without a definition, and for steps that it does not know, the graph is made from the run's own steps.
    """
    drawn = graph_of(detail.steps, pipeline)
    known = {step.id: step for step in detail.steps}
    idle = "pending" if is_live(detail.run.state) or detail.run.state == "pending" else "skipped"
    nodes = []
    for place, planned in zip(layout(drawn), drawn.steps, strict=True):
        step = known.get(place.id) or Step(place.id, planned.index, idle, persona=planned.persona)
        nodes.append({**_node(step), "x": place.x, "y": place.y})
    return {"nodes": nodes, "edges": [edge_shape(edge) for edge in drawn.edges if edge.kind != "inject"]}


def graph_of(steps: Sequence[Step], pipeline: Pipeline | None) -> Pipeline:
    """The definition with every step of the run in it."""
    planned = pipeline.steps if pipeline is not None else ()
    defined = {step.id for step in planned}
    added = tuple(
        PipelineStep(step.id, len(planned) + index, step.kind, persona=step.persona, needs=step.needs)
        for index, step in enumerate(step for step in steps if step.id not in defined)
    )
    every = tuple({step.id: step for step in (*planned, *added)}.values())
    base = pipeline or Pipeline("", Path())
    edges = base.edges if not added and len(every) == len(planned) else connect(every)[0]
    return replace(base, steps=every, edges=edges)


def _node(step: Step) -> Shape:
    return {
        "id": step.id,
        "label": step.id,
        "persona": step.persona,
        "status": step.state,
        "progress": step_progress(step),
    }


def edge_shape(edge: Edge) -> Shape:
    """DAGEdge; ``back`` leads to something earlier."""
    kind = "" if edge.kind == "needs" else edge.kind
    return {"from": edge.source, "to": edge.target, **optional(kind=kind, label=edge.label, back=edge.back or None)}
