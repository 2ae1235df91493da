"""Markdown as rows with roles: the text stays as it is written, and no link can be followed by accident."""

from __future__ import annotations

import re

from .model import PreviewRow, Span

_HEADING = re.compile(r"#{1,6}\s")
_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})")
_QUOTE = re.compile(r"(?: {0,3}>)++")
_ITEM = re.compile(r"\s{0,200}(?:[-*+]|\d{1,9}[.)])\s")
_RULE = re.compile(r" {0,3}(?:(?:-\s?){3,}|(?:\*\s?){3,}|(?:_\s?){3,})$")
_INLINE = re.compile(
    r"(?P<code>`[^`]++`)"
    r"|(?P<link>!?\[[^\[\]]{0,500}\]\([^()\s]{0,2000}\)|<?https?://[^\s<>()]++>?)"
    r"|(?P<keyword>\*\*[^*]{1,500}\*\*)"
    r"|(?P<comment><!--.{0,2000}?-->)"
)


def markdown_rows(lines: list[str]) -> tuple[PreviewRow, ...]:
    """One row per line with spans for headings, quotes, list marks, code, links and comments."""
    rows: list[PreviewRow] = []
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if fence:
            rows.append(_whole(line, "code"))
            fence = "" if mark and mark["mark"].startswith(fence) else fence
        elif mark:
            fence = mark["mark"]
            rows.append(_whole(line, "code"))
        else:
            rows.append(PreviewRow(line, spans=_spans(line)))
    return tuple(rows)


def _whole(line: str, role: str) -> PreviewRow:
    return PreviewRow(line, spans=((0, len(line), role),) if line else ())


def _spans(line: str) -> tuple[Span, ...]:
    if _HEADING.match(line):
        return ((0, len(line), "heading"),)
    if _QUOTE.match(line):
        return ((0, len(line), "quote"),)
    if _RULE.match(line):
        return ((0, len(line), "punctuation"),)
    item = _ITEM.match(line)
    start = item.end() if item else 0
    lead: tuple[Span, ...] = ((0, start, "punctuation"),) if item else ()
    return lead + tuple((found.start(), found.end(), found.lastgroup or "") for found in _INLINE.finditer(line, start))
