"""What a viewer gets to show of an artifact: facts and rows, all of it safe text."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int, str]
"""First character, character behind the last, role: key, string, number, punctuation, heading, comment, keyword,
link, code or quote."""

Fact = tuple[str, str]
"""A name and its value, for example ``("size", "1,103 bytes")``."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One line; it can fold the ``folds`` rows below it (a closing bracket included), ``folded`` starts closed."""

    text: str
    depth: int = 0
    folds: int = 0
    spans: tuple[Span, ...] = ()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """A view of an artifact.

    ``kind`` is text, json, ndjson, markdown, csv, image, archive, binary, empty, missing, refused or directory.
    ``size`` is bytes, None when the file could not be opened. ``truncated`` says that the file goes on;
    ``next_offset`` is the byte where the next view begins, None when there is none. ``message`` is a full sentence
    about what is not shown and why, else empty. ``language`` names the language of source text.
    """

    kind: str
    title: str
    rows: tuple[PreviewRow, ...] = ()
    facts: tuple[Fact, ...] = ()
    truncated: bool = False
    size: int | None = None
    next_offset: int | None = None
    message: str = ""
    language: str = ""
