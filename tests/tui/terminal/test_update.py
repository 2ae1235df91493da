"""Partial updates that begin where the change begins."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from textual._compositor import ChopsUpdate
from textual.strip import Strip

from wave_tui.tui.terminal.update import NarrowUpdate

CONSOLE = Console(force_terminal=True, color_system="truecolor", width=20, height=2)
OLD = "abcdefghijklmnopqrst"
EDGES = [0, 8, 20]


def update(line: str, spans: list[tuple[int, int, int]]) -> ChopsUpdate:
    """An update of two lines that hold the same text, cut in two by the edge of a widget."""
    chops = {0: Strip([Segment(line[:8])]), 8: Strip([Segment(line[8:])])}
    return ChopsUpdate([chops, chops], spans, [EDGES[1:], EDGES[1:]])


def screen(data: str) -> list[str]:
    """What a terminal shows that showed the old lines before."""
    shown = pyte.Screen(20, 2)
    pyte.Stream(shown).feed(f"{OLD}\r\n{OLD}{data}")
    return list(shown.display)


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 19), st.integers(1, 20)), min_size=1, max_size=4))
def test_exactly_the_spans_are_painted(places: list[tuple[int, int, int]]) -> None:
    spans = sorted((y, start, min(start + length, 20)) for y, start, length in places)
    new = OLD.upper()
    wanted = [list(OLD), list(OLD)]
    for y, start, end in spans:
        wanted[y][start:end] = new[start:end]
    shown = screen(NarrowUpdate.of(update(new, spans)).render_segments(CONSOLE))
    assert shown == ["".join(line) for line in wanted]


def test_a_change_in_the_midst_of_a_widget_sends_nothing_before_it() -> None:
    assert NarrowUpdate.of(update(OLD.upper(), [(1, 10, 12)])).render_segments(CONSOLE) == "\x1b[2;11HKL"


def test_a_span_over_the_edge_of_a_widget_moves_the_cursor_once() -> None:
    assert NarrowUpdate.of(update(OLD.upper(), [(0, 6, 10)])).render_segments(CONSOLE) == "\x1b[1;7HGHIJ"
