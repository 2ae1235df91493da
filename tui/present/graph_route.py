"""Where the nodes and edges of a graph lie on a grid of cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntFlag

from .graph import Graph
from .line import Line, width

_MARGIN = 2
_DASHED = frozenset({"rework", "choice"})


class Way(IntFlag):
    """The sides of a cell that a line leaves by."""

    NORTH = 1
    EAST = 2
    SOUTH = 4
    WEST = 8


@dataclass(slots=True)
class Sheet:
    """Cells with lines: the sides they leave by, and whether all lines through a cell are dashed."""

    ways: dict[tuple[int, int], Way] = field(default_factory=dict)
    solid: set[tuple[int, int]] = field(default_factory=set)
    heads: dict[tuple[int, int], Way] = field(default_factory=dict)

    def across(self, left: int, right: int, y: int, *, dashed: bool) -> None:
        """A line from the middle of one cell to the middle of another in the same row."""
        for x in range(left, right + 1):
            self._add(x, y, (Way.EAST if x < right else Way(0)) | (Way.WEST if x > left else Way(0)), dashed)

    def upright(self, x: int, top: int, bottom: int, *, dashed: bool) -> None:
        """A line from the middle of one cell to the middle of another in the same column."""
        for y in range(top, bottom + 1):
            self._add(x, y, (Way.SOUTH if y < bottom else Way(0)) | (Way.NORTH if y > top else Way(0)), dashed)

    def _add(self, x: int, y: int, ways: Way, dashed: bool) -> None:
        self.ways[x, y] = self.ways.get((x, y), Way(0)) | ways
        if not dashed:
            self.solid.add((x, y))


@dataclass(frozen=True, slots=True)
class Box:
    """The cells of a node's text."""

    id: str
    x: int
    y: int
    cells: int
    text: Line


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph on its grid; ``listed`` are the backward edges that found no way."""

    boxes: tuple[Box, ...]
    sheet: Sheet
    width: int
    height: int
    listed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Net:
    """All edges of one source through one gap between layers: from one row to several."""

    source: str
    start: int
    ends: tuple[int, ...]
    dashed: bool
    heads: frozenset[int]

    @property
    def span(self) -> tuple[int, int]:
        return min(self.start, *self.ends), max(self.start, *self.ends)

    @property
    def straight(self) -> bool:
        return set(self.ends) == {self.start}


def route(graph: Graph, texts: Mapping[str, Line], pitch: int) -> Drawing:
    """Nodes in columns, edges at right angles between them; ``pitch`` is the distance of rows."""
    layers = _layers(graph)
    rows = _rows(graph, layers, pitch)
    gaps, passing = _nets(graph, layers, rows)
    tracks = [_tracks(nets) for nets in gaps]
    columns = [max((width(texts[id]) for id in layer), default=0) for layer in layers]
    starts = _starts(columns, [max(track.values(), default=-1) + 1 for track in tracks])
    sheet = Sheet()
    boxes = tuple(
        Box(id, starts[index], rows[id], width(texts[id]), texts[id])
        for index, layer in enumerate(layers)
        for id in layer
    )
    for index, nets in enumerate(gaps):
        ends = {rows[id]: starts[index] + width(texts[id]) for id in layers[index]}
        _draw_gap(sheet, nets, tracks[index], starts[index] + columns[index], starts[index + 1], ends)
    for index, y, dashed in passing:
        sheet.across(starts[index], starts[index] + columns[index], y, dashed=dashed)
    bottom = max((y for _, y in sheet.ways), default=0)
    height = max([bottom, *rows.values()], default=-1) + 1
    listed, height = _draw_back(sheet, graph, boxes, height)
    return Drawing(boxes, sheet, starts[-1] + columns[-1] if columns else 0, height, listed)


def _layers(graph: Graph) -> list[list[str]]:
    count = max((node.layer for node in graph.nodes), default=-1) + 1
    layers: list[list[str]] = [[] for _ in range(count)]
    for node in sorted(graph.nodes, key=lambda each: each.row):
        layers[node.layer].append(node.id)
    return layers


def _rows(graph: Graph, layers: Sequence[Sequence[str]], pitch: int) -> dict[str, int]:
    """Each layer stands where its edges from the left bend least, or else in the middle of the tallest."""
    tallest = max(map(len, layers), default=0)
    sources: dict[str, list[str]] = {}
    for edge in graph.ahead:
        sources.setdefault(edge.target, []).append(edge.source)
    place: dict[str, int] = {}
    for layer in layers:
        spare = tallest - len(layer)
        offset = min(range(spare + 1), key=lambda start: (_bend(layer, start, sources, place), abs(2 * start - spare)))
        place.update((id, offset + index) for index, id in enumerate(layer))
    return {id: row * pitch for id, row in place.items()}


def _bend(layer: Sequence[str], start: int, sources: Mapping[str, Sequence[str]], place: Mapping[str, int]) -> int:
    return sum(abs(place[source] - start - index) for index, id in enumerate(layer) for source in sources.get(id, ()))


def _nets(
    graph: Graph, layers: Sequence[Sequence[str]], rows: Mapping[str, int]
) -> tuple[list[list[_Net]], list[tuple[int, int, bool]]]:
    """For each gap the nets that cross it, and the rows on which edges pass through a layer."""
    layer = {id: index for index, ids in enumerate(layers) for id in ids}
    taken = [{rows[id] for id in ids} for ids in layers]
    targets: dict[tuple[str, bool], list[str]] = {}
    for edge in graph.ahead:
        if layer[edge.target] > layer[edge.source]:
            targets.setdefault((edge.source, edge.kind in _DASHED), []).append(edge.target)
    gaps: list[list[_Net]] = [[] for _ in layers[1:]]
    passing: list[tuple[int, int, bool]] = []
    for (source, dashed), ends in targets.items():
        y = rows[source]
        for index in range(layer[source], max(layer[end] for end in ends)):
            here = frozenset(rows[end] for end in ends if layer[end] == index + 1)
            through = [_free(taken[index + 1], y)] if any(layer[end] > index + 1 for end in ends) else []
            taken[index + 1].update(through)
            passing.extend((index + 1, row, dashed) for row in through)
            gaps[index].append(_Net(source, y, (*sorted(here), *through), dashed, here))
            y = through[0] if through else y
    return gaps, passing


def _free(taken: Iterable[int], y: int) -> int:
    """The nearest row that nothing stands on."""
    used = set(taken)
    return next(row for step in range(len(used) + 1) for row in (y + step, y - step) if row >= 0 and row not in used)


def _tracks(nets: Sequence[_Net]) -> dict[int, int]:
    """A column for each net that changes its row; nets beside one another in rows may share it."""
    orders = [sorted(range(len(nets)), key=lambda index: nets[index].start * sign) for sign in (1, -1)]
    choices = [_coloured(nets, order) for order in orders]
    return min(choices, key=lambda tracks: _mixed(nets, tracks))


def _coloured(nets: Sequence[_Net], order: Sequence[int]) -> dict[int, int]:
    tracks: dict[int, int] = {}
    for index in order:
        if not nets[index].straight:
            busy = {tracks[other] for other in tracks if _clash(nets[index], nets[other])}
            tracks[index] = next(track for track in range(len(nets) + 1) if track not in busy)
    return tracks


def _clash(one: _Net, other: _Net) -> bool:
    """Nets that lead to the same nodes may meet in one column; others must not touch."""
    return one.ends != other.ends and one.span[0] <= other.span[1] and other.span[0] <= one.span[1]


def _mixed(nets: Sequence[_Net], tracks: Mapping[int, int]) -> int:
    """How many pairs of nets would run along the same cells without meeting at the same node."""
    return sum(
        net.start in other.ends and net.start not in net.ends and tracks.get(index, 0) > tracks.get(place, 0)
        for index, net in enumerate(nets)
        for place, other in enumerate(nets)
        if index != place
    )


def _starts(columns: Sequence[int], tracks: Sequence[int]) -> list[int]:
    starts = [_MARGIN]
    for cells, count in zip(columns, tracks, strict=False):
        starts.append(starts[-1] + cells + 4 + max(2 * count - 1, 0))
    return starts[: len(columns)]


def _draw_gap(
    sheet: Sheet, nets: Sequence[_Net], tracks: Mapping[int, int], left: int, right: int, ends: Mapping[int, int]
) -> None:
    """``left`` is the first cell of the gap, ``right`` the next layer's, ``ends`` where a row's node ends."""
    head = right - 2
    for index, net in enumerate(nets):
        start = ends.get(net.start, left - 1) + 1
        turn = left + 2 + 2 * tracks[index] if index in tracks else left + 1
        sheet.across(start, turn, net.start, dashed=net.dashed)
        if index in tracks:
            sheet.upright(turn, *net.span, dashed=net.dashed)
        for end in net.ends:
            sheet.across(turn, head if end in net.heads else right, end, dashed=net.dashed)
            if end in net.heads:
                sheet.heads[head, end] = Way.EAST


def _draw_back(sheet: Sheet, graph: Graph, boxes: Sequence[Box], height: int) -> tuple[tuple[int, ...], int]:
    """Backward edges below the graph, each on its own row; those that would cross something are left to a list."""
    places = {box.id: box for box in boxes}
    covered = {(x, box.y) for box in boxes for x in range(box.x - 1, box.x + box.cells + 1)}
    listed: list[int] = []
    for index, edge in enumerate(graph.back):
        source, target = places[edge.source], places[edge.target]
        row = max(height, source.y + 2, target.y + 2)
        if edge.source == edge.target or not _open(source, target, row, covered, sheet):
            listed.append(index)
            continue
        sheet.upright(source.x + 2, source.y + 1, row, dashed=True)
        sheet.across(target.x, source.x + 2, row, dashed=True)
        sheet.upright(target.x, target.y + 1, row, dashed=True)
        sheet.heads[target.x, target.y + 1] = Way.NORTH
        height = row + 1
    return tuple(listed), height


def _open(source: Box, target: Box, bottom: int, covered: set[tuple[int, int]], sheet: Sheet) -> bool:
    ways = [(source.x + 2, y) for y in range(source.y + 1, bottom)]
    ways += [(target.x, y) for y in range(target.y + 1, bottom)]
    return target.x < source.x + 2 and not any(cell in covered or cell in sheet.ways for cell in ways)
