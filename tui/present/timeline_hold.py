"""What a timeline holds on to while time passes: all of the run, now, or the place the user chose."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from math import inf

from .timeline_lanes import Scene
from .timeline_spans import AHEAD
from .timeline_window import BREAK_CELLS, Gap, Window, fitted, following, idle_gaps

_ROOM_AHEAD = 4
_ROOM_WORDS = 8


class Hold(Enum):
    """Fit shows the whole run, follow keeps now at its place, free stays where the user put it."""

    FIT = auto()
    FOLLOW = auto()
    FREE = auto()


def held(window: Window | None, hold: Hold, scene: Scene, cells: int, *, busy: bool) -> Window:
    """The window to draw; the room on the right is for labels and numbers behind the last bar."""
    stretches = _stretches(scene) if busy else ()
    if window is None or hold is Hold.FIT:
        return _fit(scene, cells, stretches)
    if hold is Hold.FOLLOW:
        window = following(scene.now, window.unit, cells)
    window = replace(window, cells=cells, gaps=())
    return replace(window, gaps=idle_gaps(stretches, window))


def _stretches(scene: Scene) -> tuple[Gap, ...]:
    spans = (span for lane in scene.lanes if lane.depth == 0 for span in lane.spans)
    return tuple((span.start, span.end) for span in spans if span.end != inf and span.part not in AHEAD)


def _fit(scene: Scene, cells: int, stretches: tuple[Gap, ...]) -> Window:
    room = min(_ROOM_WORDS if scene.moment.over else _ROOM_AHEAD, cells // 4)
    window = fitted(scene.first, scene.last, cells, room)
    for _ in range(3):
        gaps = idle_gaps(stretches, window)
        saved = sum(end - start for start, end in gaps)
        window = fitted(scene.first, scene.last - saved, cells, room + BREAK_CELLS * len(gaps))
    return replace(window, gaps=idle_gaps(stretches, window))
