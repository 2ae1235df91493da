"""Poor locales and terminals without colour."""

from __future__ import annotations

import re

import pytest
from programs import Start
from waiting import until

POOR = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_v3_without_utf8_only_ascii_is_written(start: Start, locale: str) -> None:
    terminal = start(environ={**POOR, "LC_ALL": locale})
    terminal.send("q")
    assert terminal.exit_status() == 0
    assert terminal.raw.isascii()


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "screen", "linux", "vt100"])
def test_v4_the_text_is_the_same_in_every_colour_depth(tiny: Start, term: str) -> None:
    rich = tiny()
    poor = tiny(environ={"TERM": term, "COLORTERM": None, "NO_COLOR": "1"})
    until(lambda: poor.text() == rich.text())


def test_an_empty_no_color_is_no_wish(tiny: Start) -> None:
    raw = bytes(tiny(environ={"NO_COLOR": ""}).raw)
    colours = {tuple(map(int, found)) for found in re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", raw)}
    assert any(len(set(colour)) > 1 for colour in colours), "only greys were written"
