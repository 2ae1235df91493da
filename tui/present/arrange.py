"""Which panels a terminal of a given size shows, and where."""

from __future__ import annotations

from dataclasses import dataclass

LEFT = ("runs", "tree")
TABBED = ("events", "artifacts", "metrics", "spec")
ORDER = (*LEFT, "timeline", *TABBED)
"""Panels by their digit, 1 to 7."""

_TIERS = (("wide", 150, 44), ("full", 120, 40), ("deck", 100, 30), ("card", 80, 24), ("list", 60, 15))
_LEFT_WIDTH = 46
_WIDE_LEFT_WIDTH = 58
_GUTTER = 3
_NOW_ROWS = 7
_CARD_ROWS = 8
_BOTTOM_ROWS = 13


@dataclass(frozen=True, slots=True)
class Place:
    """Where a widget stands, in cells of the screen."""

    name: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One layout: every widget that is shown with its place; ``tabs`` share the place of one of them."""

    tier: str
    places: tuple[Place, ...]
    tabs: tuple[str, ...] = ()

    def place(self, name: str) -> Place | None:
        """Where a widget stands, None when it is not shown."""
        return next((place for place in self.places if place.name == name), None)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants to see: the panel with the focus, the tab of the shared place, zoom, drill-down."""

    active: str = "runs"
    tab: str = "events"
    zoomed: bool = False
    drilled: bool = False


def tier(width: int, height: int) -> str:
    """The largest layout of which both sizes fit."""
    for name, columns, rows in _TIERS:
        if width >= columns and height >= rows:
            return name
    return "small" if width > 40 and height > 6 else "tiny"


def arrange(width: int, height: int, wish: Wish) -> Arrangement:
    """The layout for a terminal of that size."""
    size = tier(width, height)
    if size == "tiny":
        return Arrangement(size, (Place("tiny", 0, 0, width, height),))
    footer = 2 if height >= 30 else 1
    top = {"small": 1, "list": 2}.get(size, 3)
    room = Place("", 1, top, width - 2, height - top - footer - (1 if size not in ("small", "list") else 0))
    frame = (Place("header", 1, 0, width - 2, top), Place("footer", 1, height - footer, width - 2, footer))
    if size in ("small", "list") or wish.zoomed:
        return Arrangement(size, (*frame, _named(wish.active, room)), ORDER)
    if size == "card":
        return Arrangement(size, (*frame, *_one_list(room, wish)), () if wish.drilled else _card_tabs(wish))
    return Arrangement(size, (*frame, *_columns(size, room, wish)), TABBED)


def _named(name: str, place: Place) -> Place:
    return Place(name, place.x, place.y, place.width, place.height)


def _card_tabs(wish: Wish) -> tuple[str, ...]:
    return ORDER if wish.active == "spec" else ORDER[:6]


def _one_list(room: Place, wish: Wish) -> tuple[Place, ...]:
    if wish.drilled and wish.active in ("tree", "events"):
        return _stack(room, (("tree", 0), ("events", max(6, room.height // 3))))
    return _stack(room, ((wish.active, 0), ("card", _CARD_ROWS)))


def _columns(size: str, room: Place, wish: Wish) -> tuple[Place, ...]:
    wide = size == "wide"
    cells = _WIDE_LEFT_WIDTH if wide else _LEFT_WIDTH
    left = Place("", room.x, room.y, cells, room.height)
    start = room.x + cells + _GUTTER
    right = Place("", start, room.y, room.x + room.width - start, room.height)
    runs = round((room.height - 1) * (19 / 41 if wide else 14 / 33))
    return (*_stack(left, (("runs", runs), ("tree", 0))), *_right(size, right, wish))


def _right(size: str, room: Place, wish: Wish) -> tuple[Place, ...]:
    if size == "deck":
        return _stack(room, (("timeline", max(9, round(room.height * 0.45))), (wish.tab, 0)))
    if size == "full":
        timeline = round((room.height - _NOW_ROWS - 2) * 14 / 25)
        return _stack(room, (("timeline", timeline), (wish.tab, 0), ("now", _NOW_ROWS)))
    above = wish.tab if wish.tab in ("events", "spec") else "events"
    timeline = round((room.height - 2) * 19 / 40)
    *upper, bottom = _stack(room, (("timeline", timeline), (above, 0), ("", _BOTTOM_ROWS)))
    half = (room.width - _GUTTER) * 46 // 94
    rest = Place("artifacts", room.x + half + _GUTTER, bottom.y, room.width - half - _GUTTER, bottom.height)
    return (*upper, Place("metrics", room.x, bottom.y, half, bottom.height), rest)


def _stack(room: Place, panels: tuple[tuple[str, int], ...]) -> tuple[Place, ...]:
    """Panels from top to bottom, one empty line between them; 0 rows means all that is left."""
    fixed = sum(rows for _, rows in panels) + len(panels) - 1
    made: list[Place] = []
    y = room.y
    for name, rows in panels:
        rows = rows or room.height - fixed
        made.append(Place(name, room.x, y, room.width, rows))
        y += rows + 1
    return tuple(made)
