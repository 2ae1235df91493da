"""The graph of a pipeline joined with what a run made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wave_tui.data.models import RunDetail, Step
from wave_tui.data.pipelines.graph import downstream
from wave_tui.data.pipelines.layout import layout
from wave_tui.data.pipelines.model import Edge, Pipeline, PipelineStep
from wave_tui.data.progress.graph import dependencies
from wave_tui.data.states import Word, is_live, word

from .line import Line, column, cut_middle, line, width
from .look import Look, gauge
from .numbers import percent

_NAME_CELLS = 24
_GAUGE_CELLS = 6
_PLAIN_KINDS = frozenset({"", "persona", "command"})
_FAILURES = frozenset({Word.FAIL, Word.CAN})


@dataclass(frozen=True, slots=True)
class Node:
    """A step at its layer and row, with what the definition and the run say of it."""

    id: str
    layer: int
    row: int
    planned: PipelineStep
    step: Step | None = None
    blocked: bool = False

    @property
    def state(self) -> str:
        """The state in the run; a step that has none waits."""
        return self.step.state if self.step else "pending"


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by layer and row, edges ahead without those that others imply, and the edges that lead back.

    ``guess`` says what the graph rests on when there is no definition, ``extra`` names steps that ran without
    standing in it.
    """

    nodes: tuple[Node, ...] = ()
    ahead: tuple[Edge, ...] = ()
    back: tuple[Edge, ...] = ()
    all_edges: tuple[Edge, ...] = ()
    guess: str = ""
    extra: tuple[str, ...] = ()

    def node(self, id: str) -> Node | None:
        """The node of a step."""
        return next((node for node in self.nodes if node.id == id), None)


def graph_of(pipeline: Pipeline | None, detail: RunDetail | None) -> Graph:
    """The graph of the definition, else of what the run's steps need, else a chain in their order."""
    steps = detail.steps if detail else ()
    if pipeline is not None and pipeline.steps:
        return _joined(pipeline, steps, "")
    if not steps:
        return Graph()
    told = any(step.needs for step in steps)
    guess = "drawn from what its steps need" if told else "drawn as a chain: nothing says what its steps need"
    why = "The definition is not known" if pipeline is None else "The definition cannot be used"
    return _joined(_from_run(detail, steps), steps, f"{why}; {guess}.")


def _from_run(detail: RunDetail | None, steps: Sequence[Step]) -> Pipeline:
    needs = dependencies(steps)
    planned = tuple(
        PipelineStep(step.id, step.index, step.kind, step.persona, needs=needs.get(step.id, ()), optional=step.optional)
        for step in steps
    )
    edges = tuple(Edge(need, step.id, "needs") for step in planned for need in step.needs)
    return Pipeline(detail.run.pipeline if detail else "", Path(), steps=planned, edges=_forward(edges, planned))


def _forward(edges: Iterable[Edge], steps: Sequence[PipelineStep]) -> tuple[Edge, ...]:
    """Edges against the order of the steps are backward, so that no circle is left."""
    place = {step.id: index for index, step in enumerate(steps)}
    return tuple(
        Edge(edge.source, edge.target, edge.kind, edge.label, place[edge.source] >= place[edge.target])
        for edge in edges
        if edge.source in place
    )


def _joined(pipeline: Pipeline, steps: Sequence[Step], guess: str) -> Graph:
    planned = {step.id: step for step in pipeline.steps}
    made = {step.id: step for step in steps}
    stopped = [step.id for step in steps if word(step.state) in _FAILURES and not is_live(step.state)]
    blocked = downstream(pipeline, *stopped)
    nodes = tuple(
        Node(at.id, at.x, at.y, planned[at.id], made.get(at.id), _waits(made.get(at.id)) and at.id in blocked)
        for at in layout(pipeline)
    )
    ahead = [edge for edge in pipeline.edges if not edge.back and edge.kind != "inject" and edge.source != edge.target]
    back = tuple(edge for edge in pipeline.edges if edge.back)
    extra = tuple(id for id in made if id not in planned)
    return Graph(nodes, _reduced(ahead), back, pipeline.edges, guess, extra)


def _waits(step: Step | None) -> bool:
    return step is None or word(step.state) is Word.PENDING


def _reduced(edges: Sequence[Edge]) -> tuple[Edge, ...]:
    """One edge for each pair of steps, and none that a longer way already shows."""
    pairs = {(edge.source, edge.target): edge for edge in reversed(edges)}
    after: dict[str, list[str]] = {}
    for source, target in pairs:
        after.setdefault(source, []).append(target)
    return tuple(
        edge
        for edge in edges
        if pairs[edge.source, edge.target] is edge
        and (edge.kind != "needs" or not _around(after, edge.source, edge.target))
    )


def _around(after: Mapping[str, Sequence[str]], source: str, goal: str) -> bool:
    """True when another way than the direct one leads from source to goal."""
    seen: set[str] = set()
    waiting = [target for target in after.get(source, ()) if target != goal]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            waiting.extend(after.get(here, ()))
    return False


def node_line(node: Node, look: Look, *, selected: bool = False, known: bool = True, slim: bool = False) -> Line:
    """Glyph and name; the kind of a step that is more than work; gauge and percent while it runs.

    A slim one has the percent without the gauge.
    """
    state = word(node.state)
    token = {Word.RUN: "accent", Word.RETRY: "warn bold", Word.FAIL: "fail bold", Word.OK: "ok", Word.LOST: "warn bold"}
    glyph = look.glyphs.of(state) if known else look.glyphs.queued
    name = cut_middle(node.id, _NAME_CELLS, look.glyphs.ellipsis)
    quiet = known and state in (Word.PENDING, Word.SKIP)
    style = "strong bold" if selected else "dim" if quiet else "text"
    parts: list[Line] = [line((f"{glyph} ", token.get(state, "dim") if state else "dim"), (name, style))]
    if node.planned.kind not in _PLAIN_KINDS:
        parts.append(line((f" {node.planned.kind}", "faint")))
    if node.planned.rework_only:
        parts.append(line((" rework", "faint")))
    if node.blocked:
        parts.append(line((" blocked", "warn")))
    progress = node.step.progress if node.step and is_live(node.step.state) else None
    if progress is not None:
        drawn = () if slim else (*line(" "), *gauge(progress, _GAUGE_CELLS, look, thin=True))
        parts.append((*drawn, (f" {percent(progress)}", "text")))
    return tuple(piece for part in parts for piece in part)


def layer_list(graph: Graph, cells: int, look: Look, selected: str, *, known: bool) -> tuple[tuple[str, Line], ...]:
    """The nodes layer by layer, one a line, indented by their layer, with what they need."""
    rows: list[tuple[str, Line]] = []
    for node in sorted(graph.nodes, key=lambda each: (each.layer, each.row)):
        indent = " " * min(2 * node.layer, cells // 3)
        head: Line = (("  " + indent, "text"), *node_line(node, look, selected=node.id == selected, known=known))
        needs = ", ".join(node.planned.needs)
        room = cells - width(head) - 2
        if needs and room >= 8:
            head = (*head, ("  ", "text"), column(f"needs {needs}", "faint", room))
        rows.append((node.id, head))
    return tuple(rows)
