"""The base of all dialogs: a frame over the deck, drawn from lines; esc always closes and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from ..palette import Palette
from ..present.arrange import EVERYTHING
from ..present.box import EDGES, OVERHEAD, QUIET_CELLS, QUIET_ROWS, boxed, frame_cells
from ..present.difference import spans
from ..present.line import Line
from ..present.look import Look
from ..widgets.panel import strip

Result = TypeVar("Result")


class Box(Widget, can_focus=True):
    """Lines on the screen; repaints the cells that differ."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="box")
        self.styles.position = "absolute"
        self._palette = palette
        self._lines: list[Line] = []

    def show(self, lines: list[Line]) -> None:
        """Other content of the same or another size."""
        before, self._lines = self._lines, lines
        if len(before) != len(lines):
            self.refresh()
            return
        regions = [
            Region(start, y, end - start, 1)
            for y, (old, new) in enumerate(zip(before, lines, strict=True))
            for start, end in spans(old, new)
        ]
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """One line as Textual wants it."""
        if y < len(self._lines):
            return strip(self._lines[y], self._palette)
        return Strip.blank(self.size.width, self._palette.style("text"))


class Dialog(ModalScreen[Result]):
    """A frame with a title and lines; subclasses say what is in it and when it is done."""

    CELLS: ClassVar[int] = 80
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close", "close", id="dialog.close", show=False, priority=True),
    ]

    def __init__(self, look: Look, palette: Palette) -> None:
        super().__init__()
        self.look = look
        self.bounds = EVERYTHING
        self._box = Box(palette)

    def title_text(self) -> str:
        """What stands in the top edge."""
        raise NotImplementedError

    def content(self, cells: int, rows: int) -> Sequence[Line]:
        """The lines inside, at most ``rows`` of them are shown."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Nothing but the frame."""
        yield self._box

    def on_mount(self) -> None:
        """No scrim: what lies beneath keeps its colours, whatever the style sheet says of screens."""
        self.styles.background = "transparent"
        self.styles.overflow_x = self.styles.overflow_y = "hidden"
        self._box.focus()
        self.redraw()

    def on_resize(self) -> None:
        """Another size, another frame."""
        self.redraw()

    def redraw(self) -> None:
        """Draw the content again in a frame that fits it, in the middle of the screen."""
        columns, height = self.bounds.room(*self.app.size)
        cells = frame_cells(columns, self.CELLS)
        most = height - 2 * QUIET_ROWS
        lines = self.content(max(cells - EDGES, 0), max(most - OVERHEAD, 0))
        rows = min(len(lines) + OVERHEAD, most)
        box = self._box.styles
        box.width, box.height = cells + 2 * QUIET_CELLS, rows + 2 * QUIET_ROWS
        box.offset = ((columns - cells) // 2 - QUIET_CELLS, (height - rows) // 2 - QUIET_ROWS)
        self._box.show(boxed(self.title_text(), lines, cells, rows, self.look))

    def action_close(self) -> None:
        """Leave without doing anything."""
        self.dismiss(None)
