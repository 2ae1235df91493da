"""Lines of the event pane: kinds, columns, folds, cuts and hits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import NOW, event, view
from trees import DETAIL, RUN

from wave_tui.data.address import Address
from wave_tui.data.models import Event, Note
from wave_tui.data.views import EventsPage, EventsQuery, Snapshot
from wave_tui.tui.present.event_kind import kind
from wave_tui.tui.present.event_sheet import Sheet, items, wrapped
from wave_tui.tui.present.events import Hand, columns, item_line, nothing, scope
from wave_tui.tui.present.line import Line, plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.view import View

VIEW = view(Snapshot(detail=DETAIL))
NO_CURSOR = (" ", "faint")


def said(state: str, message: str = "", **fields: object) -> Event:
    made = event(1, state, time=NOW - 60, step="implement", attempt=2, message=message)
    return replace(made, **fields)  # type: ignore[arg-type]  # one field a case


def drawn(
    of: Event, cells: int = 69, at: int = 0, *, view: View = VIEW, hand: Hand | None = None, wrap: bool = False
) -> Line:
    form = columns(cells, view.timestamps)
    sheet = Sheet(items([of]), form.message, 10, wrap)
    return item_line(sheet.items[0], at, sheet, view, form, hand or Hand(), NO_CURSOR)


def text(of: Event, cells: int = 69, at: int = 0, *, view: View = VIEW) -> str:
    return plain(drawn(of, cells, at, view=view)).rstrip()


def test_the_lines_of_the_deck_at_69_cells() -> None:
    failed = said("failed", "ContractError: no field `edges`\nspec.json, phase validate", attempt=1, tokens=3600)
    assert text(failed) == "04:59:00  A1   ✗ failed    ContractError: no field `edges`       3.6k"
    assert text(failed, at=1) == "                           spec.json, phase validate"
    assert text(said("retrying", "backoff 10s")) == "04:59:00  A2   ≈ retrying  backoff 10s"
    assert (
        text(said("stream_activity", "Edit internal/lexer.go")) == "04:59:00  A2     tool      Edit internal/lexer.go"
    )
    assert text(said("step_progress", "lexer.go 85%", tokens=1200)).endswith(
        "lexer.go 85%                         +1.2k"
    )


def test_from_90_cells_on_there_is_a_step_column() -> None:
    assert text(said("step_progress", "x"), 97) == "04:59:00  implement  A2    progress  x"
    assert "implement" not in text(said("step_progress", "x"), 89)


def test_narrow_panes_drop_whole_columns() -> None:
    assert text(said("step_progress", "x", tokens=1200), 46) == "04:59:00  A2    progress  x"
    assert text(said("step_progress", "x", tokens=1200), 39) == "  A2    progress  x"


@pytest.mark.parametrize("cells", [30, 46, 69, 78, 97])
@pytest.mark.parametrize("message", ["", "short", "long " * 99, "日本語の長い名前" * 20, "Edit a/b/c" + "/d" * 90])
def test_every_line_has_exactly_the_width_of_the_pane(cells: int, message: str) -> None:
    for state in ("stream_activity", "failed", "matrix_child_pipeline_complete"):
        assert width(drawn(said(state, message, tokens=9), cells)) == cells


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("completed", "completed"), ("failed", "failed"), ("retrying", "retrying"), ("running", "started"),
        ("step_progress", "progress"), ("stream_activity", "tool"), ("validating", "contract"),
        ("contract_failed", "contract"), ("gate_waiting", "gate"), ("hovering", "hovering"),
    ],
)  # fmt: skip
def test_states_are_said_as_kinds_and_foreign_ones_as_they_are(state: str, word: str) -> None:
    assert kind(said(state)).word == word


def test_a_whole_run_names_the_step_where_there_is_no_column_for_it() -> None:
    started = said("started", "go")
    sheet = Sheet(items([started]), 36, 10, named=True)
    made = item_line(sheet.items[0], 0, sheet, VIEW, columns(69, "abs"), Hand(), NO_CURSOR)
    assert plain(made).rstrip().endswith("started   implement  go")
    assert ("implement  ", "dim") in made
    assert sheet.texts(said("stream_activity", "Read a.go")) == ("Read a.go",)


def test_a_message_runs_to_the_edge_when_it_has_no_tokens() -> None:
    assert width(drawn(said("step_progress", "m" * 99))) == 69
    assert text(said("step_progress", "m" * 99)).endswith("m" * 41 + "…")


def test_a_long_foreign_state_is_never_cut() -> None:
    assert "matrix_worker_start worker 3" in text(said("matrix_worker_start", "worker 3 started"), 46)


def test_the_tool_is_bold_and_its_target_dim() -> None:
    pieces = dict(drawn(said("stream_activity", "Read main.go")))
    assert pieces["Read"] == "text bold" and pieces[" main.go"] == "dim"


def test_a_long_path_keeps_its_end_and_a_sentence_its_beginning() -> None:
    path = text(said("stream_activity", "Edit internal/a/very/deeply/nested/place/of/files/lexer_test.go"))
    assert path.endswith("lexer_test.go") and "…" in path
    assert text(said("step_progress", "many words " * 20)).endswith("…")


def test_an_event_without_words_says_its_other_facts() -> None:
    assert text(said("completed", duration=62.0)).endswith("completed in 1m02s")
    assert text(said("step_progress", progress=25.0)).endswith("progress  25%")
    assert text(said("step_progress", tokens=8855)).endswith("tokens used                          +8.9k")


def test_timestamps_are_absolute_relative_or_off() -> None:
    relative = replace(VIEW, timestamps="rel")
    assert text(said("started"), view=relative).startswith("+8m56s")
    assert text(said("started", time=NOW - 606), view=relative).startswith("-10s")
    assert text(said("started"), view=replace(VIEW, timestamps="off")).startswith("  A2     started")
    assert text(said("started", time=None)).startswith("–  ")


def test_a_clock_that_goes_backwards_is_marked() -> None:
    assert text(said("started", notes=(Note("time", "went back"),))).startswith("04:59:00? A2")


def test_without_unicode_every_mark_has_its_ascii_form() -> None:
    ascii_view = replace(VIEW, look=Look(glyphs=ASCII, colours="none"))
    assert text(said("failed", "x" * 99), view=ascii_view).startswith("04:59:00  A2   X failed    xxx")
    assert text(said("failed", "x" * 99, time=None), view=ascii_view).isascii()


def test_sideways_shows_the_rest_of_a_long_message() -> None:
    shifted = plain(drawn(said("step_progress", "0123456789abc"), hand=Hand(shift=8)))
    assert "progress  …9abc" in shifted


def test_hits_are_underlined_wherever_they_are() -> None:
    found = drawn(said("stream_activity", "Read Main.go"), hand=Hand(search="main"))
    assert ("Main", "accent bold underline") in found
    assert plain(found) == plain(drawn(said("stream_activity", "Read Main.go")))


def test_wrapped_lines_lose_nothing() -> None:
    message = "contract validation failed: required fields are missing " * 3
    made = wrapped(message.strip(), 20)
    assert " ".join(made) == message.strip() and max(map(len, made)) <= 20
    assert "".join(wrapped("日" * 50, 9)) == "日" * 50
    assert wrapped("", 9) == ("",)


def test_a_wrapped_event_takes_the_lines_of_its_whole_message() -> None:
    of = said("step_progress", "first\nsecond " + "word " * 20)
    sheet = Sheet(items([of]), 40, 10, True)
    assert sheet.height(0) == 4
    assert plain(drawn(of, at=1, wrap=True)).strip().startswith("second word")


def test_identical_neighbours_are_folded_and_counted() -> None:
    same = [event(number, message="Read a.go") for number in range(1, 414)]
    made = items([*same, event(500, message="Edit b.go")])
    assert [(item.id, item.last, item.folded) for item in made] == [(1, 1, False), (2, 413, True), (500, 500, False)]
    form = columns(69, "abs")
    line = item_line(made[1], 0, Sheet(made, form.message), VIEW, form, Hand(), NO_CURSOR)
    assert plain(line).rstrip().endswith("folded    412 similar folded  l unfolds")


def test_two_identical_events_are_not_worth_a_fold_and_opened_folds_stay_open() -> None:
    same = [event(number, message="Read a.go") for number in range(1, 9)]
    assert len(items(same[:2])) == 2
    assert len(items(same, {2, 3, 4})) == 8


def test_the_title_says_what_limits_the_pane() -> None:
    assert [plain(fact) for fact in scope(EventsQuery("r", "implement", 2, "go"), "lexer")] == [
        "keep go", "/lexer", "&implement A2",
    ]  # fmt: skip
    assert scope(EventsQuery("r"), "") == ()


def test_an_empty_pane_says_what_is_known_instead() -> None:
    steps = (replace(DETAIL.steps[3], progress=40.0), *DETAIL.steps[4:])
    known = replace(VIEW, snapshot=Snapshot(detail=replace(DETAIL, run=replace(RUN, seen=NOW - 12), steps=steps)))
    here = replace(known, address=Address(RUN.id, "implement"))
    page = EventsPage(query=EventsQuery(RUN.id, "implement"))
    assert plain(nothing(here, page)).strip() == "no events yet; step_progress says 40%, updated 12s ago"
    waiting = replace(known, address=Address(RUN.id, "open-pr"))
    assert plain(nothing(waiting, page)).strip() == "no events yet; the step has not started"
    assert "no event matches xyz" in plain(nothing(here, EventsPage(query=EventsQuery(RUN.id, text="xyz"))))
    assert plain(nothing(here, None)).strip() == "reading events"
    assert plain(nothing(replace(VIEW, address=Address()), page)).strip() == "no run selected"
