"""A preview as numbered rows that fold, wrap, scroll sideways and are searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wave_tui.data.artifacts.model import Preview, PreviewRow

from .numbers import size

SHEETS = frozenset({"image", "archive", "binary", "missing", "refused", "directory", "empty"})
"""Kinds whose facts say more than their rows."""


@dataclass(frozen=True, slots=True)
class Document:
    """The rows of one or more pages of a preview.

    ``numbers`` are the line numbers, 0 for what is no line; ``digits`` those of the longest, 0 when none has any.
    """

    rows: tuple[PreviewRow, ...] = ()
    numbers: tuple[int, ...] = ()
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader is: cursor and first row by index, cells to the left, and the rows folded other than given."""

    cursor: int = 0
    top: int = 0
    left: int = 0
    toggled: frozenset[int] = frozenset()


def document(pages: Sequence[Preview]) -> Document:
    """One document from consecutive pages: facts and message first, the offer of more last."""
    if not pages:
        return Document()
    before, after = _preface(pages[0]), _rest(pages[-1])
    body = [row for page in pages for row in page.rows]
    lines = (0,) * len(body) if pages[0].kind in SHEETS else tuple(range(1, len(body) + 1))
    numbers = (*(0 for _ in before), *lines, *(0 for _ in after))
    return Document((*before, *body, *after), numbers, len(str(lines[-1])) if any(lines) else 0)


def folded(made: Document, index: int, place: Place) -> bool:
    """True when the rows below this one are hidden."""
    row = made.rows[index]
    return bool(row.folds) and row.folded != (index in place.toggled)


def visible(made: Document, place: Place) -> tuple[int, ...]:
    """The rows that no fold hides."""
    shown = []
    index = 0
    while index < len(made.rows):
        shown.append(index)
        index += made.rows[index].folds + 1 if folded(made, index, place) else 1
    return tuple(shown)


def toggle(made: Document, place: Place) -> Place:
    """Fold or unfold the row under the cursor."""
    if not made.rows or not made.rows[place.cursor].folds:
        return place
    return replace(place, toggled=place.toggled ^ {place.cursor})


def parent(made: Document, index: int) -> int | None:
    """The nearest row above that folds this one."""
    return next((above for above in range(index - 1, -1, -1) if above + made.rows[above].folds >= index), None)


def moved_by(made: Document, place: Place, by: int) -> Place:
    """The cursor that many visible rows further, kept inside."""
    shown = visible(made, place)
    if not shown:
        return place
    at = next((n for n, index in enumerate(shown) if index >= place.cursor), len(shown) - 1)
    return replace(place, cursor=shown[max(0, min(at + by, len(shown) - 1))])


def hits(made: Document, text: str) -> tuple[int, ...]:
    """The rows that contain the text, without regard to case."""
    wanted = text.casefold()
    return tuple(index for index, row in enumerate(made.rows) if wanted in row.text.casefold()) if wanted else ()


def revealed(made: Document, place: Place, index: int) -> Place:
    """The cursor on a row, with everything unfolded that hid it."""
    place = replace(place, cursor=index)
    above = parent(made, index)
    while above is not None:
        if folded(made, above, place):
            place = replace(place, toggled=place.toggled ^ {above})
        above = parent(made, above)
    return place


def _preface(page: Preview) -> tuple[PreviewRow, ...]:
    rows = [PreviewRow(page.message, spans=((0, len(page.message), "heading"),))] if page.message else []
    if page.kind in SHEETS:
        room = max((len(name) for name, _ in page.facts), default=0) + 2
        rows += [PreviewRow(f"{name:<{room}}{value}", spans=((0, room, "comment"),)) for name, value in page.facts]
    return (*rows, PreviewRow("")) if rows and page.rows else tuple(rows)


def _rest(page: Preview) -> tuple[PreviewRow, ...]:
    if page.next_offset is None:
        return ()
    of = f" of {size(page.size)}" if page.size is not None else ""
    text = f"more: space loads the next 64 kB from {size(page.next_offset)}{of}"
    return (PreviewRow(""), PreviewRow(text, spans=((0, len(text), "comment"),)))
