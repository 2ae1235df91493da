"""Words, finality and the changes of the state machine."""

from __future__ import annotations

import pytest

from wave_tui.data.states import TERMINAL, Word, is_live, is_terminal, severity, step_change_is_valid, word


@pytest.mark.parametrize(
    "path",
    [
        ("pending", "running", "completed"),
        ("pending", "running", "failed", "retrying", "running"),
        ("pending", "running", "failed"),
        ("pending", "skipped"),
        ("started", "running", "retrying", "running", "completed_empty"),
        ("completed", "running"),
        ("running", "frobbed", "completed"),
    ],
)
def test_the_paths_of_the_data_model_are_valid(path: tuple[str, ...]) -> None:
    assert all(step_change_is_valid(before, after) for before, after in zip(path, path[1:], strict=False))


@pytest.mark.parametrize(
    ("before", "after"),
    [("completed", "failed"), ("completed", "retrying"), ("skipped", "running"), ("retrying", "completed")],
)
def test_other_changes_are_not(before: str, after: str) -> None:
    assert not step_change_is_valid(before, after)


def test_a_foreign_word_has_no_screen_word_and_is_neither_live_nor_over() -> None:
    assert word("frobbed") is None
    assert not is_live("frobbed") and not is_terminal("frobbed")


def test_everything_that_is_over_has_a_word() -> None:
    assert {word(state) for state in TERMINAL} == {Word.OK, Word.FAIL, Word.CAN, Word.SKIP}


@pytest.mark.parametrize(
    ("state", "stated", "expected"),
    [("failed", "", "error"), ("contract_failed", "", "error"), ("retrying", "", "warn"),
     ("budget_warning", "", "warn"), ("stream_activity", "", "info"), ("", "", "info"), ("failed", "info", "info"),
     ("running", "error", "error")],
)  # fmt: skip
def test_an_event_is_as_severe_as_its_source_states_or_as_its_state_means(
    state: str, stated: str, expected: str
) -> None:
    assert severity(state, stated) == expected
