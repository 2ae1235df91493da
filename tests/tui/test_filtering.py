"""Filters as they are typed: what limits, what is looked for, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.data.errors import UsageError
from wave_tui.data.views import EventsQuery, RunFilter
from wave_tui.tui.filtering import (
    EVENT_SOURCES,
    EVENT_WORDS,
    LEVELS,
    RUN_WORDS,
    SOURCES,
    STATES,
    EventFilter,
    begun_word,
    completions,
    events_filter,
    filter_of,
    runs_filter,
    typed_events,
    typed_runs,
)

NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=9)
VALUES = st.lists(NAMES, min_size=1, max_size=2).map(" ".join)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", RunFilter()),
        ("diamond", RunFilter(text="diamond")),
        ("source:wave,ci", RunFilter(sources=("wave", "ci"))),
        ("source:Wave source:wave", RunFilter(sources=("wave",))),
        ("state:fail", RunFilter(states=("failed", "rejected"))),
        ("state:lost,RUN word", RunFilter(text="word", states=("lost", "running"))),
        ("one persona:coder  two tag:night tag:web", RunFilter("one two", persona="coder", tags=("night", "web"))),
        ('persona:"code reviewer" x', RunFilter("x", persona="code reviewer")),
        ("http://a:8080 fix:this", RunFilter(text="http://a:8080 fix:this")),
    ],
)
def test_words_limit_the_runs_and_the_rest_is_text(typed: str, expected: RunFilter) -> None:
    assert runs_filter(typed) == expected


def test_what_cannot_be_typed_stays() -> None:
    before = RunFilter("old", ("lost",), "p", 5.0, attention=True, top_level=True, sources=("ci",))
    assert runs_filter("new", before) == RunFilter("new", (), "p", 5.0, attention=True, top_level=True)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("source:file", SOURCES),
        ("state:finished", (*STATES, "FAIL")),
        ("state:", STATES),
        ("persona:", ("persona:", "name")),
        ("persona:a persona:b", ("persona:", "one")),
        ("level:error", ("level:", "events", "source:", "state:", "persona:", "tag:")),
    ],
)
def test_a_refusal_of_runs_names_what_is_allowed(typed: str, told: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as refused:
        runs_filter(f"text {typed} more")
    assert all(word in str(refused.value) for word in told)


@pytest.mark.parametrize(
    ("typed", "told"),
    [("level:fatal", LEVELS), ("source:wave", EVENT_SOURCES), ("state:fail", ("runs", "level:")), ("tag:x", ("runs",))],
)
def test_a_refusal_of_events_names_what_is_allowed(typed: str, told: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as refused:
        events_filter(typed)
    assert all(word in str(refused.value) for word in told)


def test_events_are_limited_in_their_place() -> None:
    kept = events_filter("level:warn,error persona:coder source:file timeout")
    assert kept == EventFilter("timeout", ("warn", "error"), "coder", ("file",)) and kept.limits
    place = EventsQuery("r", "plan", 2, anchor=7)
    assert filter_of(kept.within(place)) == kept
    assert EventFilter().within(kept.within(place)) == place
    assert not EventFilter("text").limits


@given(
    text=st.lists(NAMES, max_size=3).map(" ".join), sources=st.lists(st.sampled_from(SOURCES), unique=True),
    states=st.sets(st.sampled_from(STATES)), persona=st.one_of(st.just(""), VALUES), tags=st.lists(VALUES, max_size=2),
)  # fmt: skip
def test_what_is_to_be_typed_for_a_filter_makes_that_filter(
    text: str, sources: list[str], states: set[str], persona: str, tags: list[str]
) -> None:
    made = RunFilter(text, tuple(states), persona=persona, sources=tuple(sources), tags=tuple(tags))
    found = runs_filter(typed_runs(made))
    assert set(found.states) == states
    assert found == RunFilter(text, found.states, persona=persona, sources=tuple(sources), tags=tuple(tags))


@given(text=NAMES, levels=st.lists(st.sampled_from(LEVELS), unique=True), persona=st.one_of(st.just(""), VALUES))
def test_the_same_for_events(text: str, levels: list[str], persona: str) -> None:
    made = EventFilter(text, tuple(levels), persona, ("file",))
    assert events_filter(typed_events(made)) == made


@given(st.text())
def test_whatever_is_typed_is_taken_or_refused(typed: str) -> None:
    for read in (runs_filter, events_filter):
        try:
            read(typed)
        except UsageError as refused:
            assert "\n" not in str(refused)


def test_states_are_typed_as_the_words_on_the_screen() -> None:
    assert typed_runs(RunFilter(states=("rejected", "failed", "pending"))) == "state:fail,pending"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("st", ("state:",)),
        ("x st", ("x state:",)),
        ("state:can", ("state:can", "state:cancelling", "state:cancelled")),
        ("source:ci,le", ("source:ci,levels",)),
        ("persona:co", ('persona:"code reviewer"',)),
        ("", ()),
        ("x ", ()),
        ("word:", ()),
    ],
)
def test_the_last_word_is_completed(typed: str, expected: tuple[str, ...]) -> None:
    assert completions(typed, {**RUN_WORDS, "persona": ("code reviewer", "tester")}) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("level:", "level"), ("a level:err", "level"), ("level", ""), ("", "")],
)
def test_the_word_that_is_being_typed_is_known(typed: str, expected: str) -> None:
    assert begun_word(typed, EVENT_WORDS) == expected
