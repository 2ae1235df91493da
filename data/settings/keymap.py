"""Key names as a user writes them, and bindings that name no action."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator

from ..text import clean

_NAME = re.compile(r"(?:(?:ctrl|alt|shift|super|meta|hyper)\+)*(?:[a-z][a-z0-9_]*|[^\s\x00-\x1f\x7f])")


def read_keys(value: object) -> tuple[str, ...]:
    """The keys in ``"ctrl+t,f5"`` or ``["ctrl+t", "f5"]``; a comma alone is the comma key.

    Raises ValueError with a sentence when one of them is no key or there is none.
    """
    listed = _listed(value)
    if not listed:
        raise ValueError("needs at least one key, for example 'x' or 'ctrl+t,f5'")
    for key in listed:
        if not _NAME.fullmatch(key):
            raise ValueError(f"{clean(key, limit=40)!r} is no key; write one like x, X, f5, ctrl+t or question_mark")
    return listed


def unknown_actions(keys: object, actions: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each binding id that names no action, with a sentence that says what would."""
    if not isinstance(keys, dict):
        return
    for name in keys:
        if name not in actions:
            yield name, f"names no action; {meant(name, actions)}"


def meant(name: str, known: Collection[str]) -> str:
    """What the writer of ``name`` may have meant, and all that is known."""
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{hint}Allowed: {', '.join(sorted(known))}"


def _listed(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value == "," else tuple(key.strip() for key in value.split(",") if key.strip())
    if isinstance(value, list | tuple) and all(isinstance(key, str) for key in value):
        return tuple(value)
    raise ValueError("is neither text nor a list of texts; write 'x', 'ctrl+t,f5' or ['ctrl+t', 'f5']")
