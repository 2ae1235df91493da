"""Why something failed, in the few cells of a list."""

from __future__ import annotations

_LOOKED_AT = 400


def brief(text: str) -> str:
    """The first line of an error without what its next part says again: ``a: a [b]: c`` is ``a [b]: c``."""
    parts = " ".join(text[:_LOOKED_AT].partition("\n")[0].split()).split(": ")
    kept = [part for part, after in zip(parts, parts[1:], strict=False) if not after.startswith(part)]
    return ": ".join([*kept, parts[-1]])
