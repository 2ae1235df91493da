"""The command log: when, what as a command line, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from ...control.writes import Write
from ...palette import lit
from ..line import Line, cut, fit, line
from ..look import Look
from ..numbers import clock
from ..scrolling import visible_top

_NONE = "Nothing was written yet. What you start, cancel or retry stands here, as a command line too."


def log_lines(writes: Sequence[Write], cursor: int, rows: int, cells: int, look: Look) -> list[Line]:
    """Two lines for each write, newest first: the command line, and its result."""
    if not writes:
        return [line((cut(_NONE, cells, look.glyphs.ellipsis), "dim"))]
    newest = list(reversed(writes))
    room = max(1, rows // 2)
    top = visible_top(max(0, cursor - room // 2), cursor, room, len(newest))
    return [
        each
        for number, write in enumerate(newest[top : top + room], top)
        for each in _entry(write, cells, look, chosen=number == cursor)
    ]


def _entry(write: Write, cells: int, look: Look, *, chosen: bool) -> list[Line]:
    mark = f"{look.glyphs.cursor if chosen else ' '} "
    command = " ".join(write.command.split("\n"))
    first = line(
        (mark, "accent"), (f"{clock(write.time, look.zone)}  ", "faint"),
        (cut(command, max(cells - 12, 0), look.glyphs.ellipsis), "text bold" if chosen else "text"),
    )  # fmt: skip
    token = "warn" if write.done is False else "dim"
    told = write.result or "waiting for an answer"
    second = line((" " * 12, "text"), (cut(told, max(cells - 12, 0), look.glyphs.ellipsis), token))
    made = [fit(first, cells), fit(second, cells)]
    return [lit(made[0]), made[1]] if chosen else made
