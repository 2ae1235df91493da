"""The place between two pages of runs as text: URL-safe base64 of ``{"t": seconds, "id": run}``."""

from __future__ import annotations

import base64
import binascii
import json

from wave_tui.data.errors import UsageError
from wave_tui.data.text import clean
from wave_tui.data.views import RunKey

_LONGEST = 4096


def encode(key: RunKey) -> str:
    """The cursor, without padding."""
    text = json.dumps({"t": key.started, "id": key.run}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(text: str) -> RunKey:
    """The key in a cursor, with or without padding.

    Raises UsageError when it is no cursor.
    """
    body = text.rstrip("=")
    try:
        if len(body) > _LONGEST:
            raise ValueError
        raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        found = json.loads(raw)
        started, run = found["t"], found["id"]
        if type(started) is not int or type(run) is not str or not run or abs(started) >= 1 << 62:
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
        raise UsageError(
            f"--cursor {clean(text, limit=80)!r} is broken; pass the next_cursor of the page before, unchanged"
        ) from None
    return RunKey(started, run)
