"""What stands beside the prompt, and where."""

from __future__ import annotations

import pytest
from builders import detail, run, snapshot, step, view

from wave_tui.data.views import EventsQuery, RunFilter
from wave_tui.tui.commands import COMMANDS
from wave_tui.tui.filtering import EVENT_WORDS, RUN_WORDS
from wave_tui.tui.present.arrange import Wish, arrange
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.prompt import Asked, advice, asks_events, filters_runs, fitting, offered, prompt_place

OFFERS = [(command.name, command.argument, command.help) for command in COMMANDS]


def names(text: str) -> list[str]:
    return [name for name, _, _ in fitting(text, OFFERS)]


def test_every_command_fits_nothing() -> None:
    assert names("") == [command.name for command in COMMANDS]


@pytest.mark.parametrize(
    ("text", "expected"), [("a", ["at", "axis", "approve"]), ("axis", ["axis"]), ("axis rel", ["axis"]), ("zz", [])]
)
def test_the_first_word_says_which_commands_fit(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize("cells", [20, 40, 78, 118])
@pytest.mark.parametrize("text", ["", "a", "goto x", "nonsense"])
def test_the_line_has_the_width_of_the_screen_and_is_ascii_when_wished(cells: int, text: str) -> None:
    made = offered(text, OFFERS, cells, Look(ASCII))
    assert width(made) == cells and plain(made).isascii()


def test_all_commands_have_their_names_on_a_small_screen() -> None:
    assert all(name in plain(offered("", OFFERS, 100, Look())) for name in names(""))


def test_one_command_is_shown_with_its_argument() -> None:
    assert plain(offered("got", OFFERS, 118, Look())).startswith("goto ADDRESS go to")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked("/", "runs", words=RUN_WORDS), "before"),
        (Asked("/", "text"), "n N"),
        (Asked("/", "events", words=EVENT_WORDS), "n N"),
        (Asked("&", "events", words=EVENT_WORDS), "only"),
    ],
)
def test_the_advice_fits_what_is_typed(asked: Asked, said: str) -> None:
    made = plain(advice(asked, "", 118, Look()))
    assert said in made
    assert all(f"{word}:" in made for word in asked.words)


@pytest.mark.parametrize("cells", [20, 78, 118])
@pytest.mark.parametrize("typed", ["", "state:", "x persona:", "level:err"])
def test_the_advice_has_the_width_of_the_screen(cells: int, typed: str) -> None:
    for words in (RUN_WORDS, EVENT_WORDS):
        made = advice(Asked("/", "runs", words=words), typed, cells, Look(ASCII))
        assert width(made) == cells and plain(made).isascii()


def test_the_values_of_a_word_are_shown_while_it_is_typed() -> None:
    assert "wave  levels" in plain(advice(Asked("/", "runs", words=RUN_WORDS), "x source:", 78, Look()))
    words = {**RUN_WORDS, "persona": ("code reviewer",)}
    assert '"code reviewer"' in plain(advice(Asked("/", "runs", words=words), "persona:c", 78, Look()))


def test_known_personas_and_tags_are_offered() -> None:
    shown = view(snapshot(run(tags=("night",)), detail=detail(step(persona="coder"))))
    asked = filters_runs(shown, RunFilter("x", ("lost",)))
    assert (asked.text, asked.words["persona"], asked.words["tag"]) == ("state:lost x", ("coder",), ("night",))


def test_the_words_that_limit_the_events_are_there_to_be_changed_and_an_empty_line_shows_all() -> None:
    query = EventsQuery("r", text="kept", levels=("error",))
    assert asks_events("/", view(), query).text == "level:error "
    assert asks_events("&", view(), query).text == ""


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15), (50, 10), (40, 6), (40, 1)])
def test_the_prompt_stands_at_the_bottom(size: tuple[int, int]) -> None:
    place, row = prompt_place(arrange(*size, Wish()))
    assert place.y + place.height == size[1] and 0 <= row < place.height
