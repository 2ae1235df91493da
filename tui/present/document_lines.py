"""A document drawn: line numbers, folds, four colours, wrapped or moved sideways."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from rich.cells import cell_len

from wave_tui.data.artifacts.model import PreviewRow

from .document import Document, Place, folded, visible
from .event_sheet import wrapped as words
from .line import Line, Piece, line, width
from .look import Look

_ROLES = {
    "key": "accent",
    "link": "accent",
    "number": "warn",
    "keyword": "strong",
    "punctuation": "dim",
    "comment": "dim",
    "quote": "dim",
    "heading": "strong",
}
_CONSTANTS = frozenset({"true", "false", "null", "True", "False", "None", "nil"})
_INDENT = "  "
_TAB = "    "


@dataclass(frozen=True, slots=True)
class Page:
    """How a document is looked at: size in cells, wrapped or not, the text searched for, with or without a cursor."""

    cells: int
    height: int
    look: Look
    wrap: bool = False
    search: str = ""
    cursor: bool = False


def draw(made: Document, place: Place, page: Page) -> tuple[list[tuple[int, Line]], Place]:
    """Row index and line of each screen row, and the place with the cursor brought into view."""
    shown = visible(made, place)
    if not shown or page.height <= 0:
        return [], place
    at = max(0, bisect_right(shown, place.cursor) - 1)
    top = max(0, min(bisect_right(shown, place.top) - 1, at))
    place = replace(place, cursor=shown[at])
    above = [_rows(made, index, place, page) for index in shown[max(top, at - page.height + 1) : at + 1]]
    while len(above) > 1 and sum(map(len, above)) > page.height:
        above.pop(0)
    drawn, top = [each for rows in above for each in rows], at - len(above) + 1
    for index in shown[at + 1 :]:
        if len(drawn) >= page.height:
            break
        drawn += _rows(made, index, place, page)
    while top > 0 and len(drawn) + len(more := _rows(made, shown[top - 1], place, page)) <= page.height:
        drawn, top = more + drawn, top - 1
    return drawn[: page.height], replace(place, top=shown[top])


def styled(row: PreviewRow, search: str) -> Line:
    """The text of a row in its colours, what was searched for underlined."""
    marks = _marks(row.text, search)
    edges = sorted({0, len(row.text), *(e for a, b, _ in row.spans for e in (a, b)), *(e for m in marks for e in m)})
    pieces: list[Piece] = []
    spans = iter(row.spans)
    span = next(spans, None)
    for start, end in zip(edges, edges[1:], strict=False):
        while span is not None and span[1] <= start:
            span = next(spans, None)
        role = span[2] if span is not None and span[0] <= start else ""
        token = "warn" if role == "keyword" and row.text[start:end] in _CONSTANTS else _ROLES.get(role, "text")
        found = any(a <= start < b for a, b in marks)
        pieces.append((row.text[start:end].replace("\t", _TAB), "accent underline" if found else token))
    return line(*pieces)


def dropped(of: Line, cells: int) -> Line:
    """The line without its first cells; half of a wide character leaves a blank."""
    kept: list[Piece] = []
    for text, style in of:
        size = cell_len(text)
        if cells >= size:
            cells -= size
            continue
        text, cells = _drop(text, cells), 0
        kept.append((text, style))
    return tuple(kept)


def wrapped(of: Line, cells: int) -> list[Line]:
    """The line in pieces of at most that many cells, at least one."""
    lines: list[list[Piece]] = [[]]
    left = cells
    for text, style in of:
        while text:
            taken = _taken(text, left)
            if taken:
                lines[-1].append((text[:taken], style))
                left -= cell_len(text[:taken])
                text = text[taken:]
            if text:
                lines.append([])
                left = cells
    return [tuple(each) for each in lines]


def _rows(made: Document, index: int, place: Place, page: Page) -> list[tuple[int, Line]]:
    row, look = made.rows[index], page.look
    closed = folded(made, index, place)
    gutter = _gutter(made, index, look, closed=closed, cursor=page.cursor and index == place.cursor)
    if not made.numbers[index] and row.spans[:1] == ((0, len(row.text), "heading"),):
        return _sentence(index, row.text, gutter, page)
    hidden = (f"  {look.glyphs.ellipsis} {row.folds} lines", "faint") if closed else ("", "")
    text = line((_INDENT * row.depth, "text"), *styled(row, page.search), hidden)
    room = max(1, page.cells - width(gutter))
    if not page.wrap:
        return [(index, (*gutter, *dropped(text, place.left)))]
    blank: Piece = (" " * width(gutter), "text")
    parts = wrapped(text, room)
    return [(index, (*(gutter if not n else (blank,)), *part)) for n, part in enumerate(parts)]


def _sentence(index: int, text: str, gutter: Line, page: Page) -> list[tuple[int, Line]]:
    """What the program says about the file: never cut, broken at blanks."""
    blank: Piece = (" " * width(gutter), "text")
    parts = words(text, max(2, page.cells - width(gutter)))
    return [(index, (*((blank,) if number else gutter), (part, "strong"))) for number, part in enumerate(parts)]


def _gutter(made: Document, index: int, look: Look, *, closed: bool, cursor: bool) -> Line:
    """Cursor, line number and fold sign; documents without lines have the cursor alone."""
    mark: Piece = (look.glyphs.cursor if cursor else " ", "accent")
    if not made.digits:
        return (mark, (" ", "text"))
    number = str(made.numbers[index]) if made.numbers[index] else ""
    sign = (look.glyphs.closed if closed else look.glyphs.open) if made.rows[index].folds else " "
    return line(mark, (f"{number:>{made.digits}} ", "faint"), (f"{sign} ", "dim"))


def _marks(text: str, search: str) -> list[tuple[int, int]]:
    if not search:
        return []
    found, wanted, folded_text = [], search.casefold(), text.casefold()
    start = folded_text.find(wanted) if len(folded_text) == len(text) else -1
    while start >= 0:
        found.append((start, start + len(wanted)))
        start = folded_text.find(wanted, start + len(wanted))
    return found


def _drop(text: str, cells: int) -> str:
    for place, character in enumerate(text):
        if cells <= 0:
            return " " * -cells + text[place:]
        cells -= cell_len(character)
    return ""


def _taken(text: str, cells: int) -> int:
    if text.isascii():
        return min(len(text), cells)
    used = 0
    for place, character in enumerate(text):
        used += cell_len(character)
        if used > cells:
            return place if place or cells > 1 else 1
    return len(text)
