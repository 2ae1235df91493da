"""Events as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterable

from wave_tui.data.models import Event
from wave_tui.data.text import clean

from .times import moment

_STATE = 16


def lines(events: Iterable[Event]) -> list[str]:
    """One line for each event: time, state, step and try, message."""
    return [line(event) for event in events]


def line(event: Event) -> str:
    """Time in UTC, state, place and message; columns do not depend on other lines, so that a stream stays aligned."""
    place = f"{event.step}/A{event.attempt}" if event.step and event.attempt else event.step
    parts = (moment(event.time), f"{event.state:<{_STATE}}", place, clean(event.message))
    return "  ".join(part for part in parts if part).rstrip()
