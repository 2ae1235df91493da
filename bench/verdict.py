"""A target, what was measured, and whether that is good enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Check:
    """One thing wanted, in words, beside what was found."""

    wanted: str
    measured: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of one target; ``detail`` says how it was measured, with the number of samples."""

    target: str
    checks: tuple[Check, ...]
    detail: str

    @property
    def ok(self) -> bool:
        """True when every check holds."""
        return all(check.ok for check in self.checks)

    def line(self) -> str:
        """The verdict as one line."""
        wanted = "; ".join(check.wanted for check in self.checks)
        measured = "; ".join(check.measured + ("" if check.ok else " !") for check in self.checks)
        word = "OK" if self.ok else "MISSED"
        return f"{self.target:<4} target {wanted}  measured {measured}  {word}  ({self.detail})"


@dataclass(frozen=True, slots=True)
class Effort:
    """How many samples a program takes."""

    starts: int = 9
    keys: int = 200
    events: int = 200
    seconds: float = 20.0
    million: int = 1_000_000


QUICK = Effort(starts=3, keys=40, events=30, seconds=6.0, million=100_000)


def at_most(name: str, value: float, limit: float, unit: str = "") -> Check:
    """A number with an upper bound."""
    unit = unit and f" {unit}"
    return Check(f"{name} ≤ {_number(limit)}{unit}", f"{_number(value)}{unit}", value <= limit)


def nothing(name: str, found: Sequence[str]) -> Check:
    """A list that should be empty."""
    return Check(f"no {name}", f"{len(found)} {', '.join(found[:3])}".strip(), not found)


def middle(values: Sequence[float]) -> float:
    """The median; not a number without values."""
    return median(values) if values else math.nan


def p95(values: Sequence[float]) -> float:
    """The value that 95 % do not exceed; not a number without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(0.95 * len(ordered)) - 1)] if ordered else math.nan


def _number(value: float) -> str:
    if value == int(value) if math.isfinite(value) else False:
        return f"{int(value)}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}" if abs(value) < 1000 else f"{value:.0f}"
