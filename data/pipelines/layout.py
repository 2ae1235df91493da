"""Places the steps of a pipeline on a grid, work running from left to right with few crossings.

Layers by longest path, order within a layer by barycentre sweeps: K. Sugiyama, S. Tagawa and M. Toda, "Methods for
Visual Understanding of Hierarchical System Structures", IEEE Transactions on Systems, Man and Cybernetics, 1981.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from .model import Edge, Pipeline

_SWEEPS = 4

_Order = list[list[str]]
_Neighbours = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A step on the grid: ``x`` is its layer from the left, ``y`` its row in the layer, both from 0."""

    id: str
    x: int
    y: int


def layout(pipeline: Pipeline) -> tuple[Placed, ...]:
    """A place for every step, in the order of the definition; backward edges and injected artifacts move nothing.

    Steps that only repair others stand below those of the usual way, unless that makes edges cross.
    """
    usual = [step.id for step in pipeline.steps if not step.rework_only]
    steps = list(dict.fromkeys([*usual, *(step.id for step in pipeline.steps)]))
    edges = [edge for edge in pipeline.edges if not edge.back and edge.kind != "inject"]
    layer = _layers(steps, edges)
    order = _fewest_crossings(_initial(steps, layer), edges)
    row = {step: y for column in order for y, step in enumerate(column)}
    return tuple(Placed(step, layer[step], row[step]) for step in dict.fromkeys(step.id for step in pipeline.steps))


def _layers(steps: list[str], edges: list[Edge]) -> dict[str, int]:
    after: dict[str, list[str]] = defaultdict(list)
    missing = dict.fromkeys(steps, 0)
    for edge in edges:
        after[edge.source].append(edge.target)
        missing[edge.target] += 1
    layer = dict.fromkeys(steps, 0)
    ready = [step for step in steps if not missing[step]]
    for step in ready:
        for target in after[step]:
            layer[target] = max(layer[target], layer[step] + 1)
            missing[target] -= 1
            if not missing[target]:
                ready.append(target)
    return layer


def _initial(steps: list[str], layer: Mapping[str, int]) -> _Order:
    order: _Order = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for step in steps:
        order[layer[step]].append(step)
    return order


def _fewest_crossings(order: _Order, edges: list[Edge]) -> _Order:
    before, after = _neighbours(edges)
    best, fewest = order, crossings(order, after)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        order = _swept(order, before) if sweep % 2 == 0 else _swept(order[::-1], after)[::-1]
        found = crossings(order, after)
        if found < fewest:
            best, fewest = order, found
    return best


def _neighbours(edges: list[Edge]) -> tuple[_Neighbours, _Neighbours]:
    before: dict[str, list[str]] = defaultdict(list)
    after: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        before[edge.target].append(edge.source)
        after[edge.source].append(edge.target)
    return before, after


def _swept(order: _Order, towards: _Neighbours) -> _Order:
    """Each layer sorted by the mean place of the neighbours already placed; places run from 0 to 1 in each layer."""
    place: dict[str, float] = {}
    swept = []
    for column in order:
        for y, step in enumerate(column):
            found = [place[other] for other in towards.get(step, ()) if other in place]
            place[step] = sum(found) / len(found) if found else _share(y, column)
        ordered = sorted(column, key=place.__getitem__)
        place.update((step, _share(y, ordered)) for y, step in enumerate(ordered))
        swept.append(ordered)
    return swept


def _share(y: int, column: list[str]) -> float:
    return (y + 0.5) / len(column)


def crossings(order: _Order, after: _Neighbours) -> int:
    """How many pairs of edges between neighbouring layers cross."""
    total = 0
    for left, right in zip(order, order[1:], strict=False):
        row = {step: y for y, step in enumerate(right)}
        ends: list[int] = []
        for step in left:
            mine = sorted(row[target] for target in after.get(step, ()) if target in row)
            total += sum(len(ends) - bisect_right(ends, y) for y in mine)
            for y in mine:
                insort(ends, y)
    return total
