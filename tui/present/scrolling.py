"""Which rows of a long list are visible."""

from __future__ import annotations


def visible_top(top: int, cursor: int, height: int, total: int) -> int:
    """The first visible row so that the cursor is visible and no row is wasted at the end."""
    if height <= 0:
        return 0
    top = min(max(top, cursor - height + 1), cursor)
    return max(0, min(top, total - height))


def moved(cursor: int, by: int, total: int) -> int:
    """The cursor after a move, kept inside the list."""
    return max(0, min(cursor + by, total - 1))
