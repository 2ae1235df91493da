"""Previews as documents: fold, move, search, wrap, scroll sideways."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wave_tui.data.artifacts.model import Preview, PreviewRow
from wave_tui.tui.present.document import (
    Document,
    Place,
    document,
    folded,
    hits,
    moved_by,
    parent,
    revealed,
    toggle,
    visible,
)
from wave_tui.tui.present.document_lines import Page, draw, dropped, styled, wrapped
from wave_tui.tui.present.line import Line, line, plain, width
from wave_tui.tui.present.look import ASCII, Look

NESTED = Preview(
    "json",
    "spec.json",
    (
        PreviewRow("{", folds=4),
        PreviewRow('"a": [', 1, folds=2, spans=((0, 3, "key"), (3, 6, "punctuation"))),
        PreviewRow("1", 2, spans=((0, 1, "number"),)),
        PreviewRow("]", 1),
        PreviewRow("}"),
    ),
    size=812,
)


def shown(made: Document, place: Place | None = None, cells: int = 30, **fields: Any) -> list[str]:
    page = replace(Page(cells, 10, Look()), **fields)
    return [plain(each).rstrip() for _, each in draw(made, place or Place(), page)[0]]


def text(rows: int) -> Document:
    return document([Preview("text", "log", tuple(PreviewRow(f"line {n}") for n in range(rows)))])


def test_folding_hides_the_rows_below_and_says_how_many() -> None:
    made = document([NESTED])
    place = toggle(made, Place(cursor=1))
    assert folded(made, 1, place)
    assert visible(made, place) == (0, 1, 4)
    assert shown(made, place) == [" 1 ▾ {", ' 2 ▸   "a": [  … 2 lines', " 5   }"]
    assert visible(made, toggle(made, place)) == (0, 1, 2, 3, 4)


def test_a_row_that_starts_closed_opens_when_it_is_toggled() -> None:
    made = document([Preview("ndjson", "x", (PreviewRow("{}", folds=1, folded=True), PreviewRow("{", 1)))])
    assert visible(made, Place()) == (0,)
    assert visible(made, toggle(made, Place())) == (0, 1)


def test_moving_skips_what_is_folded_and_stays_inside() -> None:
    made = document([NESTED])
    place = toggle(made, Place(cursor=1))
    assert moved_by(made, place, 1).cursor == 4
    assert moved_by(made, place, 100).cursor == 4
    assert moved_by(made, place, -100).cursor == 0
    assert moved_by(Document(), Place(), 1) == Place()


def test_a_row_knows_which_row_folds_it() -> None:
    made = document([NESTED])
    assert [parent(made, index) for index in range(5)] == [None, 0, 1, 1, 0]


def test_a_hit_inside_a_fold_is_unfolded() -> None:
    made = document([NESTED])
    found = revealed(made, Place(toggled=frozenset({0, 1})), 2)
    assert 2 in visible(made, found)
    assert found.cursor == 2


def test_search_does_not_regard_case_and_an_empty_text_finds_nothing() -> None:
    made = text(3)
    assert hits(made, "LINE 1") == (1,)
    assert hits(made, "") == ()


def test_what_was_searched_for_is_marked() -> None:
    assert styled(PreviewRow("a lexer"), "LEX") == (("a ", "text"), ("lex", "accent underline"), ("er", "text"))


def test_roles_use_four_tokens() -> None:
    row = PreviewRow('"a": 1', spans=((0, 3, "key"), (3, 4, "punctuation"), (5, 6, "number")))
    assert styled(row, "") == (('"a"', "accent"), (":", "dim"), (" ", "text"), ("1", "warn"))


def test_constants_warn_and_other_keywords_have_weight_only() -> None:
    row = PreviewRow("return None", spans=((0, 6, "keyword"), (7, 11, "keyword")))
    assert styled(row, "") == (("return", "strong"), (" ", "text"), ("None", "warn"))


def test_the_cursor_is_always_on_the_screen() -> None:
    made = text(50)
    drawn, place = draw(made, Place(cursor=30), Page(20, 5, Look(), cursor=True))
    assert [row for row, _ in drawn] == [26, 27, 28, 29, 30]
    assert plain(drawn[-1][1]).startswith("▌31")
    drawn, place = draw(made, replace(place, cursor=10), Page(20, 5, Look()))
    assert [row for row, _ in drawn] == [10, 11, 12, 13, 14]


def test_no_row_is_wasted_at_the_end() -> None:
    drawn, _ = draw(text(7), Place(cursor=6, top=6), Page(20, 5, Look()))
    assert [row for row, _ in drawn] == [2, 3, 4, 5, 6]


def test_wrapping_keeps_every_character_and_moves_by_rows() -> None:
    made = document([Preview("text", "log", (PreviewRow("x" * 40), PreviewRow("end")))])
    assert shown(made, cells=25, wrap=True) == [f" 1   {'x' * 20}", f"     {'x' * 20}", " 2   end"]


def test_sideways_drops_cells_and_keeps_wide_characters_whole() -> None:
    assert plain(dropped(line("abcdef"), 2)) == "cdef"
    assert plain(dropped(line("漢字x"), 1)) == " 字x"
    assert shown(text(1), Place(left=3)) == [" 1   e 0"]


def test_wrapped_pieces_fit() -> None:
    of: Line = (("漢字漢字", "text"), ("abc", "dim"))
    assert [plain(each) for each in wrapped(of, 5)] == ["漢字", "漢字a", "bc"]
    assert all(width(each) <= 5 for each in wrapped(of, 5))
    assert wrapped((), 5) == [()]


def test_a_long_file_offers_more_and_pages_join() -> None:
    first = Preview("text", "log", (PreviewRow("a"),), truncated=True, size=130_000, next_offset=65_536)
    assert shown(document([first]), cells=80)[-1].strip() == "more: space loads the next 64 kB from 66 kB of 130 kB"
    second = Preview("text", "log", (PreviewRow("b"),), size=130_000)
    assert shown(document([first, second])) == [" 1   a", " 2   b"]


def test_a_binary_file_is_a_sheet_of_facts_without_line_numbers() -> None:
    sheet = Preview("binary", "a.out", (PreviewRow("7f 45"),), (("format", "ELF"), ("size", "5 B")), message="Binary.")
    assert shown(document([sheet])) == ["  Binary.", "  format  ELF", "  size    5 B", "", "  7f 45"]


def test_a_missing_file_says_why() -> None:
    gone = Preview("missing", "a", message="There is no file a; the workspace was removed.")
    assert shown(document([gone]), cells=30) == ["  There is no file a; the", "  workspace was removed."]


def test_the_ascii_form_has_its_own_fold_signs() -> None:
    made = document([NESTED])
    lines = shown(made, toggle(made, Place(cursor=1)), look=Look(glyphs=ASCII))
    assert lines[:2] == [" 1 v {", ' 2 >   "a": [  .. 2 lines']


def test_nothing_is_drawn_of_nothing() -> None:
    assert document([]) == Document()
    assert draw(Document(), Place(), Page(20, 5, Look())) == ([], Place())
