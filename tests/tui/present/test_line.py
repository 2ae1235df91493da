"""Lines are measured and cut in cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wave_tui.tui.present.line import column, cut, cut_middle, fit, join, line, plain, spread, width

TEXT = st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=40)


@given(st.lists(st.tuples(TEXT, st.just("text")), max_size=4), st.integers(0, 60))
def test_fit_makes_exactly_that_many_cells(pieces: list[tuple[str, str]], cells: int) -> None:
    assert width(fit(tuple(pieces), cells)) == cells


@given(TEXT, st.integers(0, 40))
def test_cutting_never_exceeds_the_room(text: str, cells: int) -> None:
    assert width(((cut(text, cells), ""),)) <= cells
    assert width(((cut_middle(text, cells), ""),)) <= cells


def test_names_keep_their_telling_end() -> None:
    assert cut_middle("run-20251020-143045-k8m3q2", 14) == "run-20…-k8m3q2"
    assert cut_middle("internal/lexer/lexer_test.go", 20).endswith("test.go")


def test_sentences_are_cut_at_the_end() -> None:
    assert cut("contract validation failed", 12) == "contract va…"


def test_the_right_part_stays_whole() -> None:
    assert plain(spread(line("a very long left part"), line("14:06"), 12)) == "a ver  14:06"


def test_empty_facts_leave_no_gap() -> None:
    assert plain(join([line("a"), (), line("b")])) == "a  b"


def test_columns_are_exact_even_for_wide_characters() -> None:
    assert width((column("日本語テキスト", "text", 9),)) == 9
