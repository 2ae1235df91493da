"""The definition of the selected run's pipeline and its graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType

from wave_tui.data.address import Address
from wave_tui.data.models import RunDetail
from wave_tui.data.pipelines.model import Pipeline

from ..messages import Drilled, Selected
from ..palette import lit
from ..present.facts import settled
from ..present.graph import Graph, graph_of, layer_list, node_line
from ..present.graph_draw import lines as graph_lines
from ..present.graph_route import Drawing, route
from ..present.line import Line, fit, line
from ..present.scrolling import visible_top
from ..present.spec import back_lines, details, headline
from ..present.view import View
from .panel import Panel

_NARROW = 60
_WIDEST = 3
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class _Source:
    """What a graph was made from; compared by identity."""

    pipeline: Pipeline | None
    detail: RunDetail | None
    graph: Graph


class SpecPanel(Panel):
    """What the pipeline is for and how its steps hang together; h j k l walk the graph."""

    KEY = "7"
    NAME = "Spec"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "walk(0, 1)", "step below", id="spec.down"),
        Binding("k,up", "walk(0, -1)", "step above", id="spec.up"),
        Binding("l,right", "walk(1, 0)", "next layer", id="spec.right"),
        Binding("h,left", "walk(-1, 0)", "previous layer", id="spec.left"),
        Binding("g,home", "edge(0)", "first step", id="spec.top"),
        Binding("G,end", "edge(-1)", "last step", id="spec.bottom"),
        Binding("enter", "drill", "drill", id="spec.drill"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chosen = ""
        self._left = 0
        self._top = 0
        self._source: _Source | None = None

    def changed(self, view: View) -> None:
        """The selected step follows the address."""
        if view.address.step:
            self._chosen = view.address.step

    def facts(self, view: View) -> Sequence[Line]:
        """The file of the definition and how many steps it has."""
        pipeline, graph = view.pipeline, self._graph(view)
        count = line((f"{len(graph.nodes)} steps", "dim")) if graph.nodes else ()
        named = pipeline.file.name if pipeline is not None else ""
        return [fact for fact in (line((named, "dim")) if named else (), count) if fact]

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """Words about the pipeline, its graph, words about the selected step."""
        graph, run = self._graph(view), view.run
        if not graph.nodes and view.pipeline is None:
            return [fit(line((f"  {_nothing(view)}", "dim")), width)][:height]
        head = headline(view.pipeline, graph, run.pipeline if run else "", width, _head_rows(height), view.look)
        node = graph.node(self._chosen)
        tail = details(graph, node, view.detail, width, _tail_rows(height), view.look)
        room = max(height - len(head) - len(tail) - (2 if height >= 14 else 0), 1)
        air: list[Line] = [()] if height >= 14 else []
        drawn = self._drawn(graph, view, width, room)
        drawn += [()] * (room - len(drawn))
        return settled([*head, *air, *drawn, *air, *tail][:height], view.look)

    def action_walk(self, across: int, down: int) -> None:
        """The nearest step of a neighbouring layer, or the next one in the list."""
        if self.view is None:
            return
        graph = self._graph(self.view)
        node = graph.node(self._chosen)
        if node is None:
            self.action_edge(0)
            return
        if across:
            found = [each for each in graph.nodes if each.layer == node.layer + across]
            self._choose(min(found, key=lambda each: abs(each.row - node.row)).id if found else node.id)
            return
        order = [each.id for each in sorted(graph.nodes, key=lambda each: (each.layer, each.row))]
        self._choose(order[max(0, min(order.index(node.id) + down, len(order) - 1))])

    def action_edge(self, end: int) -> None:
        """The first or the last step."""
        nodes = sorted(self._graph(self.view).nodes, key=lambda each: (each.layer, each.row)) if self.view else []
        if nodes:
            self._choose(nodes[end].id)

    def action_drill(self) -> None:
        """Look inside the selected step."""
        if self._chosen and self.view is not None and self.view.address.run:
            self.post_message(Drilled(Address(self.view.address.run, self._chosen)))

    def _choose(self, id: str) -> None:
        self._chosen = id
        if self.view is not None and self.view.address.run:
            self.post_message(Selected(Address(self.view.address.run, id)))
        self.paint()

    def _graph(self, view: View) -> Graph:
        source = self._source
        if source is None or source.pipeline is not view.pipeline or source.detail is not view.detail:
            source = self._source = _Source(view.pipeline, view.detail, graph_of(view.pipeline, view.detail))
        return source.graph

    def _drawn(self, graph: Graph, view: View, cells: int, rows: int) -> list[Line]:
        if cells >= _NARROW:
            texts = self._texts(graph, view, slim=False)
            drawing = route(graph, texts, 1)
            if drawing.width > cells:
                texts = self._texts(graph, view, slim=True)
                drawing = route(graph, texts, 1)
            if drawing.width <= _WIDEST * cells:
                roomy = route(graph, texts, 2)
                return self._opening(graph, roomy if roomy.height <= rows else drawing, view, cells, rows)
        return self._listed(graph, view, cells, rows, known=view.detail is not None)

    def _texts(self, graph: Graph, view: View, *, slim: bool) -> dict[str, Line]:
        known = view.detail is not None
        return {
            each.id: node_line(each, view.look, selected=each.id == self._chosen, known=known, slim=slim)
            for each in graph.nodes
        }

    def _opening(self, graph: Graph, drawing: Drawing, view: View, cells: int, rows: int) -> list[Line]:
        below = back_lines([graph.back[index] for index in drawing.listed], cells, view.look)
        rows = max(rows - len(below), 1)
        box = next((box for box in drawing.boxes if box.id == self._chosen), None)
        if box is not None:
            self._top = visible_top(self._top, box.y, rows, drawing.height)
            end = visible_top(self._left, box.x + box.cells, cells, drawing.width + 1)
            self._left = max(0, min(end, box.x - _MARGIN))
        else:
            self._left = self._top = 0
        drawn = graph_lines(drawing, self._left, self._top, cells, rows, view.look)
        if box is not None and 0 <= box.y - self._top < len(drawn):
            drawn[box.y - self._top] = self._marked(drawn[box.y - self._top], box.x - self._left, box.cells, view)
        return [*drawn, *below]

    def _marked(self, of: Line, x: int, cells: int, view: View) -> Line:
        """The chosen node with the cursor before it, lit when the panel has the focus."""
        cursor = (view.look.glyphs.cursor, "accent" if self.has_focus else "faint")
        before, after = fit(of, max(x - 1, 0)), _from(of, x + cells)
        chosen: Line = (cursor, *_from(fit(of, x + cells), x))
        return (*before, *(lit(chosen) if self.has_focus else chosen), *after)

    def _listed(self, graph: Graph, view: View, cells: int, rows: int, *, known: bool) -> list[Line]:
        every = layer_list(graph, cells, view.look, self._chosen, known=known)
        below = back_lines(graph.back, cells, view.look)
        rows = max(rows - len(below), 1)
        at = next((index for index, (id, _) in enumerate(every) if id == self._chosen), None)
        self._top = visible_top(self._top, at, rows, len(every)) if at is not None else 0
        made: list[Line] = []
        for id, text in every[self._top : self._top + rows]:
            row = fit(text, cells)
            made.append(self._marked(row, 1, cells - 1, view) if id == self._chosen else row)
        return [*made, *below]


def _from(of: Line, x: int) -> Line:
    """The line without its first cells."""
    left, made = x, list[tuple[str, str]]()
    for text, style in of:
        kept = text[left:] if left > 0 else text
        left -= min(left, len(text))
        if kept:
            made.append((kept, style))
    return tuple(made)


def _head_rows(height: int) -> int:
    return 1 if height < 8 else 2 if height < 20 else 5


def _tail_rows(height: int) -> int:
    return 0 if height < 4 else 1 if height < 9 else 2 if height < 14 else min(9, height // 3)


def _nothing(view: View) -> str:
    if view.run is None:
        return "No run is selected."
    return f"The definition of {view.run.pipeline} is not known and none of its steps has run yet."
