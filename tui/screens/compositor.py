"""Keeps apart what is painted and what will be; Textual forgets to paint a new widget whose place was asked for."""

from __future__ import annotations

from textual._compositor import Compositor, CompositorMap, ReflowResult
from textual.geometry import Size
from textual.widget import Widget


class PaintingCompositor(Compositor):
    """A compositor whose next layout always compares with the map of what was painted last.

    Textual keeps a map that it made because somebody asked for the place of a new widget. Its next layout then finds
    nothing changed, and the widget stays unseen until it paints itself.
    """

    @property
    def full_map(self) -> CompositorMap:
        """Where all widgets are, also those that were not painted yet."""
        if self.root is None or not self._full_map_invalidated:
            return super().full_map
        return self._arrange_root(self.root, self.size, visible_only=False)[0]

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay out everything; what differs from the map before is painted."""
        found = super().reflow(parent, size)
        self._full_map_invalidated = False
        return found
