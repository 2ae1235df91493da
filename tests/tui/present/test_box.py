"""The frame of a dialog."""

from __future__ import annotations

from wave_tui.tui.present.box import boxed, frame_cells, quoted
from wave_tui.tui.present.line import line, plain, width
from wave_tui.tui.present.look import ASCII, Look


def test_the_frame_stands_in_a_quiet_zone() -> None:
    lines = [plain(each) for each in boxed("Yank", [line("one"), line("two")], 20, 5, Look())]
    assert lines == [
        " " * 24,
        "  ┍━ Yank ━━━━━━━━━━━┑  ",
        "  │                  │  ",
        "  │  one             │  ",
        "  │  two             │  ",
        "  └──────────────────┘  ",
        " " * 24,
    ]


def test_the_ascii_form_has_no_other_character() -> None:
    lines = [plain(each) for each in boxed("Yank", [line("one")], 20, 4, Look(glyphs=ASCII))]
    assert lines[1] == "  += Yank ===========+  "
    assert lines[4] == "  +------------------+  "
    assert "".join(lines).isascii()


def test_content_that_is_too_wide_never_leaves_the_frame() -> None:
    lines = boxed("x" * 100, [line("漢" * 50)], 21, 4, Look())
    assert {width(each) for each in lines} == {25}
    assert plain(lines[3]).endswith("│  ")


def test_a_frame_that_leaves_next_to_nothing_takes_the_whole_width() -> None:
    assert frame_cells(120, 80) == 80
    assert frame_cells(80, 76) == 76
    assert frame_cells(80, 72) == 76
    assert frame_cells(40, 80) == 36


def test_t7_a_name_is_one_quoted_line_of_at_most_200_cells() -> None:
    assert quoted("x\n\nPress y") == '"x Press y"'
    assert width(line(quoted("n" * 10_000))) == 200
    assert quoted("n" * 50, 20) == '"' + "n" * 17 + '…"'
