"""Exit codes of CI runs: what each means, and which one wins."""

from __future__ import annotations

import pytest

from wave_tui.data.progress.exit_codes import MEANINGS, code_of_step, combined, expected, judged


@pytest.mark.parametrize(
    ("codes", "winner"),
    [((), 0), ((0,), 0), ((2, 1), 1), ((3, 2, 4), 2), ((5,), 5), ((5, 4), 4), ((0, 5), 5), ((5, 1, 0), 1)],
)
def test_the_lowest_failure_wins_and_a_timeout_yields(codes: tuple[int, ...], winner: int) -> None:
    assert combined(codes) == winner


@pytest.mark.parametrize(
    ("step", "code"), [("lint", 1), ("test-e2e", 2), ("build", 3), ("env-check", 4), ("cleanup", None)]
)
def test_a_failed_step_leads_to_its_code(step: str, code: int | None) -> None:
    assert code_of_step(step) == code


def test_the_code_of_a_run_follows_from_what_failed() -> None:
    assert expected(["test-unit", "lint"]) == 1
    assert expected([], took=301) == 5 and expected(["build"], took=301) == 3
    assert expected([]) is None and expected(["cleanup"]) is None


def test_every_code_has_a_meaning() -> None:
    assert sorted(MEANINGS) == [0, 1, 2, 3, 4, 5]


def test_a_code_that_does_not_follow_from_what_failed_is_odd() -> None:
    assert judged(2, ["lint", "test-unit"]) == (2, "is 2, by what failed it is 1 (lint failed)")
    assert judged(0, ["build"]) == (0, "is 0, by what failed it is 3 (build failed)")
    assert judged(1, ["lint", "test-unit"]) == (1, "") and judged(5, [], took=301) == (5, "")
    assert judged(3, ["cleanup"]) == (3, "")


def test_a_run_that_states_no_code_has_the_one_that_follows_from_what_failed() -> None:
    assert judged(None, ["test-e2e"]) == (2, "is not stated, by what failed it is 2 (tests failed)")
    assert judged(None, [], took=301) == (5, "is not stated, by what failed it is 5 (timeout after 300 s)")
    assert judged(None, []) == (None, "")
