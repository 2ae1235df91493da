"""Frames with fewer bytes: a colour that already is in force is not sent again, nor one that nobody would see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# Colours; any other control sequence; text; and whatever else begins with an escape, to the next one.
_PIECE = re.compile(r"\x1b\[([0-9;]*)m|\x1b\[[^@-~\x1b]*[@-~]|[^\x1b]+|\x1b[^\x1b]*")
_CURSOR_LAST = re.compile(r"\x1b\[\d+;\d+H\Z")
_RESET = "\x1b[0m"


class Style(NamedTuple):
    """What a terminal puts on cells: attributes such as bold, and the parameters of the two colours."""

    attributes: frozenset[str] = frozenset()
    ink: str = ""
    ground: str = ""


PLAIN = Style()
_SEEN_ON_BLANKS = frozenset("4789") | {"21", "53"}
"""Underline, reverse, conceal, strike, double underline, overline: what changes even a blank."""


def compact(data: str) -> str:
    """The same cells in fewer bytes, for data that begins and ends without colours, as every frame does."""
    if "\x1b[" not in data:
        return data
    end = _CURSOR_LAST.search(data)
    body, last = (data[: end.start()], end.group()) if end else (data, "")
    return "".join(_pieces(body)) + last


def _pieces(body: str) -> Iterator[str]:
    force = wanted = PLAIN
    for match in _PIECE.finditer(body):
        piece, parameters = match.group(), match.group(1)
        if parameters is not None:
            wanted = _after(wanted, parameters)
            continue
        if piece[0] != "\x1b" and wanted != force and not (piece.isspace() and _same_blank(force, wanted)):
            yield _change(force, wanted)
            force = wanted
        yield piece
    if force != wanted or force != PLAIN:
        yield _change(force, wanted)


@lru_cache(512)
def _same_blank(one: Style, other: Style) -> bool:
    """Whether a blank looks the same in both."""
    seen = (one.attributes | other.attributes) & _SEEN_ON_BLANKS
    return one.ground == other.ground and not seen


@lru_cache(2048)
def _after(before: Style, parameters: str) -> Style:
    """The style after a sequence of parameters."""
    attributes, ink, ground = before
    waiting = parameters.split(";")[::-1]
    while waiting:
        code = waiting.pop()
        if code in ("", "0"):
            attributes, ink, ground = PLAIN
        elif code in ("38", "48"):
            colour = ";".join((code, *_colour(waiting)))
            ink, ground = (colour, ground) if code == "38" else (ink, colour)
        elif code.startswith(("3", "9")) and len(code) == 2:
            ink = "" if code == "39" else code
        elif code.startswith(("4", "10")) and len(code) >= 2:
            ground = "" if code == "49" else code
        else:
            attributes = attributes | {code}
    return Style(attributes, ink, ground)


def _colour(waiting: list[str]) -> list[str]:
    kind = waiting.pop() if waiting else ""
    count = {"2": 3, "5": 1}.get(kind, 0)
    return [kind, *(waiting.pop() for _ in range(min(count, len(waiting))))]


@lru_cache(2048)
def _change(before: Style, after: Style) -> str:
    """The shortest sequence from one style to the other."""
    if after == PLAIN:
        return _RESET
    fewer = bool(before.attributes - after.attributes)
    lost = fewer or (before.ink and not after.ink) or (before.ground and not after.ground)
    base = PLAIN if lost else before
    parts = sorted(after.attributes - base.attributes)
    parts += [after.ink] if after.ink != base.ink else []
    parts += [after.ground] if after.ground != base.ground else []
    return f"\x1b[{';'.join(['0', *parts] if lost else parts)}m"
