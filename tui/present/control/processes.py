"""The processes of a run as a small tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wave_tui.data.engine.model import Survivor

from ..line import Line, cut, line
from ..look import Look

MOST = 8


def process_lines(processes: Sequence[Survivor], cells: int, look: Look, most: int = MOST) -> list[Line]:
    """Parents above their children, as many as there is room for, and how many more."""
    rows = list(_rows(processes, look))
    shown = rows if len(rows) <= most else rows[: most - 1]
    more = [line((f"{look.glyphs.ellipsis} {len(rows) - len(shown)} more", "faint"))] if len(rows) > most else []
    return [*(_line(guide, each, cells, look) for guide, each in shown), *more]


def _line(guide: str, of: Survivor, cells: int, look: Look) -> Line:
    room = max(cells - len(guide) - len(str(of.pid)) - 2, 0)
    return line((guide, "rule"), (f"{of.pid}  ", "dim"), (cut(of.command, room, look.glyphs.ellipsis), "text"))


def _rows(processes: Sequence[Survivor], look: Look) -> Iterator[tuple[str, Survivor]]:
    """Every process once, whatever their parents claim."""
    known = {each.pid for each in processes}
    below: dict[int, list[Survivor]] = {}
    for each in processes:
        below.setdefault(each.parent if each.parent in known and each.parent != each.pid else 0, []).append(each)
    waiting = [("", each) for each in reversed(below.pop(0, []))]
    while waiting:
        guide, of = waiting.pop()
        yield guide, of
        children = below.pop(of.pid, [])
        lead = guide.replace(look.glyphs.branch, look.glyphs.upright).replace(look.glyphs.last, " ")
        marks = [look.glyphs.last if n == len(children) - 1 else look.glyphs.branch for n in range(len(children))]
        waiting += [(f"{lead}{mark} ", child) for mark, child in reversed(list(zip(marks, children, strict=True)))]
    for rest in below.values():  # a circle has no first one
        yield from (("", each) for each in rest)
