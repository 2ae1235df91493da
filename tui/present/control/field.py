"""A line of text that is being typed: its text, its cursor, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rich.cells import cell_len

from ..line import Line, Piece, line
from ..look import Look

LIMIT = 1_048_576
"""Characters that a field holds."""


@dataclass(frozen=True, slots=True)
class Field:
    """A text and the place of the cursor in it, in characters."""

    text: str = ""
    at: int = 0

    def typed(self, text: str) -> Field:
        """With a text at the cursor, as much of it as there is room for."""
        text = text[: max(LIMIT - len(self.text), 0)]
        return Field(self.text[: self.at] + text + self.text[self.at :], self.at + len(text))

    def moved(self, by: int) -> Field:
        """The cursor some characters on or back."""
        return replace(self, at=min(max(self.at + by, 0), len(self.text)))

    def pressed(self, key: str) -> Field | None:
        """After a key that edits, None for a key that does not."""
        match key:
            case "backspace":
                return Field(self.text[: max(self.at - 1, 0)] + self.text[self.at :], max(self.at - 1, 0))
            case "delete":
                return Field(self.text[: self.at] + self.text[self.at + 1 :], self.at)
            case "left":
                return self.moved(-1)
            case "right":
                return self.moved(1)
            case "home":
                return replace(self, at=0)
            case "end":
                return replace(self, at=len(self.text))
        return None


def filled(text: str) -> Field:
    """A field with the cursor behind its text."""
    return Field(text, len(text))


def drawn(of: Field, cells: int, look: Look, *, focused: bool, hint: str = "") -> Line:
    """The field over its whole width; of a long text what is around the cursor, line ends as a sign."""
    mark = look.glyphs.cursor if focused else " "
    style = "accent underline" if focused else "text underline"
    room = max(cells - 2, 1)
    if not of.text and not focused:
        return line((f"{mark} ", "accent"), (hint[:room], "faint"), (" " * (room - len(hint[:room])), "faint"))
    before, under, after = _around(of, room, look)
    pieces: list[Piece] = [(f"{mark} ", "accent"), (before, style)]
    pieces += [(under, "accent reverse" if focused else style), (after, style)]
    rest = room - sum(cell_len(part) for part in (before, under, after))
    return line(*pieces, (" " * rest, style))


def _around(of: Field, room: int, look: Look) -> tuple[str, str, str]:
    """What fits of the text before the cursor, under it and behind it."""
    before = _one_line(of.text[max(of.at - room, 0) : of.at], look)
    under = _one_line(of.text[of.at : of.at + 1], look) or " "
    after = _one_line(of.text[of.at + 1 : of.at + 1 + room], look)
    keep = room - cell_len(under) - min(cell_len(after), room // 4)
    while cell_len(before) > keep:
        before = before[1:]
    while cell_len(before) + cell_len(under) + cell_len(after) > room:
        after = after[:-1]
    return before, under, after


def _one_line(text: str, look: Look) -> str:
    mark = "|" if look.glyphs.ascii else "⏎"
    return "".join(mark if each == "\n" else each if each.isprintable() else " " for each in text)
