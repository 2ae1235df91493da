"""Parts of the JSON objects that the commands print."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wave_tui.data.models import Note

Shape = dict[str, Any]


def optional(**fields: Any) -> Shape:
    """The fields that hold something; zero and false are something."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", (), [], {})}


def whole(percent: float | None) -> int | None:
    """Percent rounded down, so that 100 is kept for what is over."""
    return None if percent is None else int(percent)


def notes(found: Iterable[Note]) -> list[Shape]:
    """What is odd about the data."""
    return [{"subject": note.subject, "text": note.text} for note in found]
