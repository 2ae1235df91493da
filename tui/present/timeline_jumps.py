"""Where a time cursor can jump to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from wave_tui.data.address import Address
from wave_tui.data.models import Event

from .timeline_lanes import Scene
from .timeline_spans import BODIES, changes, sane

_Place = TypeVar("_Place")

_APART = 1e-3


def event_times(scene: Scene, events: Iterable[Event]) -> tuple[float, ...]:
    """The times of the events at hand and of every start and end, oldest first, up to now."""
    known = (time for event in events if (time := sane(event.time)) is not None)
    return tuple(sorted({*known, *state_changes(scene)}))


def state_changes(scene: Scene) -> tuple[float, ...]:
    """The times at which any lane changed its state, oldest first."""
    return tuple(sorted({time for lane in scene.lanes for time in changes(lane.spans) if time <= scene.now}))


def attempt_starts(scene: Scene, step: str = "") -> tuple[tuple[float, Address], ...]:
    """When each try began and where it is, oldest first; of one step, or of all."""
    found: dict[float, Address] = {}
    for lane in scene.lanes:
        bodies = [span for span in lane.spans if span.part in BODIES]
        if bodies and not lane.address.sub and step in ("", lane.address.step):
            found[bodies[0].start] = lane.address
    return tuple(sorted(found.items(), key=lambda item: item[0]))


def beside(places: Sequence[tuple[float, _Place]], at: float, by: int) -> tuple[float, _Place] | None:
    """The first place after a time, or the last one before it."""
    if by > 0:
        return next((place for place in places if place[0] > at + _APART), None)
    return next((place for place in reversed(places) if place[0] < at - _APART), None)
