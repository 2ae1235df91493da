"""Command lines mean to a shell what the dialog means."""

from __future__ import annotations

import shlex

import pytest
from engines import ANA

from wave_tui.data.engine.model import StartRequest
from wave_tui.tui.present.control.command import LONGEST_ARGUMENT, cancel_line, retry_line, run_line

PROGRAM = ("wave-tui", "--project", "/srv/my shop")


@pytest.mark.parametrize("given", ["plain", "it's", '"; rm -rf /', "$(id)", "`id`", "two\nlines", "ünïcode"])
def test_i1_an_input_is_one_word_whatever_is_in_it(given: str) -> None:
    words = shlex.split(run_line(PROGRAM, StartRequest("demo", ANA, input=given)))
    assert words == [*PROGRAM, "run", "demo", "--input", given]


def test_i1_an_input_that_looks_like_an_option_is_joined_to_its_own() -> None:
    assert shlex.split(run_line(PROGRAM, StartRequest("demo", ANA, input="--all")))[-1] == "--input=--all"


@pytest.mark.parametrize(("size", "word"), [(LONGEST_ARGUMENT, "--input"), (LONGEST_ARGUMENT + 1, "--input-file")])
def test_i1_an_input_that_no_argument_can_hold_travels_in_a_file(size: int, word: str) -> None:
    assert shlex.split(run_line(PROGRAM, StartRequest("demo", ANA, input="x" * size)))[-2] == word


def test_what_was_not_asked_for_is_left_out() -> None:
    assert run_line(("wave-tui",), StartRequest("demo", ANA)) == "wave-tui run demo"
    assert cancel_line(("wave-tui",), "r1", force=True) == "wave-tui cancel r1 --force"


@pytest.mark.parametrize(
    ("choice", "step", "words"),
    [
        ("failed", "", "--failed"),
        ("all", "", "--all"),
        ("from-step", "a b", "--from-step 'a b'"),
        ("step", "t", "--step t"),
    ],
)
def test_every_choice_of_a_retry_has_its_option(choice: str, step: str, words: str) -> None:
    assert retry_line(("wave-tui",), "r1", choice, step) == f"wave-tui retry r1 {words}"
