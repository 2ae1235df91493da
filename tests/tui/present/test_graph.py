"""The graph of a pipeline: nodes, edges and their places on the grid."""

from __future__ import annotations

from dataclasses import replace

import pytest
import spec_story as spec
import timeline_story as story
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.data.models import RunDetail, Step
from wave_tui.data.pipelines.model import Pipeline
from wave_tui.tui.present.graph import Graph, graph_of, layer_list, node_line
from wave_tui.tui.present.graph_draw import lines
from wave_tui.tui.present.graph_route import Drawing, route
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look


def drawing(graph: Graph, pitch: int = 1) -> Drawing:
    """The routed graph."""
    return route(graph, {node.id: node_line(node, story.LOOK) for node in graph.nodes}, pitch)


def text(
    pipeline: Pipeline | None, detail: RunDetail | None = None, look: Look = story.LOOK, pitch: int = 1
) -> list[str]:
    """The whole graph as text."""
    graph = graph_of(pipeline, detail)
    made = route(graph, {node.id: node_line(node, look) for node in graph.nodes}, pitch)
    return [plain(line).rstrip() for line in lines(made, 0, 0, made.width, made.height, look)]


def test_layers_run_from_left_to_right_with_edges_that_split_and_meet() -> None:
    assert text(spec.pipeline(spec.plan("a"), spec.plan("b", "a"), spec.plan("c", "a"), spec.plan("d", "b", "c"))) == [
        "  · a ─┬▸ · b ─┬▸ · d",
        "       ╰▸ · c ─╯",
    ]


def test_ascii_draws_the_same_graph() -> None:
    look = Look(ASCII, colours="none")
    fork = spec.pipeline(spec.plan("a"), spec.plan("b", "a"), spec.plan("c", "a"))
    assert text(fork, look=look) == ["  . a -+> . b", "       +> . c"]


def test_an_edge_that_a_longer_way_shows_is_left_out() -> None:
    graph = graph_of(spec.pipeline(spec.plan("a"), spec.plan("b", "a"), spec.plan("c", "a", "b")), None)
    assert [(edge.source, edge.target) for edge in graph.ahead] == [("a", "b"), ("b", "c")]
    assert len(graph.all_edges) == 3


def test_a_long_edge_passes_beside_the_nodes_between() -> None:
    steps = (spec.plan("a"), spec.plan("b", "a"), spec.plan("c", "b"), spec.plan("x"), spec.plan("d", "c", "x"))
    shown = text(spec.pipeline(*steps))
    assert shown == ["  · a ─▸ · b ─▸ · c ─┬▸ · d", "  · x ───────────────╯"]


def test_a_repair_is_dashed_and_an_edge_back_is_drawn_below() -> None:
    fixed = spec.pipeline(spec.plan("work", rework=("fix",)), spec.plan("fix", rework_only=True))
    assert text(fixed) == ["  · work ╌▸ · fix rework"]
    assert (
        text(spec.circle())
        == ["  · write ─▸ · review", "  ▴            ╎", "  ╰╌╌╌╌╌╌╌╌╌╌╌╌╯"][:1] + text(spec.circle())[1:]
    )
    assert text(spec.circle())[-1].strip().startswith("╰╌╌")


def test_an_edge_back_that_finds_no_way_is_listed() -> None:
    assert drawing(graph_of(spec.issue(), None)).listed == (0,)


def test_nodes_carry_the_state_of_the_run() -> None:
    graph = graph_of(spec.issue(), story.detail())
    implement, audit = graph.node("implement"), graph.node("audit")
    assert implement is not None and audit is not None
    assert plain(node_line(implement, story.LOOK)) == "● implement"
    assert plain(node_line(audit, story.LOOK)) == "● audit pipeline"
    assert implement.step is not None
    half = replace(implement, step=replace(implement.step, progress=50.0))
    assert plain(node_line(half, story.LOOK)) == "● implement ━━━─── 50%"
    assert plain(node_line(half, story.LOOK, slim=True)) == "● implement 50%"


def test_everything_downstream_of_a_failure_is_blocked() -> None:
    detail = RunDetail(story.detail().run, (Step("plan", 3, "failed"),))
    graph = graph_of(spec.issue(), detail)
    assert {node.id for node in graph.nodes if node.blocked} == {"implement", "docs", "audit", "approve", "open-pr"}
    blocked = graph.node("open-pr")
    assert blocked is not None and plain(node_line(blocked, story.LOOK)).endswith("open-pr blocked")


def test_without_a_definition_the_graph_comes_from_the_run_and_says_so() -> None:
    graph = graph_of(None, story.detail())
    assert graph.guess == "The definition is not known; drawn from what its steps need."
    assert "implement ─╮" in "".join(text(None, story.detail()))
    chain = RunDetail(story.detail().run, (Step("a", 1, "completed"), Step("b", 2, "running")))
    assert graph_of(None, chain).guess.endswith("drawn as a chain: nothing says what its steps need.")
    assert text(None, chain) == ["  ✓ a ─▸ ● b"]


def test_steps_that_need_one_another_in_a_circle_still_have_places() -> None:
    steps = (Step("a", 1, "pending", needs=("b",)), Step("b", 2, "pending", needs=("a",)))
    graph = graph_of(None, RunDetail(story.detail().run, steps))
    assert {node.id for node in graph.nodes} == {"a", "b"}
    assert len(graph.back) == 1


def test_steps_outside_of_the_definition_are_named() -> None:
    detail = RunDetail(story.detail().run, (Step("plan", 1, "running"), Step("nested", 2, "running")))
    assert graph_of(spec.issue(), detail).extra == ("nested",)


def test_the_list_is_indented_by_layer_and_says_what_is_needed() -> None:
    rows = layer_list(graph_of(spec.issue(), None), 50, story.LOOK, "", known=False)
    assert plain(rows[0][1]) == "  · fetch-issue"
    assert plain(rows[1][1]).rstrip() == "    · explore  needs fetch-issue"


@st.composite
def pipelines(draw: st.DrawFn) -> Pipeline:
    """Definitions in which each step needs some of those before it."""
    count = draw(st.integers(1, 12))
    needs = [draw(st.sets(st.integers(0, index - 1), max_size=3)) if index else set() for index in range(count)]
    return spec.pipeline(*(spec.plan(f"s{index}", *(f"s{need}" for need in each)) for index, each in enumerate(needs)))


@given(pipelines(), st.sampled_from([1, 2]))
def test_no_edge_runs_through_a_node_and_none_is_lost(pipeline: Pipeline, pitch: int) -> None:
    graph = graph_of(pipeline, None)
    made = drawing(graph, pitch)
    cells = [(box.x + offset, box.y) for box in made.boxes for offset in range(box.cells)]
    assert len(cells) == len(set(cells))
    assert not set(cells) & set(made.sheet.ways)
    targets = {edge.target for edge in graph.ahead}
    assert targets == {box.id for box in made.boxes if (box.x - 2, box.y) in made.sheet.heads}


@pytest.mark.parametrize(("left", "top"), [(0, 0), (7, 1), (500, 500)])
def test_an_opening_has_exactly_its_width(left: int, top: int) -> None:
    shown = lines(drawing(graph_of(spec.issue(), None)), left, top, 40, 5, story.LOOK)
    assert all(width(line) == 40 for line in shown)
    assert len(shown) <= 5


@pytest.mark.parametrize(
    ("look", "right", "left"),
    [(Look(), "  · a ─▸ · second-s…", "…ond-step"), (Look(ASCII), "  . a -> . second-..", "..nd-step")],
)
def test_a_name_that_is_cut_at_an_edge_has_a_mark_there(look: Look, right: str, left: str) -> None:
    graph = graph_of(spec.pipeline(spec.plan("a"), spec.plan("second-step", "a")), None)
    made = route(graph, {node.id: node_line(node, look) for node in graph.nodes}, 1)
    assert plain(lines(made, 0, 0, 20, 1, look)[0]) == right
    assert plain(lines(made, 13, 0, 20, 1, look)[0]).rstrip() == left
