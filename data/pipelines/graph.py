"""How the steps of a definition hang together, and what is odd about it; circles are told, never a failure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..models import Note
from .model import Edge, Pipeline, PipelineStep

ENDS = frozenset({"_complete", "_fail"})
"""Targets that end the run; no step has them as its id."""

_Successors = dict[str, list[str]]


def connect(steps: tuple[PipelineStep, ...]) -> tuple[tuple[Edge, ...], tuple[Note, ...]]:
    """The edges between these steps with the backward ones marked, and what leads nowhere or in a circle."""
    known = {step.id for step in steps}
    drawn, notes = [], []
    for edge in dict.fromkeys(_edges(steps)):
        if edge.source in known and edge.target in known:
            drawn.append(edge)
        else:
            notes.append(_missing(edge, known))
    marked = _with_back_edges([step.id for step in steps], drawn)
    return marked, (*notes, *_silent(steps), *_circles(marked))


def downstream(pipeline: Pipeline, *failed: str) -> frozenset[str]:
    """Every step that cannot run because it needs one of these, directly or through others; optional ones block none.

    A step that is reached by a route or a choice only is not blocked.
    """
    waiting: dict[str, list[str]] = defaultdict(list)
    for step in pipeline.steps:
        for need in step.needs:
            waiting[need].append(step.id)
    optional = {step.id for step in pipeline.steps if step.optional}
    blocked: set[str] = set()
    ahead = [step for step in failed if step not in optional]
    while ahead:
        behind = [step for step in waiting[ahead.pop()] if step not in blocked]
        blocked.update(behind)
        ahead.extend(behind)
    return frozenset(blocked - set(failed))


def _edges(steps: Iterable[PipelineStep]) -> Iterator[Edge]:
    for step in steps:
        yield from (Edge(need, step.id, "needs") for need in step.needs)
        yield from (Edge(step.id, way.target, "edge", way.condition) for way in step.routes if way.target not in ENDS)
        yield from (Edge(step.id, name, "rework") for name in step.rework)
        if step.gate:
            ways = [choice for choice in step.gate.choices if choice.target and choice.target not in ENDS]
            yield from (Edge(step.id, choice.target, "choice", choice.label or choice.key) for choice in ways)
        yield from (Edge(one.step, step.id, "inject", one.given or one.artifact) for one in step.injects if one.step)


def _missing(edge: Edge, known: set[str]) -> Note:
    holder, absent = (edge.source, edge.target) if edge.source in known else (edge.target, edge.source)
    verb = {"needs": "needs", "inject": "takes an artifact from"}.get(edge.kind, "leads to")
    return Note(holder, f"{verb} {absent!r}, which is no step of this pipeline; correct the name or add the step")


def _silent(steps: Iterable[PipelineStep]) -> Iterator[Note]:
    for step in steps:
        if not step.kind:
            yield Note(step.id, "does not say what it does; give it a persona, a script, a gate or a pipeline")


def _circles(edges: Iterable[Edge]) -> Iterator[Note]:
    for edge in edges:
        if edge.back and edge.kind == "needs":
            yield Note(
                edge.target, f"needs {edge.source!r}, which itself waits for it; no run can get past this circle"
            )


def _with_back_edges(steps: list[str], edges: list[Edge]) -> tuple[Edge, ...]:
    ahead: _Successors = defaultdict(list)
    back = set(_backward_needs(steps, edges))
    for edge in edges:
        if edge.kind == "needs" and edge not in back:
            ahead[edge.source].append(edge.target)
    for edge in edges:
        if edge.kind in ("needs", "inject"):
            continue
        if _reaches(ahead, edge.target, edge.source):
            back.add(edge)
        else:
            ahead[edge.source].append(edge.target)
    return tuple(replace(edge, back=edge in back) for edge in edges)


def _backward_needs(steps: list[str], edges: list[Edge]) -> Iterator[Edge]:
    needs: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.kind == "needs":
            needs[edge.source].append(edge)
    done: set[str] = set()
    for root in steps:
        yield from _circle_ends(root, needs, done)


def _circle_ends(root: str, needs: dict[str, list[Edge]], done: set[str]) -> Iterator[Edge]:
    """The edges back onto the path walked, depth first; without recursion, for chains of any length."""
    path = {root: iter(needs[root])} if root not in done else {}
    while path:
        here, ways = next(reversed(path.items()))
        edge = next(ways, None)
        if edge is None:
            done.add(here)
            del path[here]
        elif edge.target in path:
            yield edge
        elif edge.target not in done:
            path[edge.target] = iter(needs[edge.target])


def _reaches(ahead: _Successors, start: str, goal: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        fresh = [step for step in ahead[here] if step not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return False
