"""Comma-separated values as aligned rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from ..text import cells
from .model import PreviewRow, Span
from .read import cut

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 20
_MOST_COLUMNS = 64
_WIDEST = 40
_BETWEEN = " │ "


def table_rows(text: str, *, heading: bool) -> tuple[tuple[PreviewRow, ...], str]:
    """Rows of equal column widths and the name of the delimiter; the first row is a heading if ``heading``.

    Cells wider than 40 are cut with "…", more than 64 columns are counted in a last cell. Raises ValueError when
    the text is no such table.
    """
    delimiter = delimiter_of(text)
    try:
        records = [_record(record) for record in csv.reader(text.splitlines(keepends=True), delimiter=delimiter)]
    except csv.Error as error:
        raise ValueError(f"it is no table: {error}") from None
    widths = _widths(records)
    rows = tuple(_row(record, widths, heading and index == 0) for index, record in enumerate(records))
    return rows, {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}[delimiter]


def delimiter_of(text: str) -> str:
    """The delimiter that splits the first lines into the most columns of which all lines have the same number."""
    lines = [line for line in text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line]
    counts = {mark: [line.count(mark) for line in lines] for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: _agreement(counts[mark]))


def _agreement(counts: list[int]) -> tuple[bool, int]:
    return (bool(counts) and min(counts) == max(counts) > 0, sum(counts))


def _record(record: list[str]) -> list[str]:
    shown = [_cell(cell) for cell in record[:_MOST_COLUMNS]]
    return shown + ([f"… {len(record) - _MOST_COLUMNS} more columns"] if len(record) > _MOST_COLUMNS else [])


def _cell(text: str) -> str:
    line = text.replace("\n", "⏎")
    if cells(line) <= _WIDEST:
        return line
    kept = line[: _WIDEST - 1]
    while cells(kept) > _WIDEST - 1:
        kept = kept[:-1]
    return kept + "…"


def _widths(records: Iterable[list[str]]) -> list[int]:
    widths: list[int] = []
    for record in records:
        widths.extend([0] * (len(record) - len(widths)))
        for index, cell in enumerate(record):
            widths[index] = max(widths[index], cells(cell))
    return widths


def _row(record: list[str], widths: list[int], heading: bool) -> PreviewRow:
    padded = [cell + " " * (width - cells(cell)) for cell, width in zip(record, widths, strict=False)]
    text = cut(_BETWEEN.join(padded).rstrip())
    if heading:
        return PreviewRow(text, spans=((0, len(text), "heading"),))
    return PreviewRow(text, spans=tuple(_bars(padded, len(text))))


def _bars(padded: list[str], end: int) -> Iterable[Span]:
    at = 0
    for cell in padded[:-1]:
        at += len(cell)
        if at + len(_BETWEEN) <= end:
            yield at, at + len(_BETWEEN), "punctuation"
        at += len(_BETWEEN)
