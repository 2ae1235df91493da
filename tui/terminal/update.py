"""Partial updates that begin where the change begins; Textual's own begin at the left edge of the widget."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from textual._compositor import ChopsUpdate


class NarrowUpdate(ChopsUpdate):
    """The spans of cells that changed, each after a move of the cursor, and nothing beside them."""

    @classmethod
    def of(cls, update: ChopsUpdate) -> NarrowUpdate:
        """The same update, narrow."""
        return cls(update.chops, update.spans, update.chop_ends)

    def render_segments(self, console: Console) -> str:
        """What the terminal gets."""
        return "".join(piece for y, start, end in self.spans for piece in self._span(console, y, start, end))

    def _span(self, console: Console, y: int, start: int, end: int) -> Iterator[str]:
        cursor = -1
        for edge, (left, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
            first, last = max(left, start), min(edge, end)
            if strip is None or first >= last:
                continue
            if cursor != first:
                yield f"\x1b[{y + 1};{first + 1}H"
            yield strip.crop(first - left, last - left).render(console)
            cursor = last
