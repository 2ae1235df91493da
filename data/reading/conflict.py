"""Where the store and the event file of one run do not agree: both facts in one sentence."""

from __future__ import annotations

from datetime import UTC, datetime

from ..models import Run
from ..states import is_live, is_terminal, word

LATER_SECONDS = 5.0
"""Both are written within this time; a difference that is younger is no disagreement."""


def conflict(store: Run, file: Run, now: float) -> str:
    """What the two say of the run's state, "" while they agree or the file is not read to its end.

    An engine that stores a cancelled run as failed does not contradict a file that says either of the two.
    """
    if file.indexed is not None or not file.stored:
        return ""
    if is_terminal(store.state) and is_terminal(file.stored):
        agree = word(file.stored) in (word(store.state), word(store.stored)) or file.stored == store.state
        return "" if agree else _said(store, file, file.ended)
    if is_terminal(store.state):
        later = file.seen is not None and file.seen - (store.ended or file.seen) > LATER_SECONDS
        return _said(store, file, file.seen) if is_live(file.stored) and later else ""
    if is_terminal(file.stored) and not is_terminal(store.stored):
        since = file.ended if file.ended is not None else file.seen
        return _said(store, file, since) if since is not None and now - since > LATER_SECONDS else ""
    return ""


def _said(store: Run, file: Run, time: float | None) -> str:
    return f"the store says {store.state}, its event file says {file.stored}{_at(time)}"


def _at(time: float | None) -> str:
    try:
        return "" if time is None else f" at {datetime.fromtimestamp(time, UTC):%H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return ""
