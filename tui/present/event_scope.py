"""Which events belong to a place: a child run has a log of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wave_tui.data.address import Address
from wave_tui.data.models import RunDetail, Subtask
from wave_tui.data.views import EventsQuery


def events_of(address: Address, detail: RunDetail | None, text: str = "") -> EventsQuery:
    """The log that tells of an address: its run's, or the one of the child run that it leads into.

    A store does not tell to which subtask an event belongs; event files do.
    """
    made = EventsQuery(address.run, address.step, address.attempt, text)
    parts = _parts(address, detail)
    if detail is not None and detail.run.sources != ("store",) and not any(part.run for part in parts):
        return replace(made, subtask=tuple(part.id for part in parts))
    for part in parts:
        if part.run:
            made = EventsQuery(part.run, text=text)
        elif made.run != address.run:
            made = EventsQuery(made.run, part.id, text=text)
    return made


def _parts(address: Address, detail: RunDetail | None) -> Sequence[Subtask]:
    """The subtasks on the way to the address, as far as they are known."""
    steps = detail.steps if detail is not None and detail.run.id == address.run else ()
    below = next((step.subtasks for step in steps if step.id == address.step), ())
    found: list[Subtask] = []
    for id in address.sub:
        part = next((each for each in below if each.id == id), None)
        if part is None:
            break
        found.append(part)
        below = part.subtasks
    return found
