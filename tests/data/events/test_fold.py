"""N7: records of any order and any wording fold into runs that never say less than was known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.data.events.facts import Fact, NoteFact, RunFact, StepFact, SubtaskFact, ToldArtifact, ToldOutcome
from wave_tui.data.events.fold import fold
from wave_tui.data.events.fold_merge import MAX_FACTS, MAX_LISTED, MAX_NOTES, MAX_STEPS, MAX_SUBTASKS
from wave_tui.data.events.fold_state import FoldedNote, FoldedRun, FoldedStep
from wave_tui.data.states import is_terminal


def run_of(*facts: Fact) -> FoldedRun:
    run = FoldedRun("one", "wave")
    for fact in facts:
        fold(run, [fact])
    return run


def step_of(*facts: Fact) -> FoldedStep:
    return run_of(*facts).steps["a"]


def at(time: float, state: str = "", **more: object) -> StepFact:
    return StepFact("a", time=time, state=state, **more)  # type: ignore[arg-type]  # one helper for every field


def test_a_part_that_is_done_to_its_last_percent_has_counted_everything() -> None:
    step = step_of(
        SubtaskFact("a", ("file-1",), time=1, state="running", current=3, total=6, progress=50.0),
        SubtaskFact("a", ("file-1",), time=2, state="completed", progress=100.0),
        SubtaskFact("a", ("file-2",), time=3, state="completed", current=3, total=6, progress=100.0),
    )
    assert [one.current for one in step.subtasks.values()] == [6, 3]


def test_a_step_runs_fails_is_tried_again_and_completes() -> None:
    step = step_of(
        at(1, "running"),
        at(3, "failed", error="exit status 1", duration=2.0),
        at(4, "retrying"),
        at(5, "running"),
        at(9, "completed", tokens=7),
    )
    told = [(one.number, one.state, one.started, one.ended, one.error) for one in step.attempts]
    assert told == [(1, "failed", 1, 3, "exit status 1"), (2, "completed", 5, 9, "")]
    assert (step.state, step.started, step.ended, step.error, step.notes) == ("completed", 1, 9, "", [])


def test_retrying_ends_a_try_that_nobody_ended() -> None:
    step = step_of(at(1, "running"), at(2, error="no such file"), at(3, "retrying"), at(4, "running"))
    assert [(one.state, one.ended, one.error) for one in step.attempts] == [
        ("failed", 3, "no such file"),
        ("running", None, ""),
    ]


def test_tokens_of_a_step_are_those_of_all_its_tries() -> None:
    step = step_of(at(1, "running"), at(2, tokens=5), at(3, "retrying"), at(4, spent=2), at(5, spent=3))
    assert [one.tokens for one in step.attempts] == [5, 5]
    assert step.tokens == 10


def test_n7_an_older_record_does_not_undo_an_end() -> None:
    step = step_of(at(1, "running"), at(9, "completed", progress=100.0), at(5, "running", progress=40.0, persona="p"))
    assert (step.state, step.ended, step.progress, step.persona) == ("completed", 9, 100.0, "p")
    assert step.notes == [
        FoldedNote("state", "went from completed to running, in an older record, which does not count")
    ]


def test_n7_a_record_of_the_same_moment_does_not_undo_an_end() -> None:
    assert step_of(at(1, "running"), at(9, "completed"), at(9, "running")).state == "completed"
    assert run_of(RunFact(time=9, state="completed"), RunFact(time=9, state="running")).state == "completed"


def test_n7_a_retry_of_the_moment_of_the_failure_counts() -> None:
    assert step_of(at(1, "running"), at(9, "failed"), at(9, "retrying")).state == "retrying"


def test_n7_a_later_record_may_run_it_again() -> None:
    run = run_of(
        RunFact(time=1, state="running"), RunFact(time=9, state="failed", error="x"), RunFact(time=20, state="running")
    )
    assert (run.state, run.ended, run.error) == ("running", None, "")
    assert [note.text for note in run.notes] == ["went from failed to running, which is no valid change"]


def test_n7_the_same_end_told_twice_is_no_remark() -> None:
    step = step_of(at(1, "running"), at(9, "completed"), at(12, "completed"))
    assert (step.ended, step.notes, len(step.attempts)) == (9, [], 1)


def test_a_change_that_no_state_machine_knows_is_kept_and_noted() -> None:
    step = step_of(at(1, "running"), at(2, "pending"))
    assert step.state == "pending"
    assert [note.text for note in step.notes] == ["went from running to pending, which is no valid change"]


def test_tries_with_numbers_are_told_by_these() -> None:
    step = step_of(
        at(1, "running", attempt=1, mode="parallel"),
        at(2, attempt=1, failures=3),
        at(3, "running", attempt=2, mode="serial"),
        at(4, "completed", attempt=2),
    )
    told = [(one.number, one.state, one.mode, one.failures) for one in step.attempts]
    assert told == [(1, "failed", "parallel", 3), (2, "completed", "serial", None)]


def test_a_sign_of_life_starts_a_step_and_wakes_none_that_ended() -> None:
    assert step_of(at(1, alive=True)).state == "running"
    assert step_of(at(1, "running"), at(2, "completed"), at(3, alive=True)).state == "completed"


def test_the_end_of_a_child_is_the_end_of_a_step_over_one_run_only() -> None:
    child = at(5, "completed", child=True)
    assert step_of(at(1, "running", kind="pipeline"), child).state == "completed"
    assert step_of(at(1, "running", kind="iterate"), child).state == "running"


def test_listed_steps_come_in_their_order_before_others() -> None:
    run = run_of(StepFact("c", time=1, state="running"), RunFact(listed=("a", "b")))
    assert [(step.id, step.index) for step in run.steps.values()] == [("a", 0), ("b", 1), ("c", 2)]


def test_what_is_below_a_step_has_any_depth() -> None:
    step = step_of(
        SubtaskFact("a", ("song 1", "mix", "bar 3"), time=1, state="running", current=3, total=8, unit="bar"),
        SubtaskFact("a", ("song 1", "mix"), time=2, state="completed", metrics={"peak": "-3 dB"}),
    )
    mix = step.subtasks["song 1"].subtasks["mix"]
    bar = mix.subtasks["bar 3"]
    assert (mix.state, mix.metrics, bar.state, bar.current, bar.total) == (
        "completed",
        {"peak": "-3 dB"},
        "running",
        3,
        8,
    )


def test_what_a_record_does_not_state_stays() -> None:
    run = run_of(
        RunFact(time=1, state="running", progress=10.0, tags=("a",), facts={"profile": "full"}),
        RunFact(time=2, tags=("b",), artifacts=(ToldArtifact("out.json"),)),
    )
    assert (run.progress, run.tags, run.facts, list(run.artifacts)) == (
        10.0,
        ("a", "b"),
        {"profile": "full"},
        ["out.json"],
    )


def test_a_broken_rule_is_noted_once_where_it_was_broken_and_counted() -> None:
    note = NoteFact("progress", "is 140, not from 0 to 100", "a", ("x",))
    run = run_of(note, note, NoteFact("timestamp", "is missing"))
    assert run.steps["a"].subtasks["x"].notes == [FoldedNote("progress", "is 140, not from 0 to 100", 2)]
    assert run.notes == [FoldedNote("timestamp", "is missing")]


def test_a_run_does_not_grow_without_bound() -> None:
    run = FoldedRun("one", "wave")
    for number in range(MAX_STEPS + 50):
        fold(run, [StepFact(f"{number}", time=1, state="running"), NoteFact("x", f"{number}")])
    for number in range(MAX_SUBTASKS + 50):
        fold(run, [SubtaskFact("0", (f"{number}",), time=1, state="running")])
    assert len(run.steps) == MAX_STEPS
    assert len(run.steps["0"].subtasks) == MAX_SUBTASKS
    assert len(run.notes) == MAX_NOTES


STATES = ("pending", "running", "completed", "failed", "retrying", "skipped", "cancelled", "foreign")


@given(st.lists(st.tuples(st.sampled_from(STATES), st.none() | st.integers(0, 20)), max_size=30))
def test_n7_no_order_of_records_breaks_what_holds(told: list[tuple[str, int | None]]) -> None:
    run = FoldedRun("one", "wave")
    for state, time in told:
        before = run.steps["a"].state if run.steps else "pending"
        fold(run, [StepFact("a", time=time, state=state)])
        step = run.steps["a"]
        if is_terminal(before) and not is_terminal(step.state):
            assert time is not None or state == "retrying"
        numbers = [attempt.number for attempt in step.attempts]
        assert numbers == list(range(1, len(numbers) + 1))
        assert is_terminal(step.state) or step.ended is None
    assert run.records == len(told)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
def test_the_newest_time_is_when_a_run_was_seen(order: tuple[int, ...]) -> None:
    assert run_of(*(RunFact(time=time) for time in order)).seen == 3


@pytest.mark.parametrize(
    ("fact", "limit", "subject"),
    [
        (RunFact(tags=tuple(map(str, range(MAX_FACTS + 1)))), MAX_FACTS, "tags"),
        (RunFact(facts=dict.fromkeys(map(str, range(MAX_FACTS + 1)), "x")), MAX_FACTS, "facts"),
        (RunFact(artifacts=tuple(ToldArtifact(str(n)) for n in range(MAX_LISTED + 1))), MAX_LISTED, "artifacts"),
        (
            RunFact(outcomes=tuple(ToldOutcome("pr", "", str(n)) for n in range(MAX_LISTED + 1))),
            MAX_LISTED,
            "outcomes",
        ),
    ],
)
def test_what_is_more_than_is_kept_of_a_run_is_noted(fact: RunFact, limit: int, subject: str) -> None:
    (note,) = run_of(fact).notes
    assert (note.subject, note.text) == (subject, f"has more than {limit}; the rest is in its events only")


def test_what_is_more_than_is_kept_of_a_step_is_noted() -> None:
    metrics = dict.fromkeys(map(str, range(MAX_FACTS + 1)), "x")
    step = step_of(*(at(number, attempt=number + 1) for number in range(MAX_LISTED + 1)), at(9, metrics=metrics))
    assert [note.subject for note in step.notes] == ["attempts", "metrics"]
    assert len(step.attempts) == MAX_LISTED


def test_levels_that_are_too_deep_are_noted() -> None:
    path = tuple(map(str, range(101)))
    assert [note.text for note in step_of(SubtaskFact("a", path, state="running")).notes] == [
        "has more than 100 levels; what is deeper is shown as the last of them"
    ]
