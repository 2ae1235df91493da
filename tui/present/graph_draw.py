"""The visible part of a routed graph as lines, with a mark where a node goes on outside of it."""

from __future__ import annotations

from .canvas import Canvas
from .graph_route import Box, Drawing, Sheet, Way
from .line import Line
from .look import Look

_CORNERS = {
    Way.EAST | Way.SOUTH: "╭", Way.WEST | Way.SOUTH: "╮", Way.EAST | Way.NORTH: "╰", Way.WEST | Way.NORTH: "╯",
    Way.EAST | Way.WEST | Way.SOUTH: "┬", Way.EAST | Way.WEST | Way.NORTH: "┴",
    Way.NORTH | Way.SOUTH | Way.EAST: "├", Way.NORTH | Way.SOUTH | Way.WEST: "┤",
    Way.NORTH | Way.SOUTH | Way.EAST | Way.WEST: "┼",
}  # fmt: skip
_LEVEL = Way.EAST | Way.WEST
_PLUMB = Way.NORTH | Way.SOUTH


def cell(ways: Way, head: Way | None, *, dashed: bool, ascii: bool) -> str:
    """The character of one cell with lines."""
    if head is not None:
        return {Way.EAST: ">" if ascii else "▸", Way.NORTH: "^" if ascii else "▴"}[head]
    if ways | _LEVEL == _LEVEL:
        return "." if ascii and dashed else "-" if ascii else "╌" if dashed else "─"
    if ways | _PLUMB == _PLUMB:
        return ":" if ascii and dashed else "|" if ascii else "╎" if dashed else "│"
    return "+" if ascii else _CORNERS[ways]


def lines(drawing: Drawing, left: int, top: int, cells: int, rows: int, look: Look) -> list[Line]:
    """What shows through an opening of that size whose first cell is (left, top)."""
    canvases = [Canvas(cells) for _ in range(min(rows, max(drawing.height - top, 0)))]
    _lines(canvases, drawing.sheet, left, top, look)
    for box in drawing.boxes:
        if 0 <= box.y - top < len(canvases):
            x = box.x - left
            for text, style in box.text:
                canvases[box.y - top].put(x, text, style)
                x += len(text)
            _cut_marks(canvases[box.y - top], box, left, look.glyphs.ellipsis)
    return [canvas.line() for canvas in canvases]


def _cut_marks(canvas: Canvas, box: Box, left: int, ellipsis: str) -> None:
    start, end = box.x - left, box.x - left + box.cells
    if start < 0 < end:
        canvas.put(0, ellipsis, "faint")
    if start < len(canvas) < end:
        canvas.put(len(canvas) - len(ellipsis), ellipsis, "faint")


def _lines(canvases: list[Canvas], sheet: Sheet, left: int, top: int, look: Look) -> None:
    for (x, y), ways in sheet.ways.items():
        if 0 <= y - top < len(canvases):
            dashed = (x, y) not in sheet.solid
            text = cell(ways, sheet.heads.get((x, y)), dashed=dashed, ascii=look.glyphs.ascii)
            canvases[y - top].put(x - left, text, "queue")
