"""A field that is typed into: what keys do to it and which part of it is drawn."""

from __future__ import annotations

import pytest

from wave_tui.tui.present.control.field import LIMIT, Field, drawn, filled
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look


@pytest.mark.parametrize(
    ("keys", "text", "at"),
    [
        (["left", "backspace"], "ac", 1),
        (["home", "delete"], "bc", 0),
        (["home", "left", "right"], "abc", 1),
        (["home", "end", "right"], "abc", 3),
        (["home", "backspace"], "abc", 0),
        (["delete"], "abc", 3),
    ],
)
def test_keys_edit_at_the_cursor(keys: list[str], text: str, at: int) -> None:
    field = filled("abc")
    for key in keys:
        after = field.pressed(key)
        assert after is not None
        field = after
    assert field == Field(text, at)


def test_other_keys_do_not_edit() -> None:
    assert filled("abc").pressed("f5") is None


def test_a_field_holds_only_so_much() -> None:
    assert len(filled("x" * (LIMIT - 1)).typed("yz").text) == LIMIT


@pytest.mark.parametrize("text", ["", "short", "x" * 500_000, "日本語" * 40, "a\nb\tc\u202e\x1b[2J"])
@pytest.mark.parametrize("focused", [True, False])
def test_a_field_has_the_width_it_was_given_and_shows_no_control_characters(text: str, focused: bool) -> None:
    for field in (filled(text), Field(text), Field(text, len(text) // 2)):
        made = drawn(field, 30, Look(), focused=focused)
        assert width(made) == 30
        assert plain(made).isprintable()


def test_the_cursor_stays_in_sight() -> None:
    made = drawn(filled("a" * 100 + "z"), 30, Look(ASCII), focused=True)
    assert any("reverse" in style for _, style in made) and "z" in plain(made)
