"""What the sources of a run state: how progress was computed, disagreements, facts, oddities, exit codes, places."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import detail, run, step
from file_stories import broken, ci, disputed, phases, unread

from wave_tui.data.models import ErrorContext, Metric, Note, Subtask
from wave_tui.tui.present.badges import badges
from wave_tui.tui.present.error_place import context_of, detail_facts, place_facts
from wave_tui.tui.present.exit_code import exit_fact
from wave_tui.tui.present.line import plain
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.told import (
    conflict_lines,
    facts_line,
    how_line,
    how_lines,
    indexed_line,
    odd_line,
    odd_lines,
    origin_facts,
)

LOOK = Look()


def test_what_adds_nothing_to_the_sum_gives_way_in_a_narrow_line() -> None:
    made = phases().run
    assert plain(how_line(made, 69, LOOK)).strip() == "how         upload 0.1 × 100 + processing 0.6 × 47.2 = 38.3 %"
    assert plain(how_line(made, 120, LOOK)).strip().endswith("report_generation 0.1 × 0 = 38.3 %")


def test_the_whole_sum_is_wrapped_where_there_are_lines() -> None:
    lines = [plain(each) for each in how_lines(phases().run, 60, LOOK)]
    assert len(lines) > 1
    assert " ".join(each[12:].strip() for each in lines) == phases().run.how


def test_without_unicode_the_sum_is_ascii_too() -> None:
    assert "x 47.2" in plain(how_line(phases().run, 69, Look(glyphs=ASCII)))


def test_when_a_cancel_was_seen_is_not_among_the_facts() -> None:
    made = replace(ci().run, facts=(Metric("profile", "dev"), Metric("cancel seen", "2026-11-20T10:27:37.861526Z")))
    assert plain(facts_line(made, 69)).strip() == "facts       profile dev"


def test_both_facts_of_a_disagreement_are_told() -> None:
    told = " ".join(plain(each)[12:].strip() for each in conflict_lines(disputed().run, 69))
    assert told == "the store says completed, its event file says running at 04:59:40"
    assert conflict_lines(run(), 69) == []


def test_a_file_that_is_not_read_to_its_end_says_how_far_it_is() -> None:
    assert "42% of its event file is read" in plain(indexed_line(unread().run, 69))
    assert indexed_line(run(), 69) == ()


@pytest.mark.parametrize(
    ("code", "meaning", "token"),
    [
        (0, "success", "ok"),
        (1, "lint failed", "warn"),
        (2, "tests failed", "fail"),
        (3, "build failed", "fail"),
        (4, "environment not ready", "warn"),
        (5, "timeout after 300 s", "warn"),
    ],
)
def test_an_exit_code_of_a_ci_run_has_a_meaning_and_a_colour(code: int, meaning: str, token: str) -> None:
    made = exit_fact(replace(ci().run, exit_code=code))
    assert plain(made) == f"exit {code} {meaning}"
    assert made[1][1].split()[0] == token


def test_an_exit_code_of_another_program_has_no_meaning() -> None:
    assert plain(exit_fact(run(exit_code=2, sources=("levels",)))) == "exit 2"
    assert plain(exit_fact(replace(ci().run, exit_code=9))) == "exit 9"
    assert exit_fact(run()) == ()


def test_badges_tell_how_a_try_was_made_and_what_failed_in_it() -> None:
    tries = {each.id: each.attempts for each in ci().steps}
    assert [badges(each) for each in tries["test-integration"]] == [
        (("parallel", "dim"), ("3 failed", "fail")),
        (("serial fallback", "warn"),),
    ]
    assert [text for text, _ in badges(tries["test-e2e"][1])] == ["serial", "1 failed"]


def test_the_place_of_an_error_is_its_phase_file_and_page() -> None:
    found = context_of(broken().run, broken().steps[1])
    assert found is not None
    assert [plain(each) for each in place_facts(found, "elsewhere")] == [
        "phase processing",
        "file statement_002.pdf",
        "page 5",
    ]
    assert [plain(each) for each in detail_facts(found)] == ["pattern (?P<amount", "matches 23"]


def test_what_failed_inside_tells_more_than_what_it_failed() -> None:
    inner, outer = ErrorContext("Inner"), ErrorContext("Outer")
    deep = Subtask("a", "a", "failed", context=outer, subtasks=(Subtask("b", "b", "failed", context=inner),))
    assert context_of(run(), step(subtasks=(deep,), context=ErrorContext("Step"))) == inner
    assert context_of(run(context=outer), step()) == outer


def test_everything_odd_is_listed_with_its_place() -> None:
    part = Subtask("p", "page 5", "running", notes=(Note("current_page", "is 13, not from 1 to 12"),))
    parts = (Subtask("f", "a.pdf", "running", subtasks=(part,)),)
    odd = detail(step("read", subtasks=parts), run=run(notes=(Note("last_update", "is 6m old"),)))
    assert [plain(each).strip() for each in odd_lines(odd, 78)] == [
        "odd         last_update is 6m old",
        "odd         read/a.pdf/page 5: current_page is 13, not from 1 to 12",
    ]
    assert plain(odd_line(odd, 69, LOOK)).strip().endswith("last_update is 6m old  and 1 more, 6 lists them")


def test_the_source_is_told_of_runs_that_are_not_the_stores_alone() -> None:
    assert origin_facts(run()) == []
    assert [plain(each) for each in origin_facts(disputed().run)] == ["from store, wave events"]
