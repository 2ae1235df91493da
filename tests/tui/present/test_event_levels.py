"""Events with severity, place, function and facts, and events of subtasks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import event, view
from file_stories import CI, LEVELS, ci_events, levels, levels_events

from wave_tui.data.address import Address
from wave_tui.data.models import Metric
from wave_tui.data.views import EventsQuery
from wave_tui.tui.present.event_kind import first_line, further_lines, is_failure, kind
from wave_tui.tui.present.event_scope import events_of
from wave_tui.tui.present.event_sheet import Sheet, items
from wave_tui.tui.present.events import Hand, columns, item_line, scope
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.yank import offers


def shown(cells: int, *, wrap: bool = False) -> list[str]:
    form, made = columns(cells, "abs"), items(ci_events())
    sheet = Sheet(made, form.message, 40, wrap=wrap, named=not form.step)
    drawn = [
        item_line(made[index], at, sheet, view(), form, Hand(), (" ", "text")) for index, at in sheet.visible(0, 0, 40)
    ]
    assert {width(each) for each in drawn} == {cells}
    return [plain(each).rstrip() for each in drawn]


@pytest.mark.parametrize(("state", "level", "word"), [
    ("info", "info", "info"), ("", "warn", "warn"), ("log", "error", "error"), ("failed", "error", "failed"),
    ("passed", "info", "passed"), ("stream_activity", "warn", "tool"),
])  # fmt: skip
def test_a_state_that_says_nothing_gives_way_to_the_severity(state: str, level: str, word: str) -> None:
    assert kind(event(state=state, level=level)).word == word


@pytest.mark.parametrize(
    ("source", "word", "of_step"),
    [("levels", "started", "started"), ("phases", "progress", "progress"), ("wave", "progress", "started")],
)
def test_who_is_at_work_has_begun_or_moves_on_by_what_the_source_tells(source: str, word: str, of_step: str) -> None:
    assert kind(event(state="running", step="s", subtask=("a",), source=source)).word == word
    assert kind(event(state="running", source=source)).word == word
    assert kind(event(state="running", step="s", source=source)).word == of_step


def test_an_error_is_a_failure_to_stop_at() -> None:
    assert is_failure(event(state="log", level="error"))
    assert not is_failure(event(state="log", level="warn"))


def test_a_narrow_line_ends_with_file_and_line_of_its_source() -> None:
    assert shown(69)[1].endswith("lint  Linting 212 files          run.sh:88")


def test_a_wide_line_ends_with_the_whole_path() -> None:
    assert shown(118)[1].endswith("scripts/local-ci/run.sh:88")


def test_below_an_error_stands_where_it_was_said_and_what_else_is_known() -> None:
    made = shown(118)
    assert made[3].endswith("Integration tests failed: 3 suites")
    assert made[4].strip() == "scripts/local-ci/run.sh:127 in run_suite  failures 3"


def test_wrapped_lines_tell_the_place_of_everything() -> None:
    assert "scripts/local-ci/run.sh:41 in main" in [each.strip() for each in shown(118, wrap=True)]


def test_facts_stand_in_for_a_message() -> None:
    told = event(state="step_progress", message="", facts=(Metric("tool", "Edit"), Metric("target", "main.go")))
    assert first_line(told) == "tool Edit, target main.go"
    assert further_lines(told) == ()


def test_events_below_a_step_are_those_of_the_subtask() -> None:
    place = Address(LEVELS, "song-03", None, ("mix", "eq"))
    assert events_of(place, levels()) == EventsQuery(LEVELS, "song-03", subtask=("mix", "eq"))
    stored = replace(levels(), run=replace(levels().run, sources=("store",)))
    assert events_of(place, stored) == EventsQuery(LEVELS, "song-03")


def test_the_title_names_everything_that_limits_the_pane() -> None:
    query = EventsQuery(CI, "lint", subtask=("a", "b"), levels=("warn",), persona="coder", sources=("file",))
    assert [plain(each) for each in scope(query, "")] == ["keep warn", "keep coder", "keep file", "&lint b"]


def test_a_line_of_source_can_be_copied() -> None:
    found = {each.label: each.text for each in offers(view(), ci_events()[0])}
    assert found["source line"] == "scripts/local-ci/run.sh:41"
    assert "source line" not in {each.label for each in offers(view(), levels_events()[0])}
