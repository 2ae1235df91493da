"""Progress over pages, files and phases: the worked examples of the data model hold, and nothing leaves 0 to 100."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.data.progress.phases import (
    WEIGHTS,
    file_percent,
    files_percent,
    how_weighted,
    phase_weights,
    shares,
    weighted,
)

SESSION = {"upload": 100.0, "processing": 50.0, "matching": 0.0, "report_generation": 0.0}
COUNTS = st.none() | st.integers(-3, 400) | st.integers()
PERCENTS = st.none() | st.floats(-50, 150) | st.integers(-3, 103)


def test_a_file_is_as_far_as_its_pages() -> None:
    assert file_percent(5, 12) == pytest.approx(41.67, abs=0.01)


def test_file_2_of_3_at_page_25_of_50_is_half_of_all_files() -> None:
    assert files_percent(1, 3, file_percent(25, 50)) == pytest.approx(50.0)


@pytest.mark.parametrize(("index", "percent"), [(0, 0.0), (1, 33.33), (2, 66.67)])
def test_files_before_the_current_one_are_done(index: int, percent: float) -> None:
    assert files_percent(index, 3, 0.0) == pytest.approx(percent, abs=0.01)


@pytest.mark.parametrize(("index", "files"), [(3, 3), (-1, 3), (0, 0), (None, 3), (0, None)])
def test_an_index_that_cannot_be_gives_no_progress(index: int | None, files: int | None) -> None:
    assert files_percent(index, files, 50.0) is None


def test_phases_count_by_their_weights() -> None:
    assert weighted(shares(SESSION, WEIGHTS)) == pytest.approx(40.0)


def test_the_sentence_says_how_the_sum_comes_about() -> None:
    sentence = how_weighted(shares(SESSION, WEIGHTS))
    assert sentence == "upload 0.1 × 100 + processing 0.6 × 50 + matching 0.2 × 0 + report_generation 0.1 × 0 = 40 %"


def test_phases_without_a_weight_share_what_the_others_leave() -> None:
    assert phase_weights(("upload", "ocr", "processing", "mail"), WEIGHTS) == pytest.approx((0.1, 0.15, 0.6, 0.15))


def test_where_nothing_is_left_a_phase_without_a_weight_counts_like_an_average_one() -> None:
    weights = phase_weights((*WEIGHTS, "archive"), WEIGHTS)
    assert weights[-1] == pytest.approx(0.2)
    assert sum(weights) == pytest.approx(1.0)


def test_phases_that_nobody_weighs_count_alike() -> None:
    assert phase_weights(("a", "b"), WEIGHTS) == (0.5, 0.5)
    assert phase_weights(("a", "b"), {"a": 0.0, "b": 0.0}) == (0.5, 0.5)


def test_a_run_that_lacks_a_phase_reaches_100() -> None:
    assert weighted(shares({"upload": 100.0, "processing": 100.0}, WEIGHTS)) == pytest.approx(100.0)


def test_an_unknown_percentage_adds_nothing_and_is_said_to_be_unknown() -> None:
    parts = shares({"upload": 100.0, "processing": None, "matching": 140.0, "report_generation": 0.0}, WEIGHTS)
    assert weighted(parts) == pytest.approx(10.0)
    assert how_weighted(parts).count("× ?") == 2


def test_nothing_is_said_of_no_phase() -> None:
    assert weighted(()) is None
    assert how_weighted(()) == ""


def test_a_sentence_over_many_phases_names_the_first_ones() -> None:
    assert how_weighted(shares({f"p{i}": 1.0 for i in range(20)}, {})).endswith("+ 12 more = 1 %")


@given(st.dictionaries(st.sampled_from([*WEIGHTS, "ocr", "mail", ""]), PERCENTS), st.floats(0, 1000))
def test_the_whole_stays_within_0_and_100_whatever_the_weights(percents: dict[str, float | None], ocr: float) -> None:
    parts = shares(percents, WEIGHTS | {"ocr": ocr})
    total = weighted(parts)
    assert (total is None) == (not percents)
    assert total is None or -1e-6 <= total <= 100 + 1e-6
    assert sum(part.weight for part in parts) == pytest.approx(1.0 if parts else 0.0)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_pages_and_files_stay_within_0_and_100(
    index: int | None, files: int | None, page: int | None, pages: int | None
) -> None:
    file = file_percent(page, pages)
    both = files_percent(index, files, file)
    assert file is None or 0 <= file <= 100
    assert both is None or 0 <= both <= 100
