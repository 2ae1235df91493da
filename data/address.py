"""One string that names any place: ``run/step/A2/subtask…@time``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from .errors import UsageError


@dataclass(frozen=True, slots=True)
class Address:
    """A run, step, attempt or subtask, and a moment (unix seconds) where one matters; empty = the whole project."""

    run: str = ""
    step: str = ""
    attempt: int | None = None
    sub: tuple[str, ...] = ()
    time: float | None = None

    def __str__(self) -> str:
        attempt = (f"A{self.attempt}",) if self.attempt is not None else ()
        parts = [part for part in (self.run, self.step) if part]
        place = "/".join((*parts, *attempt, *self.sub))
        return place if self.time is None else f"{place}@{_clock(self.time)}"

    def widen(self) -> Address:
        """One level up; the time is dropped first, the project is its own parent."""
        if self.time is not None:
            return replace(self, time=None)
        if self.sub:
            return replace(self, sub=self.sub[:-1])
        if self.attempt is not None:
            return replace(self, attempt=None)
        return Address(self.run) if self.step else Address()

    def holds(self, other: Address) -> bool:
        """True when ``other`` is this place or lies below it; times are not compared."""
        mine, theirs = str(replace(self, time=None)), str(replace(other, time=None))
        return not mine or theirs == mine or theirs.startswith(mine + "/")


def parse(text: str) -> Address:
    """Read an address.

    Raises UsageError when the text is empty, a part is empty or the time is not ISO 8601.
    """
    place, at, moment = text.strip().partition("@")
    if not place or not all(place.split("/")):
        raise UsageError(f"address {text!r} is not run/step/A2/subtask@time: a part is empty; copy one with y")
    run, *rest = place.split("/")
    step = rest.pop(0) if rest else ""
    attempt = int(rest.pop(0)[1:]) if rest and rest[0][:1] == "A" and rest[0][1:].isdecimal() else None
    return Address(run, step, attempt, tuple(rest), _moment(moment, text) if at else None)


def _clock(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _moment(text: str, whole: str) -> float:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"time {text!r} in address {whole!r} is not ISO 8601, for example 2026-11-20T14:05:49Z"
        ) from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
