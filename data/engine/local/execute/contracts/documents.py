"""Contracts about a file itself: that it is there, and that it is a finished document of its format."""

from __future__ import annotations

from collections.abc import Iterator

from .....errors import RefusedError
from .source import parse
from .verdict import Verdict

PLACEHOLDERS = ("TODO", "FIXME", "XXX", "TBD", "[placeholder]")


def non_empty_verdict(name: str, content: bytes) -> Verdict:
    """A file holds when it has at least one character that is no blank."""
    return Verdict() if content.strip() else Verdict(f"{name} is empty")


def format_verdict(name: str, content: bytes) -> Verdict:
    """A JSON object with at least one field and without placeholders in its texts."""
    try:
        value = parse(content, name)
    except RefusedError as error:
        return Verdict(str(error))
    if not isinstance(value, dict):
        return Verdict(f"{name} must hold a JSON object")
    if not value:
        return Verdict(f"{name} holds an empty object")
    found = tuple(_placeholders(value))
    return Verdict(f"{name} is not finished: {found[0]}", found) if found else Verdict()


def _placeholders(value: object) -> Iterator[str]:
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting:
        place, one = waiting.pop()
        if isinstance(one, str):
            yield from (f"{place} contains {word}" for word in PLACEHOLDERS if word in one)
        elif isinstance(one, dict):
            waiting.extend((f"{place}/{key}", below) for key, below in reversed(one.items()))
        elif isinstance(one, list):
            waiting.extend((f"{place}/{at}", one[at]) for at in reversed(range(len(one))))
