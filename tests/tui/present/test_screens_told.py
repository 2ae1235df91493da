"""Runs, Now, card, Metrics, header and ending of runs from event files."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import NOW, run, snapshot, step, view
from canned import WATCHING
from file_stories import broken, ci, disputed, levels, levels_events, phases, unread

from wave_tui.data.address import Address
from wave_tui.data.models import RunDetail
from wave_tui.data.views import Counts, EventsPage, FilesStatus, RunsPage, StoreStatus
from wave_tui.tui.present.card import card
from wave_tui.tui.present.header import files_fact, freshness, header
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.metrics import metrics
from wave_tui.tui.present.now import now
from wave_tui.tui.present.runs import in_short, row
from wave_tui.tui.present.view import View

STORIES = (phases, levels, ci, disputed, unread, broken)


def of(made: RunDetail, look: Look | None = None) -> View:
    shown = snapshot(made.run, detail=made, events=EventsPage(levels_events()), files=WATCHING)
    return replace(view(shown), address=Address(made.run.id), look=look or Look())


def lines(made: RunDetail, cells: int = 69, height: int = 8) -> list[str]:
    return [plain(each).rstrip() for each in now(of(made), cells, height)]


def listed(made: RunDetail, cells: int) -> str:
    return plain(row(made.run, RunsPage((made.run,)), Look(), cells, now=NOW)).rstrip()


@pytest.mark.parametrize(
    ("made", "narrow", "wide"),
    [
        (ci(), "exit 2", "exit 2 tests failed"),
        (disputed(), "conflict", "conflict  3/3"),
        (unread(), "42% read", "indexed 42%  1/3 load"),
    ],
    ids=["ci", "disputed", "unread"],
)
def test_a_run_is_marked_in_the_list(made: RunDetail, narrow: str, wide: str) -> None:
    assert listed(made, 46)[28:38].strip() == narrow
    assert listed(made, 78)[35:62].strip() == wide


def test_a_very_wide_list_shows_profile_and_who_started_it() -> None:
    assert "exit 2 tests failed  5/6 test-e2e  profile full  triggered by TUI" in listed(ci(), 118)


def test_a_stale_run_is_short_in_a_narrow_list() -> None:
    assert in_short("stale: no update for 6m") == "stale 6m"


def test_now_tells_what_is_done_how_far_and_how_that_was_computed() -> None:
    made = lines(phases())
    assert made[0].startswith("processing  ● RUN 1m04s")
    assert "38%" in made[1]
    assert "doing       file 2/3 statement_002.pdf, page 5/12" in made
    assert "how         upload 0.1 × 100 + processing 0.6 × 47.2 = 38.3 %" in made
    assert "metrics     matches 23" in made


def test_now_tells_what_the_run_itself_expects() -> None:
    assert "ETA ~6m52s" in lines(levels())[1]
    assert lines(levels())[1].endswith("stated")
    late = replace(levels(), run=replace(levels().run, eta=NOW - 61))
    assert "ETA passed 1m01s ago" in lines(late)[1]


def test_now_tells_tokens_both_ways_files_artifacts_and_validation() -> None:
    made = lines(unread())
    assert "in 84.0k   out 36.0k" in made[3]
    assert made[4] == "output      212 files   7 artifacts   validating json schema"


def test_an_ending_tells_error_place_tries_and_exit_code() -> None:
    assert "exit 2 tests failed" in lines(ci())[0]
    assert "tries       A1 parallel 2 failed   A2 serial 1 failed" in lines(ci())
    assert "facts       profile full   triggered by TUI" in lines(ci())
    assert "RegexExtractionError" in lines(broken())[0]
    assert "at          processing   file statement_002.pdf   page 5" in lines(broken())
    assert "details     pattern (?P<amount   matches 23" in lines(broken())


def test_a_verdict_does_not_say_twice_what_and_where_it_was() -> None:
    error = "RegexExtractionError: Invalid regex pattern in transaction extraction (statement_002.pdf, page 5)"
    said = replace(broken().steps[1], error=error)
    made = replace(broken(), steps=(broken().steps[0], said))
    assert lines(made)[1] == "Invalid regex pattern in transaction extraction"


def test_an_ending_is_about_the_step_that_worked_and_failed() -> None:
    told = step("complete", 6, "failed", error="Pipeline failed", ended=NOW - 290)
    made = replace(ci(), steps=(*ci().steps, told))
    assert lines(made)[1] == "End-to-end tests failed: 1 suite failed"


def test_an_ending_that_lacks_rows_keeps_the_verdict_and_the_keys() -> None:
    made = lines(broken(), height=4)
    assert made[1] == "Invalid regex pattern in transaction extraction"
    assert made[-1].startswith("next")
    assert len(made) == 4


def test_a_stale_run_is_not_called_an_executor_that_is_gone() -> None:
    silent = replace(phases().run, state="lost", reason="stale: no update for 6m")
    assert lines(replace(phases(), run=silent))[1] == "Stale: no update for 6m."


def test_an_ending_tells_both_facts_of_a_disagreement() -> None:
    said = " ".join(each[12:] for each in lines(disputed())[2:4])
    assert said == "the store says completed, its event file says running at 04:59:40"


def test_the_card_tells_the_chain_and_what_happened() -> None:
    made = [plain(each).rstrip() for each in card(of(phases()), 78, 8)]
    assert made[1].endswith("file 2/3 statement_002.pdf, page 5/12")
    happened = [plain(each).rstrip() for each in card(of(levels()), 78, 8)]
    assert any(each.endswith("subprocess sox: 1312/4096 bar Rendering bar 1312") for each in happened)


def test_metrics_show_what_each_weighted_step_adds() -> None:
    made = [plain(each).rstrip() for each in metrics(of(phases()), 78, 12)]
    head = next(each for each in made if each.startswith("STEP"))
    processing = next(each for each in made if each.startswith("processing ") and "60%" in each)
    assert [word in head for word in ("WEIGHT", "DONE", "ADDS")] == [True] * 3
    assert processing.split()[1:5] == ["1m04s", "60%", "47%", "28%"]
    assert any(each.startswith("odd         processing: progress is 35") for each in made)


def test_metrics_tell_source_and_result_of_a_ci_run() -> None:
    made = [plain(each).rstrip() for each in metrics(of(ci()), 78, 12)]
    assert "result      exit 2 tests failed" in made
    assert "source      from ci log" in made


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (FilesStatus(), ""),
        (WATCHING, "events 0.2s"),
        (replace(WATCHING, state="standby"), "events 0.2s"),
        (replace(WATCHING, state="polling"), "events polling"),
        (replace(WATCHING, state="failed", bad=1), "events failed  1 bad :bad"),
        (replace(WATCHING, state="indexing", behind=42_000_000), "events 42 MB to read"),
        (replace(WATCHING, kept=False, bad=3), "events in memory only  3 bad :bad"),
    ],
    ids=["off", "watching", "standby", "polling", "failed", "indexing", "memory"],
)
def test_the_header_tells_how_the_event_files_are_watched(files: FilesStatus, told: str) -> None:
    shown = view(snapshot(run(), files=files))
    assert plain(files_fact(shown, aged=True)) == told
    assert told in plain(header(shown, 118, 2)[0])


def test_event_files_of_which_nothing_came_yet_need_no_word() -> None:
    assert files_fact(view(snapshot(run(), files=FilesStatus("watching"))), aged=True) == ()


def test_a_narrow_header_tells_only_what_is_out_of_order() -> None:
    well, ill = view(snapshot(run(), files=WATCHING)), replace(WATCHING, state="polling")
    assert "events" not in "".join(plain(each) for each in header(well, 78, 2))
    assert "events polling" in plain(header(view(snapshot(run(), files=ill)), 78, 2)[1])


def test_a_project_with_event_files_only_is_live() -> None:
    shown = view(snapshot(run(), files=WATCHING, store=StoreStatus(state="missing"), counts=Counts(running=1)))
    assert "LIVE" in plain(freshness(shown))
    assert "  db " not in plain(header(shown, 118, 2)[0])
    still = replace(shown.snapshot, counts=Counts())
    assert "LIVE quiet since 04:59:59" in plain(freshness(replace(shown, snapshot=still)))
    gone = replace(shown.snapshot, store=StoreStatus(state="missing", changed=NOW - 60))
    assert "LOST" in plain(freshness(replace(shown, snapshot=gone)))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_everything_is_as_wide_as_it_may_be_and_ascii_where_it_must(story: type) -> None:
    shown = of(story(), Look(glyphs=ASCII, colours="none"))
    for cells in (46, 69, 78, 118):
        for each in (
            *now(shown, cells, 9),
            *card(shown, cells, 9),
            *metrics(shown, cells, 30),
            *header(shown, cells, 2),
        ):
            assert width(each) <= cells
            assert plain(each).isascii(), plain(each)
