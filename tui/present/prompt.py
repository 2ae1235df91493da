"""The line beside the prompt: what could be typed, or what the keys do."""

from __future__ import annotations

from collections.abc import Sequence

from .arrange import Arrangement, Place
from .line import Line, cut, fit, line, width
from .look import Look

Offer = tuple[str, str, str]
"""A command's name, its argument and its help."""

ROWS = 2


def prompt_place(of: Arrangement) -> tuple[Place, int]:
    """Where the prompt and the line beside it stand, and in which of the two rows the text is typed."""
    under = of.place("footer") or of.places[0]
    bottom = under.y + under.height
    if under.name == "footer" and under.height == ROWS:
        return under, 0
    rows = min(ROWS, bottom)
    return Place("", under.x, bottom - rows, under.width, rows), rows - 1


def fitting(text: str, offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The commands that the first word of a text may mean; the exact name goes alone."""
    name = text.strip().partition(" ")[0]
    exact = tuple(offer for offer in offers if offer[0] == name)
    return exact or tuple(offer for offer in offers if offer[0].startswith(name))


def offered(text: str, offers: Sequence[Offer], cells: int, look: Look) -> Line:
    """The commands that fit: the first with its argument and help, the others by name as far as there is room."""
    found = fitting(text, offers)
    if not found:
        return fit(line((f"no command begins with {cut(text, 40, look.glyphs.ellipsis)}", "warn")), cells)
    name, argument, help = found[0]
    made = line((name, "key"), (f" {argument}" if argument else "", "accent"), (f" {help}", "dim"))
    for other, _, _ in found[1:]:
        named = line("  ", (other, "key"))
        if width(made) + width(named) > cells:
            break
        made = (*made, *named)
    return fit(made, cells)


def advice(lead: str, *, lists: bool, cells: int) -> Line:
    """What the keys do while a filter or a search is typed."""
    leave = (("enter", "keep"), ("esc", "as it was before")) if lists else (("enter", "search"), ("esc", "leave"))
    pairs = (("enter", "only lines with this text, all without text"), ("esc", "leave")) if lead == "&" else leave
    more = () if lists or lead == "&" else (("n N", "next, previous"),)
    return fit(
        tuple(piece for key, label in (*pairs, *more, ("up", "earlier ones")) for piece in _pair(key, label)), cells
    )


def _pair(key: str, label: str) -> Line:
    return ((key, "key"), (f" {label}  ", "dim"))
