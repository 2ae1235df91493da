"""Which panels a terminal of a given size shows, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace

LEFT = ("runs", "tree")
TABBED = ("events", "artifacts", "metrics", "spec", "deployments")
SHARED_WHEN_WIDE = ("events", "spec", "deployments")
ORDER = (*LEFT, "timeline", *TABBED)
"""Panels by their digit, 1 to 8."""

_TIERS = (("wide", 150, 44), ("full", 120, 40), ("deck", 100, 30), ("card", 80, 24), ("list", 60, 15))
_LARGEST = {"auto": 0, "full": 1, "compact": 3, "list": 4}
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
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the user allows: columns, rows (None: the terminal's), the largest layout, and which panels there are.

    ``layout`` is auto, full (as at 120x40), compact (one list and one card) or list.
    """

    width: int | None = None
    height: int | None = None
    layout: str = "auto"
    panels: tuple[str, ...] = ORDER

    def room(self, width: int, height: int) -> tuple[int, int]:
        """The part of a terminal that is drawn on; never more than there is."""
        return min(self.width or width, width), min(self.height or height, height)

    def without(self, name: str) -> Bounds:
        """The same without a panel, unless that is the only one."""
        return replace(self, panels=tuple(each for each in self.panels if each != name) or self.panels)

    def among(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the panels that may be shown."""
        return tuple(name for name in names if name in self.panels)


EVERYTHING = Bounds()


def tier(width: int, height: int, layout: str = "auto") -> str:
    """The largest layout of which both sizes fit and that is allowed."""
    for name, columns, rows in _TIERS[_LARGEST[layout] :]:
        if width >= columns and height >= rows:
            return name
    return "small" if width > 40 and height > 6 else "tiny"


def arrange(width: int, height: int, wish: Wish, bounds: Bounds = EVERYTHING) -> Arrangement:
    """The layout for a terminal of that size."""
    width, height = bounds.room(width, height)
    size = tier(width, height, bounds.layout)
    if size == "tiny":
        return Arrangement(size, (Place("tiny", 0, 0, width, height),))
    if wish.bare:
        return Arrangement(size, (Place(wish.active, 0, 0, width, height),))
    footer = 2 if height >= 30 else 1
    top = {"small": 1, "list": 2}.get(size, 3)
    room = Place("", 1, top, width - 2, height - top - footer - (1 if size not in ("small", "list") else 0))
    frame = (Place("header", 1, 0, width - 2, top), Place("footer", 1, height - footer, width - 2, footer))
    if size in ("small", "list") or wish.zoomed:
        return Arrangement(size, (*frame, _named(wish.active, room)), bounds.among(ORDER))
    if size == "card":
        tabs = () if wish.drilled else bounds.among(_card_tabs(wish))
        return Arrangement(size, (*frame, *_one_list(room, wish, bounds)), tabs)
    shared = SHARED_WHEN_WIDE if size == "wide" else TABBED
    return Arrangement(size, (*frame, *_columns(size, room, wish, bounds)), bounds.among(shared))


def _named(name: str, place: Place) -> Place:
    return Place(name, place.x, place.y, place.width, place.height)


def _card_tabs(wish: Wish) -> tuple[str, ...]:
    """The first six; further ones up to the one that is shown."""
    return ORDER[: max(6, ORDER.index(wish.active) + 1)]


def _one_list(room: Place, wish: Wish, bounds: Bounds) -> tuple[Place, ...]:
    both = bounds.among(("tree", "events"))
    if wish.drilled and wish.active in both and len(both) == 2:
        return _stack(room, (("tree", 0), ("events", max(6, room.height // 3))))
    return _stack(room, ((wish.active, 0), ("card", _CARD_ROWS)))


def _columns(size: str, room: Place, wish: Wish, bounds: Bounds) -> tuple[Place, ...]:
    """Runs and tree on the left, everything else on the right; an empty side gives its room to the other one."""
    wide = size == "wide"
    sides = bounds.among(LEFT), bounds.among(("timeline", *TABBED))
    if not sides[1]:
        return _stack(room, (*_left(room, sides[0], wide=wide), *_now(size)))
    if not sides[0]:
        return _right(size, room, wish, bounds)
    cells = _WIDE_LEFT_WIDTH if wide else _LEFT_WIDTH
    left = Place("", room.x, room.y, cells, room.height)
    start = room.x + cells + _GUTTER
    right = Place("", start, room.y, room.x + room.width - start, room.height)
    return (*_stack(left, _left(room, sides[0], wide=wide)), *_right(size, right, wish, bounds))


def _left(room: Place, panels: tuple[str, ...], *, wide: bool) -> tuple[tuple[str, int], ...]:
    runs = round((room.height - 1) * (19 / 41 if wide else 14 / 33))
    return tuple((name, runs if name == "runs" else 0) for name in panels)


def _now(size: str) -> tuple[tuple[str, int], ...]:
    return (("now", _NOW_ROWS),) if size == "full" else ()


def _right(size: str, room: Place, wish: Wish, bounds: Bounds) -> tuple[Place, ...]:
    timed = bool(bounds.among(("timeline",)))
    shared = ((wish.tab, 0),) if bounds.among(TABBED) else ()
    if size == "deck":
        rows = max(9, round(room.height * 0.45))
        return _stack(room, (*((("timeline", rows),) if timed else ()), *shared))
    if size == "full":
        rows = round((room.height - _NOW_ROWS - 2) * 14 / 25)
        return _stack(room, (*((("timeline", rows),) if timed else ()), *shared, *_now(size)))
    return _wide(room, wish, bounds)


def _wide(room: Place, wish: Wish, bounds: Bounds) -> tuple[Place, ...]:
    """Timeline, then events or graph, then metrics beside artifacts."""
    above = bounds.among((wish.tab,) if wish.tab in SHARED_WHEN_WIDE else ("events",)) or bounds.among(("spec",))
    beside = bounds.among(("metrics", "artifacts"))
    rows = round((room.height - 2) * 19 / 40)
    timeline = (("timeline", rows),) if bounds.among(("timeline",)) else ()
    bottom = (("", _BOTTOM_ROWS),) if beside else ()
    stacked = _stack(room, (*timeline, *((name, 0) for name in above[:1]), *bottom))
    if not beside:
        return stacked
    *upper, under = stacked
    half = (under.width - _GUTTER) * 46 // 94 if len(beside) == 2 else under.width
    first = Place(beside[0], under.x, under.y, half, under.height)
    rest = under.width - half - _GUTTER
    second = (Place("artifacts", under.x + half + _GUTTER, under.y, rest, under.height),) if len(beside) == 2 else ()
    return (*upper, first, *second)


def _stack(room: Place, panels: tuple[tuple[str, int], ...]) -> tuple[Place, ...]:
    """Panels from top to bottom, one empty line between them; 0 rows, or the first one's, mean all that is left."""
    if panels and all(rows for _, rows in panels):
        panels = ((panels[0][0], 0), *panels[1:])
    fixed = sum(rows for _, rows in panels) + len(panels) - 1
    made: list[Place] = []
    y = room.y
    for name, rows in panels:
        rows = rows or room.height - fixed
        made.append(Place(name, room.x, y, room.width, rows))
        y += rows + 1
    return tuple(made)
