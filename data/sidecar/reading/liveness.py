"""Whether a run that only its event file tells of is really going on: silence, its process, and a request to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...models import Note
from ...states import is_live

STALE_SECONDS = 300.0
"""Without an update for this long a session has failed in silence (status updates 003, "stale")."""
GRACE_SECONDS = 5.0
"""A program writes its last record just before it ends, and that record may not have been read yet."""
AHEAD_SECONDS = 90.0

Alive = Callable[[int], bool | None]


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether a run lives: its stated word, its newest record, and the process that writes it."""

    state: str
    seen: float | None
    pid: int | None
    host: str
    cancelling: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The effective state, why it differs from the stated one, and what is odd."""

    state: str
    reason: str = ""
    notes: tuple[Note, ...] = ()


def judge(signs: Signs, now: float, here: str, alive: Alive) -> Verdict:
    """The effective state of a run at ``now`` (unix seconds); ``here`` is the name of this host."""
    if not is_live(signs.state):
        return Verdict(signs.state or "unknown", "" if signs.state else "no state stated")
    notes = _ahead(signs.seen, now)
    silent = now - signs.seen if signs.seen is not None else 0.0
    if signs.pid and signs.host == here and silent > GRACE_SECONDS and alive(signs.pid) is False:
        return Verdict("lost", f"process {signs.pid} is gone", notes)
    if silent > STALE_SECONDS:
        return Verdict("lost", f"stale: no update for {_age(silent)}", notes)
    if signs.cancelling:
        return Verdict("cancelling", "cancelling", notes)
    return Verdict(signs.state, "", notes)


def _ahead(seen: float | None, now: float) -> tuple[Note, ...]:
    if seen is None or seen - now <= AHEAD_SECONDS:
        return ()
    return (Note("time", f"its newest record lies {_age(seen - now)} in the future; the clocks differ"),)


def _age(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds)}s"
