"""Which steps become ready, which are skipped, and in which order."""

from __future__ import annotations

from wave_tui.data.engine.local.execute.definition import Choice, Gate, Step
from wave_tui.data.engine.local.execute.schedule import decide, downstream, not_chosen, order, upstream, without


def graph(**needs: str) -> tuple[Step, ...]:
    """Steps by name with the names that they need."""
    return tuple(Step(name, at, "command", needs=tuple(text.split())) for at, (name, text) in enumerate(needs.items()))


DIAMOND = graph(merge="lint tests", lint="fetch", tests="fetch", fetch="")


def ready(states: dict[str, str]) -> list[str]:
    """What can start in the diamond."""
    return [step.id for step in decide(DIAMOND, states).ready]


def test_a_step_starts_when_all_it_needs_is_completed() -> None:
    assert ready({}) == ["fetch"]
    assert ready({"fetch": "running"}) == []
    assert ready({"fetch": "completed"}) == ["lint", "tests"]
    assert ready({"fetch": "completed", "lint": "completed", "tests": "running"}) == []
    assert ready({"fetch": "completed", "lint": "completed", "tests": "completed"}) == ["merge"]


def test_what_was_not_chosen_blocks_nobody_who_needs_others_too() -> None:
    assert ready({"fetch": "completed", "lint": "not chosen", "tests": "completed"}) == ["merge"]


def test_dependents_of_a_failure_are_skipped_with_theirs_and_nothing_new_starts() -> None:
    decision = decide(graph(a="", b="a", c="b", d=""), {"a": "failed"})
    assert {step.id: why for step, why in decision.skipped} == dict.fromkeys("bc", "dependency failed")
    assert decision.ready == ()


def test_after_an_optional_failure_the_others_go_on() -> None:
    decision = decide(graph(a="", b="a", d=""), {"a": "continued"})
    assert [step.id for step, _ in decision.skipped] == ["b"]
    assert [step.id for step in decision.ready] == ["d"]


def test_a_step_that_needs_only_what_was_not_chosen_is_skipped() -> None:
    decision = decide(graph(a="", b="a"), {"a": "not chosen"})
    assert [(step.id, why) for step, why in decision.skipped] == [("b", "not chosen")]


def test_a_gate_that_led_somewhere_leaves_its_other_ways() -> None:
    gate = Step("g", 0, "gate", gate=Gate("approval", choices=(Choice("", "a", "ship"), Choice("", "b", "fix"))))
    assert not_chosen(graph(ship="", fix="", other=""), gate, "ship") == ("fix",)


def test_a_step_waits_for_what_those_that_are_left_out_waited_for() -> None:
    line = graph(a="", b="a", c="b", d="c a")
    assert {step.id: step.needs for step in without(line, frozenset("bc"))} == {"a": (), "d": ("a",)}


def test_order_puts_what_is_needed_first_and_leaves_circles_out() -> None:
    assert [step.id for step in order(DIAMOND)] == ["fetch", "lint", "tests", "merge"]
    assert [step.id for step in order(graph(a="b", b="a", c=""))] == ["c"]


def test_downstream_and_upstream_reach_through_others() -> None:
    assert downstream(DIAMOND, ["lint"]) == {"lint", "merge"}
    assert upstream(DIAMOND, "merge") == {"lint", "tests", "fetch"}
