"""Masks secrets in text.

A rule is a literal mark and a pattern that must match where the mark stands, so a text without marks costs a few
substring searches and any text costs time in proportion to its length. A mask is never longer than what it hides.
"""

from __future__ import annotations

import re
from functools import cache

from .secret_rules import PEM_BEGIN, RULES

_MASK_LENGTH = 8
_MOST_PASSES = (
    8  # a mask can move two words together that look like a secret; the second pass is nearly always the last
)
_BASE64_LINES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=*\\\r\n⏎"
_PEM_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY")
_PEM_BEGIN = re.compile(PEM_BEGIN)


def redact(text: str) -> str:
    """The text with every secret that is found replaced by at most eight asterisks; idempotent, linear time."""
    for _ in range(_MOST_PASSES):
        spans = secrets(text)
        if not spans:
            break
        before, text = text, masked(text, spans)
        if text == before:
            break
    return text


def secrets(text: str) -> list[tuple[int, int]]:
    """Where secrets stand in the text: half-open, in order, never touching each other."""
    low = text.lower()
    if len(low) != len(text):
        low = text.replace("\u0130", "I").lower()  # the one letter whose lower case is longer
    found: list[tuple[int, int]] = []
    for mark, pattern in RULES:
        if mark in low:
            _collect(text, low, mark, _compiled(pattern), found)
    if "-----end" in low:
        _collect_orphaned_keys(text, found)
    return _merged(found) if found else found


def masked(text: str, spans: list[tuple[int, int]], start: int = 0, end: int | None = None) -> str:
    """``text[start:end]`` with what lies in the spans masked; the spans count from the beginning of ``text``."""
    stop = len(text) if end is None else end
    pieces: list[str] = []
    at = start
    for first, last in spans:
        if last <= start or first >= stop:
            continue
        pieces.append(text[at : max(first, at)])
        at = min(last, stop)
        pieces.append("*" * min(_MASK_LENGTH, at - max(first, start)))
    pieces.append(text[at:stop])
    return "".join(pieces)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiling all rules at start would cost 13 ms before the first frame, and most marks are never seen."""
    return re.compile(pattern, re.ASCII)


def _collect(text: str, low: str, mark: str, pattern: re.Pattern[str], found: list[tuple[int, int]]) -> None:
    at = low.find(mark)
    while at >= 0:
        match = pattern.match(text, at)
        if match is None:
            at = low.find(mark, at + 1)
            continue
        found.append(match.span(match.lastindex or 0))
        at = low.find(mark, match.end())


def _collect_orphaned_keys(text: str, found: list[tuple[int, int]]) -> None:
    """The lines before the end of a PEM key whose beginning lies before the text."""
    begun = _PEM_BEGIN.search(text)
    ended = _PEM_END.search(text)
    if ended and (begun is None or begun.start() > ended.start()):
        found.append((len(text[: ended.start()].rstrip(_BASE64_LINES)), ended.start()))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    result: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if result and first <= result[-1][1]:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        elif first < last:
            result.append((first, last))
    return result
