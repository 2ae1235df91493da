"""A check for development and tests: only sequences that Textual itself composes may reach the terminal."""

from __future__ import annotations

import re

_SEQUENCES = (
    r"\[[0-9;:]*m",  # colours and attributes
    r"\[[0-9;]*[ABCDHJK]",  # cursor and erasing
    r"\[\?[0-9;]+[hl]",  # modes on and off
    r"\[\?\d+\$p",  # is a mode supported
    r"\[[<>=]\d*u",  # keyboard protocol
    r"\]52;c;[A-Za-z0-9+/=]*\x07",  # clipboard
    r"\]22;[a-z-]+\x07",  # pointer shape
)
_OWN = re.compile(rf"\x1b(?:{'|'.join(_SEQUENCES)})")
_FOREIGN = re.compile(r"[\x00-\x06\x08\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def foreign(data: str) -> str:
    """The first control character, with what follows, that belongs to no sequence of Textual; empty when none does."""
    rest = _OWN.sub("", data)
    found = _FOREIGN.search(rest)
    return rest[found.start() : found.start() + 40] if found else ""


def check(data: str) -> None:
    """Raises AssertionError when something else than Textual's own sequences is about to be written."""
    found = foreign(data)
    assert not found, f"a control character that nobody composed is on its way to the terminal: {found!r}"
