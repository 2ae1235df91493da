"""Lines made of styled pieces, measured and cut in terminal cells."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size

Piece = tuple[str, str]
"""Text and its style: token names of the palette, space-separated, for example ``"accent bold"``."""

Line = tuple[Piece, ...]


def line(*pieces: Piece | str) -> Line:
    """A line from pieces; a bare string is plain text. Empty pieces vanish."""
    made = ((piece, "text") if isinstance(piece, str) else piece for piece in pieces)
    return tuple(piece for piece in made if piece[0])


def width(of: Line) -> int:
    """Cells the line takes."""
    return sum(len(text) if text.isascii() else cell_len(text) for text, _ in of)


def plain(of: Line) -> str:
    """The text alone."""
    return "".join(text for text, _ in of)


def join(parts: Iterable[Line], gap: str = "  ") -> Line:
    """Facts beside one another, two cells apart; empty facts leave no gap."""
    made: list[Piece] = []
    for part in parts:
        if part:
            made.extend(((gap, "text"),) if made else ())
            made.extend(part)
    return tuple(made)


def fit(of: Line, cells: int) -> Line:
    """Exactly that many cells: cut on the right or padded with blanks."""
    made: list[Piece] = []
    left = cells
    for text, style in of:
        if left <= 0:
            break
        size = len(text) if text.isascii() else cell_len(text)
        made.append((text if size <= left else set_cell_size(text, left), style))
        left -= min(size, left)
    if left > 0:
        made.append((" " * left, "text"))
    return tuple(made)


def spread(left: Line, right: Line, cells: int, gap: int = 2) -> Line:
    """``left`` and ``right`` at the two edges; the right one stays whole, the left one is cut."""
    room = cells - width(right)
    if not right or room < gap:
        return fit(left, cells)
    return (*fit(fit(left, min(width(left), room - gap)), room), *right)


def column(text: str, style: str, cells: int, *, right: bool = False) -> Piece:
    """One table cell of an exact size; text that does not fit is cut with an ellipsis."""
    text = cut(text, cells)
    pad = " " * (cells - cell_len(text))
    return (pad + text if right else text + pad, style)


def cut(text: str, cells: int, ellipsis: str = "…") -> str:
    """Sentences: cut at the end."""
    if cell_len(text) <= cells:
        return text
    if cells <= cell_len(ellipsis):
        return set_cell_size(text, max(cells, 0))
    return set_cell_size(text, cells - cell_len(ellipsis)).rstrip() + ellipsis


def cut_middle(text: str, cells: int, ellipsis: str = "…") -> str:
    """Ids, paths and names: cut in the middle, the tail at least as long as the head."""
    room = cells - cell_len(ellipsis)
    if cell_len(text) <= cells:
        return text
    if room < 2:
        return tail(text, max(cells, 0))
    head = room // 2
    return set_cell_size(text, head).rstrip() + ellipsis + tail(text, room - head)


def tail(text: str, cells: int) -> str:
    """The last characters that fit into that many cells."""
    kept = ""
    for character in reversed(text):
        if cell_len(character + kept) > cells:
            break
        kept = character + kept
    return kept
