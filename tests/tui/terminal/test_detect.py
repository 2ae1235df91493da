"""What the environment says about a terminal."""

from __future__ import annotations

import pytest

from wave_tui.tui.terminal.detect import Colours, colours, prepared, refusal, ssh, unicode_glyphs, utf8


def test_an_ssh_link_is_seen_by_either_variable() -> None:
    assert ssh({"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"}) and ssh({"SSH_TTY": "/dev/pts/1"})
    assert not ssh({"SSH_CONNECTION": ""})


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LANG": "de_DE.UTF-8"}, True),
        ({"LC_CTYPE": "C.utf8"}, True),
        ({"LANG": "C.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "C.UTF-8", "LC_ALL": ""}, True),
        ({"LANG": "POSIX"}, False),
        ({}, False),
    ],
)
def test_v3_the_locale_decides_about_utf8(environ: dict[str, str], expected: bool) -> None:
    assert utf8(environ) is expected


def test_the_linux_console_gets_ascii_glyphs() -> None:
    assert unicode_glyphs({"LANG": "C.UTF-8", "TERM": "xterm"})
    assert not unicode_glyphs({"LANG": "C.UTF-8", "TERM": "linux"})


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Colours.TRUE),
        ({"TERM": "xterm-256color"}, Colours.MANY),
        ({"TERM": "xterm"}, Colours.BASIC),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, Colours.NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, Colours.MANY),
        ({"TERM": "dumb"}, Colours.NONE),
    ],
)
def test_v4_colours_follow_the_terminal_and_a_non_empty_no_color(environ: dict[str, str], expected: Colours) -> None:
    assert colours(environ) is expected


@pytest.mark.parametrize("term", [None, "", "dumb", "unknown"])
def test_v2_a_terminal_without_a_movable_cursor_is_refused(term: str | None) -> None:
    environ = {} if term is None else {"TERM": term}
    assert "TERM" in refusal(environ, input_tty=True, output_tty=True)


def test_v2_the_refusal_names_the_stream_that_is_no_terminal() -> None:
    assert "standard input" in refusal({"TERM": "xterm"}, input_tty=False, output_tty=True)
    assert "standard output" in refusal({"TERM": "xterm"}, input_tty=True, output_tty=False)
    assert refusal({"TERM": "xterm"}, input_tty=True, output_tty=True) == ""


def test_textual_is_told_to_keep_still_and_over_ssh_to_paint_less() -> None:
    local = prepared({"PATH": "/bin", "TEXTUAL_ANIMATIONS": "full", "COLUMNS": "33", "NO_COLOR": ""})
    still = {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0"}
    assert local == {"PATH": "/bin", "TEXTUAL_FPS": "125", **still}
    assert prepared({"SSH_TTY": "x"})["TEXTUAL_FPS"] == "15"
    assert prepared({"SSH_TTY": "x", "TEXTUAL_FPS": "30"})["TEXTUAL_FPS"] == "30"
