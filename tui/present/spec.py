"""The definition of a pipeline in words: what it is for, what it asks for, and what one step does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from wave_tui.data.models import RunDetail
from wave_tui.data.pipelines.model import Edge, Pipeline, PipelineStep

from .graph import Graph, Node
from .line import Line, cut, fit, join, line
from .look import Look, state_fact

_FIELD = 9


def headline(pipeline: Pipeline | None, graph: Graph, name: str, cells: int, rows: int, look: Look) -> list[Line]:
    """Name and description, the input, and whatever is wrong or uncertain; what is wrong always stays."""
    odd = [row for each in _odd(pipeline, graph) for row in _wrapped(each, cells)]
    first = line((f"  {pipeline.name if pipeline else name}  ", "strong"))
    text = " ".join(pipeline.description.split()) if pipeline else ""
    whole = _wrapped((*first, (text, "dim")), cells)
    made = whole if 1 < len(whole) < rows else [_cut_to((*first, *line((text, "dim"))), cells, look)]
    if pipeline is not None and len(made) + len(odd) < rows:
        made.append(_cut_to(_input(pipeline), cells, look))
    return [*made, *odd]


def _odd(pipeline: Pipeline | None, graph: Graph) -> Iterator[Line]:
    if pipeline is not None and pipeline.error:
        yield line(("  broken  ", "fail bold"), pipeline.error)
    if graph.guess:
        yield line((f"  {graph.guess}", "dim"))
    if pipeline is not None and pipeline.notes:
        note = pipeline.notes[0]
        more = f"  and {len(pipeline.notes) - 1} more" if len(pipeline.notes) > 1 else ""
        yield line(("  odd  ", "warn"), f"{note.subject} {note.text}{more}")
    if graph.extra:
        yield line((f"  also ran, not in the definition: {', '.join(graph.extra)}", "dim"))


def _wrapped(of: Line, cells: int) -> list[Line]:
    """A sentence on as many lines as it takes, indented below its first word."""
    *head, (text, style) = of
    start = sum(len(word) for word, _ in head)
    indent = start + (len(text) - len(text.lstrip()))
    rows = wrap(text.strip(), max(cells - indent, 8)) or [""]
    first = fit((*head, (" " * (indent - start) + rows[0], style)), cells)
    return [first, *(fit(line((" " * indent + row, style)), cells) for row in rows[1:])]


def _input(pipeline: Pipeline) -> Line:
    asked = pipeline.input
    source = f" from {asked.source}" if asked.source else ""
    words = " ".join(asked.description.split())
    example = " ".join(asked.example.split())
    facts = (f"{asked.kind}{source}", words, f"for example {example}" if example else "")
    outputs = ", ".join(output.name for output in pipeline.outputs)
    return join(
        (
            line(("  input", "faint"), f"  {facts[0]}"),
            *(line((fact, "dim")) for fact in facts[1:] if fact),
            line(("output", "faint"), f"  {outputs}") if outputs else (),
        )
    )


def details(graph: Graph, node: Node | None, detail: RunDetail | None, cells: int, rows: int, look: Look) -> list[Line]:
    """What there is to say about the selected step, the most telling first."""
    if node is None:
        counts = f"{len(graph.nodes)} steps in {max((each.layer for each in graph.nodes), default=-1) + 1} layers"
        return [fit(line((f"  {counts}  j k h l choose a step", "dim")), cells)][:rows] if graph.nodes else []
    kept = [_cut_to(each, cells, look) for each in _facts(graph, node, detail, look)]
    return kept[:rows]


def _facts(graph: Graph, node: Node, detail: RunDetail | None, look: Look) -> Iterator[Line]:
    plan = node.planned
    state: Line = state_fact(node.state, look) if detail is not None else ()
    yield join((line((f"  {node.id}", "strong")), line((plan.kind, "dim")), state, _blocked(node)))
    yield _field("needs", ", ".join(plan.needs) or "nothing: it can begin at once", _leads(graph, node))
    rows = (
        ("runs as", _worker(plan)),
        ("retries", _retries(plan)),
        ("gate", _gate(plan)),
        ("runs", ", ".join(f"{part.label}: {part.pipeline}" if part.label else part.pipeline for part in plan.parts)),
        ("repeats", _repeat(plan)),
        ("inside", " > ".join(step.id for step in plan.steps)),
        ("takes", ", ".join(f"{one.artifact} of {one.step or one.pipeline}" for one in plan.injects)),
        ("leaves", ", ".join(artifact.name for artifact in plan.artifacts)),
        ("does", " ".join(plan.work.split())),
    )
    yield from (_field(name, text) for name, text in rows if text)


def _field(name: str, text: str, more: Line = ()) -> Line:
    return (*line((f"  {name:<{_FIELD}}", "faint"), text), *more)


def _blocked(node: Node) -> Line:
    return line(("blocked: something it needs did not succeed", "warn")) if node.blocked else ()


def _leads(graph: Graph, node: Node) -> Line:
    ways = [edge for edge in graph.all_edges if edge.source == node.id and edge.kind != "inject"]
    text = ", ".join(dict.fromkeys(_way(edge) for edge in ways))
    return line(("   leads to ", "faint"), text) if text else ()


def _way(edge: Edge) -> str:
    word = {"rework": "to repair it", "choice": f"when {edge.label} is chosen", "edge": edge.label}.get(edge.kind, "")
    return f"{edge.target} ({word})" if word else edge.target


def _worker(plan: PipelineStep) -> str:
    facts = (
        plan.persona,
        f"adapter {plan.adapter}" if plan.adapter else "",
        f"model {plan.model}" if plan.model else "",
        f"thread {plan.thread}" if plan.thread else "",
        "optional" if plan.optional else "",
        "only to repair other steps" if plan.rework_only else "",
    )
    return "  ".join(fact for fact in facts if fact)


def _retries(plan: PipelineStep) -> str:
    facts = (
        f"at most {plan.max_attempts} tries" if plan.max_attempts else "",
        f"at most {plan.max_visits} visits" if plan.max_visits else "",
        f"{plan.timeout_minutes} min each" if plan.timeout_minutes else "",
        f"on failure {plan.on_failure}" if plan.on_failure else "",
        f"checked by {', '.join(plan.contracts)}" if plan.contracts else "",
    )
    return "  ".join(fact for fact in facts if fact)


def _gate(plan: PipelineStep) -> str:
    gate = plan.gate
    if gate is None:
        return ""
    choices = "  ".join(f"[{choice.key}] {choice.label}" for choice in gate.choices)
    facts = (gate.kind, f"for {gate.timeout}" if gate.timeout else "", " ".join(gate.message.split()), choices)
    return "  ".join(fact for fact in facts if fact)


def _repeat(plan: PipelineStep) -> str:
    repeat = plan.repeat
    if repeat is None:
        return ""
    facts = (
        f"over {repeat.over}" if repeat.over else "",
        repeat.mode,
        f"{repeat.at_once} at once" if repeat.at_once else "",
        f"at most {repeat.most} times" if repeat.most else "",
        f"until {repeat.until}" if repeat.until else "",
    )
    return "  ".join(fact for fact in facts if fact)


def back_lines(edges: Sequence[Edge], cells: int, look: Look) -> list[Line]:
    """Edges that lead back and found no way in the drawing."""
    arrow = ">" if look.glyphs.ascii else "▸"
    made = []
    for edge in edges:
        why = f"  {edge.label}" if edge.label else f"  {edge.kind}" if edge.kind != "edge" else ""
        made.append(fit(line(("  back  ", "faint"), f"{edge.source} {arrow} {edge.target}", (why, "dim")), cells))
    return made


def _cut_to(of: Line, cells: int, look: Look) -> Line:
    """The line with its last piece cut as a sentence."""
    used = sum(len(text) for text, _ in of[:-1])
    if not of or used >= cells:
        return fit(of, cells)
    text, style = of[-1]
    return fit((*of[:-1], (cut(text, cells - used, look.glyphs.ellipsis), style)), cells)
