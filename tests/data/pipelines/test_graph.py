"""Edges, circles, dead ends and places of a pipeline's steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipeline_files import load_text

from wave_tui.data.pipelines.graph import connect, downstream
from wave_tui.data.pipelines.layout import Placed, crossings, layout
from wave_tui.data.pipelines.model import Edge, Pipeline, PipelineStep, Route


def _pipeline(*steps: PipelineStep) -> Pipeline:
    numbered = tuple(replace(step, index=index) for index, step in enumerate(steps))
    edges, notes = connect(numbered)
    return Pipeline("p", Path("p.yaml"), steps=numbered, edges=edges, notes=notes)


def _step(id: str, *needs: str, optional: bool = False, routes: tuple[str, ...] = ()) -> PipelineStep:
    ways = tuple(Route(target) for target in routes)
    return PipelineStep(id, 0, "persona", needs=needs, optional=optional, routes=ways)


def _layers(pipeline: Pipeline) -> dict[str, int]:
    return {placed.id: placed.x for placed in layout(pipeline)}


def test_every_kind_of_edge_is_drawn_with_its_label(tmp_path: Path) -> None:
    found = load_text(
        tmp_path,
        """
        steps:
          - {id: plan, persona: p}
          - {id: make, persona: p, dependencies: [plan], retry: {on_failure: rework, rework_step: mend},
             memory: {inject_artifacts: [{step: plan, artifact: list, as: todo}, {pipeline: other, artifact: x}]},
             edges: [{target: ask, condition: outcome=success}, {target: plan}]}
          - {id: mend, persona: p, rework_only: true}
          - {id: ask, gate: {type: approval, choices: [{label: Yes, key: y, target: _complete},
             {label: Again, key: a, target: make}, {label: No, key: n, target: _fail}]}}
        """,
    )
    assert found.notes == ()
    assert set(found.edges) == {
        Edge("plan", "make", "needs"),
        Edge("plan", "make", "inject", "todo"),
        Edge("make", "ask", "edge", "outcome=success"),
        Edge("make", "plan", "edge", back=True),
        Edge("make", "mend", "rework"),
        Edge("ask", "make", "choice", "Again", back=True),
    }
    assert _layers(found) == {"plan": 0, "make": 1, "mend": 2, "ask": 2}


def test_a_missing_dependency_is_named_and_the_rest_is_drawn() -> None:
    found = _pipeline(_step("a", "ghost"), _step("b", "a", routes=("nowhere",)))
    assert found.edges == (Edge("a", "b", "needs"),)
    assert [(note.subject, note.text.split(",")[0]) for note in found.notes] == [
        ("a", "needs 'ghost'"),
        ("b", "leads to 'nowhere'"),
    ]


def test_a_step_that_does_nothing_is_noted(tmp_path: Path) -> None:
    [note] = load_text(tmp_path, "steps: [{id: a}]").notes
    assert note.subject == "a" and "does not say what it does" in note.text


def test_steps_that_need_each_other_are_told_and_still_placed() -> None:
    found = _pipeline(_step("a", "c"), _step("b", "a"), _step("c", "b"), _step("d", "d"))
    assert [(edge.source, edge.target) for edge in found.edges if edge.back] == [("c", "a"), ("d", "d")]
    assert ["waits for it" in note.text for note in found.notes] == [True, True]
    assert _layers(found) == {"a": 0, "b": 1, "c": 2, "d": 0}


def test_a_route_never_turns_a_need_around() -> None:
    found = _pipeline(_step("first"), _step("late", "first", "early", routes=("early",)), _step("early"))
    assert [(edge.source, edge.kind) for edge in found.edges if edge.back] == [("late", "edge")]
    assert _layers(found) == {"first": 0, "late": 1, "early": 0}


def test_steps_that_are_reached_by_routes_alone_stand_behind_their_sources() -> None:
    found = _pipeline(_step("a", routes=("b", "c")), _step("b", routes=("c",)), _step("c"))
    assert _layers(found) == {"a": 0, "b": 1, "c": 2}


def test_a_diamond_is_three_layers_with_a_row_per_branch() -> None:
    found = _pipeline(_step("s"), _step("l", "s"), _step("m", "s"), _step("r", "s"), _step("e", "l", "m", "r"))
    assert layout(found) == (
        Placed("s", 0, 0),
        Placed("l", 1, 0),
        Placed("m", 1, 1),
        Placed("r", 1, 2),
        Placed("e", 2, 0),
    )


def test_rows_are_chosen_so_that_edges_do_not_cross() -> None:
    found = _pipeline(_step("a"), _step("b"), _step("x", "b"), _step("y", "a"))
    rows = {placed.id: placed.y for placed in layout(found)}
    assert rows["y"] - rows["x"] == rows["a"] - rows["b"]


def test_crossing_edges_are_counted() -> None:
    assert crossings([["a", "b"], ["x", "y"]], {"a": ["y"], "b": ["x"]}) == 1
    assert crossings([["a", "b"], ["x", "y"]], {"a": ["x", "y"], "b": ["x", "y"]}) == 1
    assert crossings([["a", "b"], ["x", "y"]], {"a": ["x"], "b": ["y"]}) == 0


def test_repair_steps_stand_below_the_usual_way(tmp_path: Path) -> None:
    found = load_text(
        tmp_path,
        """
        steps:
          - {id: make, persona: p, retry: {rework_step: mend}}
          - {id: mend, persona: p, rework_only: true}
          - {id: ship, persona: p, dependencies: [make]}
        """,
    )
    assert layout(found) == (Placed("make", 0, 0), Placed("mend", 1, 1), Placed("ship", 1, 0))


def test_a_thousand_steps_are_placed_in_a_few_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = [(n // 20 * 20 - 20 + n * 7 % 20, n // 20 * 20 - 20 + (n * 11 + 3) % 20, n - 333) for n in range(999)]
    steps = [_step(f"s{n}", *(f"s{m}" for m in each if m >= 0), routes=(f"s{n // 2}",)) for n, each in enumerate(needs)]
    counted: list[int] = []

    def count(order: list[list[str]], after: Mapping[str, list[str]]) -> int:
        counted.append(crossings(order, after))
        return counted[-1]

    monkeypatch.setattr("wave_tui.data.pipelines.layout.crossings", count)
    placed = layout(_pipeline(*steps, _step("s999")))
    assert 1 < len(counted) <= 5
    assert len({(one.x, one.y) for one in placed}) == 1000


def test_everything_behind_a_failure_is_blocked() -> None:
    found = _pipeline(_step("a"), _step("b", "a"), _step("c", "b"), _step("d", "a"), _step("e", "c", "d"), _step("f"))
    assert downstream(found, "b") == {"c", "e"}
    assert downstream(found, "b", "d") == {"c", "e"}
    assert downstream(found, "e") == downstream(found) == frozenset()


def test_an_optional_step_blocks_nothing_when_it_fails() -> None:
    assert downstream(_pipeline(_step("a", optional=True), _step("b", "a")), "a") == frozenset()


def test_a_circle_blocks_without_end() -> None:
    assert downstream(_pipeline(_step("a", "b"), _step("b", "a"), _step("c", "b")), "a") == {"b", "c"}


_IDS = st.integers(0, 11).map(lambda n: f"s{n}")
_GRAPHS = st.lists(st.tuples(st.lists(_IDS, max_size=3), st.lists(_IDS, max_size=2)), max_size=12)


@given(_GRAPHS)
def test_every_graph_is_placed_once_forwards_and_always_the_same(graph: list[tuple[list[str], list[str]]]) -> None:
    steps = [_step(f"s{n}", *needs, routes=tuple(routes)) for n, (needs, routes) in enumerate(graph)]
    found = _pipeline(*steps)
    placed = layout(found)
    assert [one.id for one in placed] == [step.id for step in steps]
    assert len({(one.x, one.y) for one in placed}) == len(steps)
    layers = {one.id: one.x for one in placed}
    assert all(layers[edge.source] < layers[edge.target] for edge in found.edges if not edge.back)
    assert layout(found) == placed
