"""Errors in a few cells say what happened, and say it once."""

from __future__ import annotations

import pytest

from wave_tui.tui.present.reason import brief


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("contract failed: contract failed [json_schema]: no `edges`", "contract failed [json_schema]: no `edges`"),
        ("exit status 2", "exit status 2"),
        ("first line  of it\nDetails: more", "first line of it"),
        ("a: a: a", "a"),
        ("", ""),
    ],
)
def test_an_error_is_its_first_line_without_what_is_said_twice(stored: str, shown: str) -> None:
    assert brief(stored) == shown
