"""What stands beside the prompt, and where."""

from __future__ import annotations

import pytest

from wave_tui.tui.commands import COMMANDS
from wave_tui.tui.present.arrange import Wish, arrange
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.prompt import advice, fitting, offered, prompt_place

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


@pytest.mark.parametrize(("lead", "lists", "said"), [("/", True, "before"), ("/", False, "n N"), ("&", False, "only")])
def test_the_advice_fits_what_is_typed(lead: str, lists: bool, said: str) -> None:
    assert said in plain(advice(lead, lists=lists, cells=100))


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15), (50, 10), (40, 6), (40, 1)])
def test_the_prompt_stands_at_the_bottom(size: tuple[int, int]) -> None:
    place, row = prompt_place(arrange(*size, Wish()))
    assert place.y + place.height == size[1] and 0 <= row < place.height
