"""The request to stop that lies beside the event file of a reported operation."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass

MARK = ".cancel"
_LARGEST = 4_096


@dataclass(frozen=True, slots=True)
class Request:
    """When (unix seconds) it was asked for, None where the mark does not say, and whether with force."""

    time: float | None = None
    forced: bool = False


def read_request(events: str) -> Request | None:
    """The request for the operation that is told of in the file ``events``, None when nobody asked."""
    if not events:
        return None
    try:
        descriptor = os.open(events + MARK, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return _parsed(os.read(descriptor, _LARGEST))
    except OSError:
        return Request()
    finally:
        os.close(descriptor)


def _parsed(text: bytes) -> Request:
    import json  # read only where somebody asked

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return Request()
    if not isinstance(found, dict):
        return Request()
    when = found.get("requested_at")
    return Request(float(when) if isinstance(when, int | float) else None, found.get("force") is True)
