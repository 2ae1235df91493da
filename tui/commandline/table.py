"""Aligned plain text: columns as wide as their widest cell."""

from __future__ import annotations

from collections.abc import Sequence

from wave_tui.data.text import cells

GAP = "  "


def table(rows: Sequence[Sequence[str]], *, head: Sequence[str] = (), right: frozenset[int] = frozenset()) -> list[str]:
    """One line per row, the last column unpadded; columns in ``right`` are aligned to the right."""
    every = [*((head,) if head else ()), *rows]
    if not every:
        return []
    widths = [max(cells(row[index]) for row in every) for index in range(len(every[0]))]
    return [_row(row, widths, right) for row in every]


def _row(row: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    made = []
    for index, (text, width) in enumerate(zip(row, widths, strict=True)):
        blank = " " * (width - cells(text))
        made.append(blank + text if index in right else text + blank)
    return GAP.join(made).rstrip()
