"""Help: groups, columns, search."""

from __future__ import annotations

from wave_tui.tui.present.help import Entry, help_lines, matching
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import Look

KEYS = (
    Entry("Moving", "j", "down"),
    Entry("Finding", "/", "search the text"),
    Entry("Moving", "G", "bottom"),
    Entry("Finding", "n", "next hit"),
)


def test_keys_stand_in_their_group_however_they_came() -> None:
    lines = [plain(each).rstrip() for each in help_lines(KEYS, 60, Look())]
    assert lines == [
        "Moving", "j           down", "G           bottom", "", "Finding", "/           search the text",
        "n           next hit",
    ]  # fmt: skip


def test_wide_dialogs_show_two_columns() -> None:
    lines = [plain(each) for each in help_lines(KEYS, 90, Look())]
    assert lines[0].split() == ["Moving", "Finding"]
    assert all(width(each) <= 90 for each in help_lines(KEYS, 90, Look()))


def test_search_looks_at_key_text_and_group() -> None:
    assert [each.cap for each in matching(KEYS, "mov")] == ["j", "G"]
    assert [each.cap for each in matching(KEYS, "HIT")] == ["n"]
    assert matching(KEYS, "nothing") == []


def test_one_character_means_that_key() -> None:
    assert [each.text for each in matching(KEYS, "n")] == ["next hit"]


def test_no_keys_are_no_lines() -> None:
    assert help_lines((), 90, Look()) == []
