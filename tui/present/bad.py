"""Bad records of event files: a list of them, and all of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wave_tui.data.models import BadLine

from ..palette import lit
from .event_sheet import wrapped
from .line import Line, column, cut, cut_middle, fit, join, line, width
from .look import Look
from .numbers import clock, size
from .scrolling import visible_top

_NONE = "No bad record: whatever stands in the event files was understood."
_LABEL = 11
_MOST_TEXT = 8
_LEAST_LIST = 3


def bad_lines(found: Sequence[BadLine], cursor: int, cells: int, rows: int, look: Look) -> list[Line]:
    """The newest records first, the one under the cursor below them in full as far as there is room."""
    if not found:
        return [line((cut(_NONE, cells, look.glyphs.ellipsis), "dim"))]
    whole = _whole(found[cursor], cells, look)
    below = max(len(_whole(each, cells, look)) for each in found)
    room = max(_LEAST_LIST, rows - below - 4)
    top = visible_top(max(0, cursor - room // 2), cursor, min(room, len(found)), len(found))
    form = _Columns(max(len(_name(each)) for each in found), max(len(str(each.offset)) for each in found), cells)
    shown = enumerate(found[top : top + room], top)
    listed = [_row(each, form, look, chosen=number == cursor) for number, each in shown]
    made = [_head(found, cursor, cells), (), form.head(), *listed, (), *whole]
    return [*made, *[()] * (below - len(whole))][:rows]


@dataclass(frozen=True, slots=True)
class _Columns:
    """The widest name and the widest number there is; the name gives way to the reason."""

    longest: int
    number: int
    cells: int

    @property
    def name(self) -> int:
        """Cells for the name of the file."""
        return min(max(self.longest, 4), max(self.cells // 4, 12))

    @property
    def offset(self) -> int:
        """Cells for the place in it."""
        return max(self.number, 4) + 2

    def head(self) -> Line:
        """What the columns are."""
        names = column("FILE", "faint", self.name), column("BYTE", "faint", self.offset, right=True)
        return fit(line((f"{'  SEEN':<12}", "faint"), *names, ("  REASON", "faint")), self.cells)


def text_of(bad: BadLine) -> str:
    """What is copied: where it stands, why it is bad, what it says."""
    return f"{bad.file} at byte {bad.offset}, {bad.size} bytes: {bad.reason}\n{bad.text}\n"


def _head(found: Sequence[BadLine], cursor: int, cells: int) -> Line:
    what = "1 bad record" if len(found) == 1 else f"{len(found)} bad records, newest first"
    return fit(join([line((what, "text bold")), line((f"{cursor + 1}/{len(found)}", "dim"))]), cells)


def _row(bad: BadLine, form: _Columns, look: Look, *, chosen: bool) -> Line:
    mark = look.glyphs.cursor if chosen else " "
    file = cut_middle(_name(bad), form.name, look.glyphs.ellipsis)
    lead = line(
        (f"{mark} ", "accent"), (f"{clock(bad.seen, look.zone)}  ", "faint"),
        column(file, "text bold" if chosen else "text", form.name),
        column(str(bad.offset), "dim", form.offset, right=True), ("  ", "text"),
    )  # fmt: skip
    said = cut(bad.reason, max(form.cells - width(lead), 0), look.glyphs.ellipsis)
    made = fit((*lead, *line((said, "text" if chosen else "dim"))), form.cells)
    return lit(made) if chosen else made


def _name(bad: BadLine) -> str:
    return bad.file.rpartition("/")[2]


def _whole(bad: BadLine, cells: int, look: Look) -> list[Line]:
    place = f"byte {bad.offset}, {size(bad.size)}"
    facts = (("file", bad.file, "text"), ("place", place, "text"), ("reason", bad.reason, "warn"))
    made = [each for label, text, token in facts for each in _labelled(label, text, token, cells, look)]
    return [*made, *_labelled("text", bad.text or "nothing that can be shown", "dim", cells, look)]


def _labelled(label: str, text: str, token: str, cells: int, look: Look) -> list[Line]:
    parts = wrapped(text, max(cells - _LABEL, 8))
    shown = list(parts[:_MOST_TEXT])
    if len(parts) > len(shown):
        shown[-1] = cut(f"{shown[-1]}{parts[_MOST_TEXT]}", max(cells - _LABEL, 8), look.glyphs.ellipsis)
    names = [label, *([""] * (len(shown) - 1))]
    return [
        fit(line((f"{name:<{_LABEL}}", "faint"), (part, token)), cells) for name, part in zip(names, shown, strict=True)
    ]
