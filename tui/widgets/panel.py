"""The base of all panels: a title line, lines below it, and repaints of only the cells that differ."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar

from rich.segment import Segment
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from ..palette import DARK, Palette
from ..present.difference import spans, uncut
from ..present.line import Line, fit
from ..present.title import Tab, title
from ..present.view import View

_WHEEL = 3
"""Lines for one notch of the wheel."""


class Panel(Widget, can_focus=True):
    """A panel that draws ``body`` under its title and repaints what changed."""

    KEY: ClassVar[str] = ""
    NAME: ClassVar[str] = ""
    TITLED: ClassVar[bool] = True

    view: reactive[View | None] = reactive[View | None](None, init=False, repaint=False, always_update=True)
    palette: reactive[Palette] = reactive(DARK, init=False, repaint=False)
    bare: reactive[bool] = reactive(False, init=False, repaint=False)
    tabs: reactive[tuple[Tab, ...]] = reactive((), init=False, repaint=False)
    # A panel pages itself: what Textual would scroll in is the panel, and a new size of that paints nothing twice.
    virtual_size = reactive(Size(0, 0), layout=False, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[Line] = []
        self._drawn_at = Size(0, 0)

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """The lines below the title, at most ``height`` of them."""
        raise NotImplementedError

    def facts(self, view: View) -> Sequence[Line]:
        """What the title line says on its right side."""
        return ()

    def called(self, view: View) -> str:
        """What the title line calls the panel."""
        return self.NAME

    def changed(self, view: View) -> None:
        """Called with every new view before it is drawn; keeps cursors on their rows."""

    @property
    def titled(self) -> bool:
        """Whether the first line is the title."""
        return self.TITLED and not self.bare

    @property
    def drawn(self) -> tuple[Line, ...]:
        """The lines on the screen, title first."""
        return tuple(self._lines)

    def watch_view(self, view: View | None) -> None:
        """A new view repaints what differs."""
        if view is not None:
            self.changed(view)
            self.paint()

    def watch_palette(self) -> None:
        """Other colours repaint all."""
        self._lines = []
        self.refresh()

    def watch_bare(self) -> None:
        """With or without a title."""
        self.paint()

    def watch_tabs(self) -> None:
        """The title line names the panels that share this place."""
        self.paint()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The title rule shows where the keys go."""
        super().watch_has_focus(has_focus)
        self.paint()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves what is shown."""
        event.stop()
        self.wheel(_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves what is shown."""
        event.stop()
        self.wheel(-_WHEEL)

    def wheel(self, by: int) -> None:
        """Move by that many lines; a panel that shows everything stays."""

    def on_resize(self) -> None:
        """Another size means other lines, unless they were drawn when that size came."""
        if self._drawn_at != self.size:
            self.refresh()

    def paint(self) -> None:
        """Draw again and send only the cells that differ from what is on the screen."""
        if self.view is None or not self.display or self.size.area == 0 or not self.is_mounted:
            return
        before, self._lines = self._lines, self._draw()
        if len(before) != len(self._lines):
            self.refresh()
            return
        regions = [
            Region(start, y, end - start, 1)
            for y, (old, new) in enumerate(zip(before, self._lines, strict=True))
            if old != new
            for start, end in spans(old, new)
        ]
        if regions:
            self.refresh(*regions)
            self._check_refresh()  # not each when it is idle: what changes together is painted together

    def _exchange_repaint_regions(self) -> list[Region]:
        """What is painted next: never half a wide character, also where a region is older than the size."""
        return [self._uncut(region) for region in super()._exchange_repaint_regions()]

    def _uncut(self, region: Region) -> Region:
        if region.height > 1 or region.y >= len(self._lines):
            return Region(0, region.y, max(region.right, self.size.width), region.height)
        start, end = uncut(self._lines[region.y], (region.x, region.right))
        return Region(start, region.y, end - start, 1)

    def render_line(self, y: int) -> Strip:
        """One line as Textual wants it."""
        if self.view is not None and (not self._lines or self._drawn_at != self.size):
            self._lines = self._draw()
        if y >= len(self._lines):
            return Strip.blank(self.size.width, self.palette.style("text"))
        return strip(self._lines[y], self.palette)

    def _draw(self) -> list[Line]:
        view, (width, height) = self.view, self.size
        assert view is not None
        if self._drawn_at != self.size:
            self._drawn_at = self.size
            self.changed(view)
        lines: list[Line] = []
        if self.titled:
            tabs = self.tabs or (Tab(self.KEY, self.called(view)),)
            lines.append(title(tabs, self.KEY, self.facts(view), width, view.look, focused=self.has_focus))
        lines.extend(self.body(view, width, height - len(lines)))
        lines.extend(() for _ in range(height - len(lines)))
        return [fit(line, width) for line in lines[:height]]


def strip(line: Line, palette: Palette) -> Strip:
    """A line in the colours of a palette, one segment per run of equal style."""
    styled = ((palette.style(tokens), text) for text, tokens in line)
    segments = [Segment("".join(text for _, text in run), style) for style, run in groupby(styled, key=lambda p: p[0])]
    return Strip(segments)
