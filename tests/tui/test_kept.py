"""What a deck keeps for its next start."""

from __future__ import annotations

import subprocess
import sys

import pytest
from builders import NOW, run
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.data.address import Address
from wave_tui.data.views import RunFilter, RunsPage
from wave_tui.tui.filtering import EventFilter
from wave_tui.tui.kept import Kept, as_chosen, begin_at, chosen_of, kept_of, words_of

LEFT = Kept(
    Address("old", "plan", 2, ("sub",)), NOW, RunFilter("text", ("lost",), attention=True), EventFilter("t", ("error",))
)


def test_what_was_kept_is_what_is_put_back() -> None:
    assert kept_of(words_of(LEFT)) == LEFT
    assert kept_of(words_of(Kept())) == Kept() == kept_of({})


@given(st.dictionaries(st.sampled_from(sorted(words_of(LEFT))), st.text()))
def test_words_that_make_no_sense_are_none(words: dict[str, str]) -> None:
    assert isinstance(kept_of(words), Kept)


@pytest.mark.parametrize("words", [{"last_address": "a//b"}, {"runs_filter": "state:gone"}, {"left_at": "soon"}])
def test_a_broken_word_leaves_the_others(words: dict[str, str]) -> None:
    assert kept_of({**words_of(LEFT), **words}).events == LEFT.events


def test_a_choice_is_known_by_its_name_and_can_be_taken_back() -> None:
    assert chosen_of({"theme": "dark", **as_chosen("wrap", "yes")}) == {"wrap": "yes"}
    assert as_chosen("theme", "light")["theme"] == "light"
    assert chosen_of(as_chosen("theme", "light") | as_chosen("theme", "")) == {}


def test_the_deck_begins_where_it_was_left_unless_a_run_began_since() -> None:
    before, since = run("before", started=NOW - 5), run("since", started=NOW + 5)
    ended = run("ended", state="completed")
    assert begin_at(LEFT, RunsPage((before, ended))) == LEFT.address
    assert begin_at(LEFT, RunsPage((since, before))) == Address("since")
    assert begin_at(Kept(), RunsPage((ended, before))) == Address("before")
    assert begin_at(Kept(), RunsPage((ended,))) == Address("ended")
    assert begin_at(Kept(), RunsPage()) == Address()


def test_reading_it_loads_nothing_heavy() -> None:
    heavy = "{'textual', 'sqlite_utils', 'pydantic', 'yaml'}"
    probe = f"import sys, wave_tui.tui.kept; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
