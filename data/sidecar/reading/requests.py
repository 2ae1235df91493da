"""The request to stop that lies beside the event file of a reported operation."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass

from ...text import clean_id

MARK = ".cancel"
_LARGEST = 4_096
_LATEST = 4_102_444_800.0
"""The year 2100."""


@dataclass(frozen=True, slots=True)
class Request:
    """When (unix seconds) it was asked for, None where that cannot be read, whether with force, and by whom."""

    time: float | None = None
    forced: bool = False
    by: str = ""


def is_marked(events: str) -> bool:
    """True when a mark lies beside the file ``events``, whatever is in it."""
    return bool(events) and os.path.lexists(events + MARK)


def read_request(events: str) -> Request | None:
    """The request for the operation that is told of in the file ``events``, None when nobody asked."""
    if not events:
        return None
    try:
        descriptor = os.open(events + MARK, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return None
        return _parsed(os.read(descriptor, _LARGEST), found.st_mtime)
    except OSError:
        return Request()
    finally:
        os.close(descriptor)


def _parsed(text: bytes, made: float) -> Request:
    """What the mark says; one that says nothing was left when its file was made."""
    import json  # read only where somebody asked

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return Request(made)
    if not isinstance(found, dict):
        return Request(made)
    return Request(_time(found.get("requested_at"), made), found.get("force") is True, clean_id(found.get("by") or ""))


def _time(said: object, made: float) -> float:
    return float(said) if isinstance(said, int | float) and 0 < said < _LATEST else made
