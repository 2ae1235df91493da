"""Bars of a timeline: which cells each stretch of time owns, and the marks in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor

from wave_tui.data.states import Word

from .canvas import Canvas
from .look import Look
from .timeline_spans import AHEAD, BODIES, Part, Span
from .timeline_window import Window

_MANY = 10

_FLAT = ("none", "16")
"""Palettes in which exchanged colours are not the same colours."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Cells ``first`` to ``last`` of a plot and the spans that share them; ``left`` and ``right`` are exact."""

    first: int
    last: int
    left: float
    right: float
    spans: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """The one that is drawn: work before waits."""
        return next((span for span in self.spans if span.part in BODIES), self.spans[0])

    @property
    def count(self) -> int:
        """How many stretches of work share the cells."""
        return sum(span.part in BODIES for span in self.spans)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A span in cells."""

    left: float
    right: float
    span: Span

    @property
    def short(self) -> bool:
        return self.right - self.left < 1

    @property
    def middle(self) -> int:
        return floor((self.left + self.right) / 2)

    def share(self, cell: int) -> float:
        return min(self.right, cell + 1) - max(self.left, cell)


def place(spans: Sequence[Span], window: Window, now: int | None = None) -> tuple[Placed, ...]:
    """Every visible span owns at least one cell, in the order of time, none outside of the plot.

    Where several that are shorter than a cell fall into one, they share it. ``now`` is the column of now: what
    was ends left of it, what will be begins right of it.
    """
    seen = [made for span in spans if (made := _stretch(span, window, now))]
    seen.sort(key=lambda stretch: stretch.left)
    owners = _owners(seen, window.cells)
    placed = []
    for owner, run in groupby(sorted(owners), key=lambda cell: owners[cell]):
        cells = list(run)
        members = [seen[index] for index in owner]
        left, right = members[0].left, members[-1].right
        placed.append(Placed(cells[0], cells[-1], left, right, tuple(member.span for member in members)))
    return tuple(placed)


def _stretch(span: Span, window: Window, now: int | None) -> _Stretch | None:
    left, right = window.x(span.start), window.x(span.end)
    if now is not None and span.part in AHEAD:
        left = max(left, now + 1)
        right = max(right, left + 0.01)
    elif now is not None and right > now:
        right = max(float(now), left)
    if right < 0 or left >= window.cells or (right == 0 and left < 0):
        return None
    return _Stretch(max(left, 0.0), min(right, float(window.cells)), span)


def _owners(seen: Sequence[_Stretch], cells: int) -> dict[int, tuple[int, ...]]:
    shared: dict[int, list[int]] = {}
    for index, stretch in enumerate(seen):
        if stretch.short:
            shared.setdefault(_free_cell(index, seen, shared, cells), []).append(index)
    owners: dict[int, tuple[int, ...]] = {}
    for index, between in enumerate(_between(len(seen), shared, cells)):
        if not seen[index].short:
            _take(index, seen, owners, between)
    owners.update({cell: tuple(members) for cell, members in shared.items()})
    settled = {index for members in owners.values() for index in members}
    for index in range(len(seen)):
        if index not in settled:
            cell = min(seen[index].middle, cells - 1)
            owners[cell] = tuple(sorted((*owners.get(cell, ()), index)))
    return owners


def _between(count: int, shared: Mapping[int, Sequence[int]], cells: int) -> list[range]:
    """For each stretch the cells after the short ones before it and before the short ones after it."""
    place = {index: cell for cell, members in shared.items() for index in members}
    starts, ends = [0] * count, [cells] * count
    for index in range(1, count):
        starts[index] = max(starts[index - 1], place.get(index - 1, -1) + 1)
    for index in range(count - 2, -1, -1):
        ends[index] = min(ends[index + 1], place.get(index + 1, cells))
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]


def _take(index: int, seen: Sequence[_Stretch], owners: dict[int, tuple[int, ...]], between: range) -> None:
    """A long stretch takes its cells; a cell at the border goes to the one that fills more of it."""
    stretch = seen[index]
    for cell in range(max(floor(stretch.left), between.start), min(ceil(stretch.right), between.stop)):
        before = owners.get(cell)
        if before is None or seen[before[0]].share(cell) <= stretch.share(cell):
            owners[cell] = (index,)


def _free_cell(index: int, seen: Sequence[_Stretch], shared: dict[int, list[int]], cells: int) -> int:
    """The cell of a short stretch; a wait or backoff gives way to work by one cell if it can."""
    cell = min(seen[index].middle, cells - 1)
    kinds = {seen[other].span.part in BODIES for other in shared.get(cell, ())}
    clash = kinds and kinds != {seen[index].span.part in BODIES}
    return cell + 1 if clash and cell + 1 < cells and cell + 1 not in shared else cell


def paint_bars(row: Canvas, left: int, placed: Sequence[Placed], look: Look, *, thin: bool) -> None:
    """All marks of one lane into a row whose plot begins at ``left``."""
    for each in placed:
        if each.count > 1:
            _count(row, left, each)
        elif each.span.part in BODIES:
            _body(row, left, each, look, thin=thin)
    for each in placed:
        if each.span.part not in BODIES:
            _mark(row, left, each, look)


_TOKENS = {
    Part.RUNNING: "bar", Part.STALE: "bar", Part.DONE: "done", Part.FAILED: "barfail", Part.CANCELLED: "done",
}  # fmt: skip
_THIN_TOKENS = {**_TOKENS, Part.RUNNING: "accent", Part.FAILED: "fail"}
_WORDS = {
    Part.RUNNING: Word.RUN, Part.STALE: Word.RUN, Part.DONE: Word.OK, Part.FAILED: Word.FAIL,
    Part.CANCELLED: Word.CAN,
}  # fmt: skip


def ground(part: Part, look: Look) -> str:
    """The style word with which a mark sits on a bar's own background; empty where a bar has none."""
    if look.glyphs.ascii or (part is Part.FAILED and look.colours == "none"):
        return ""
    return f" on-{_TOKENS[part]}"


def _count(row: Canvas, left: int, placed: Placed) -> None:
    failed = any(span.part is Part.FAILED for span in placed.spans)
    text = str(placed.count) if placed.count < _MANY else "+"
    for cell in range(placed.first, placed.last + 1):
        row.put(left + cell, text, "fail bold" if failed else "strong")


def _body(row: Canvas, left: int, placed: Placed, look: Look, *, thin: bool) -> None:
    part = placed.span.part
    token = (_THIN_TOKENS if thin else _TOKENS)[part]
    if look.glyphs.ascii:
        text = look.glyphs.of(_WORDS[part]) * (placed.last - placed.first + 1)
        row.put(left + placed.first, text, token)
    elif thin:
        row.put(left + placed.first, _thin(placed, look), token)
    else:
        _block(row, left, placed, token, look)
    _end(row, left, placed, look, thin=thin)


def _thin(placed: Placed, look: Look) -> str:
    cells = placed.last - placed.first + 1
    start = round(min(max(placed.left - placed.first, 0.0), 1.0) * 2)
    end = round(min(max(placed.right - placed.first, 0.0), cells) * 2)
    start = min(start, 1)
    end = max(end, start + 1, (cells - 1) * 2 + 1)
    if cells == 1 and end - start == 1:
        return look.glyphs.thin_left if start else look.glyphs.thin_right
    text = look.glyphs.thin * cells
    head = look.glyphs.thin_left if start else ""
    tail = look.glyphs.thin_right if end % 2 else ""
    return head + text[len(head) : cells - len(tail)] + tail


def _block(row: Canvas, left: int, placed: Placed, token: str, look: Look) -> None:
    first, last, part = placed.first, placed.last, placed.span.part
    start, end = _eighths(placed, air=part is not Part.RUNNING)
    body = look.glyphs.shade if part is Part.FAILED and look.colours == "none" else look.glyphs.body
    row.put(left + first, body * (last - first + 1), token)
    if start and look.colours not in _FLAT:
        row.put(left + first, look.glyphs.eighths[start], f"{token} reverse")
    if end < 8 and not (first == last and start):
        row.put(left + last, look.glyphs.eighths[end], token)


def _eighths(placed: Placed, *, air: bool) -> tuple[int, int]:
    """Eighths left blank in the first cell, eighths filled in the last."""
    start = round(min(max(placed.left - placed.first, 0.0), 1.0) * 8)
    end = round(min(max(placed.right - placed.last, 0.0), 1.0) * 8) - air
    if placed.first == placed.last and start and end < 7:
        return (0, max(end - start, 1))
    return min(start, 7), min(max(end, 1), 8)


def _end(row: Canvas, left: int, placed: Placed, look: Look, *, thin: bool) -> None:
    """The last cell says how it ended: a bright head, a cross, a square."""
    part, last = placed.span.part, left + placed.last
    if look.glyphs.ascii:
        return
    if part is Part.RUNNING and not thin:
        row.put(last, look.glyphs.body, "accent")
    elif part is Part.FAILED:
        cross = look.glyphs.of(Word.FAIL)
        if thin:
            free = row.at(last + 1)[0] == " " and last + 1 < len(row)
            row.put(last + free, cross, "fail bold")
        else:
            row.put(last, cross, f"strong bold{ground(part, look)}")
    elif part is Part.CANCELLED:
        row.put(last, look.glyphs.of(Word.CAN), "text" if thin else f"text{ground(part, look)}")


def _mark(row: Canvas, left: int, placed: Placed, look: Look) -> None:
    part, cells = placed.span.part, range(placed.first, placed.last + 1)
    glyph, style = {
        Part.QUEUED: (look.glyphs.queued, "queue"),
        Part.BACKOFF: (look.glyphs.backoff, "warn"),
        Part.LOST: (look.glyphs.of(Word.LOST), "warn bold"),
        Part.WAITING: (look.glyphs.queued, "dim"),
        Part.LIKELY: (look.glyphs.projection, "accent"),
        Part.DOUBTFUL: (look.glyphs.projection, "faint"),
    }[part]
    step = 2 if part is Part.WAITING else 1
    for cell in cells[::step]:
        row.put(left + cell, glyph, style)
