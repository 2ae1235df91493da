"""Why something failed, in the few cells of a list."""

from __future__ import annotations

_LOOKED_AT = 400


def brief(text: str) -> str:
    """The first line of an error without what it says twice."""
    return once(" ".join(text[:_LOOKED_AT].partition("\n")[0].split()))


def once(text: str) -> str:
    """The text with a first line of which no part is said again by the next: ``a: a [b]: c`` is ``a [b]: c``."""
    head, gap, rest = text.partition("\n")
    parts = head.split(": ")
    kept = [part for part, after in zip(parts, parts[1:], strict=False) if not after.startswith(part)]
    return ": ".join([*kept, parts[-1]]) + gap + rest
