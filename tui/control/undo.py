"""What ``u`` takes back, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from wave_tui.data.views import RunsQuery

MOST = 50


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A cancel was asked for; it can be withdrawn until the executor has seen it."""

    run: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A run was started: that cannot be taken back."""

    run: str


@dataclass(frozen=True, slots=True)
class Filtered:
    """A filter was taken away."""

    query: RunsQuery


@dataclass(frozen=True, slots=True)
class Unmarked:
    """Marks were taken away."""

    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A start form was left with a draft in it."""


Act = Cancelled | Begun | Filtered | Unmarked | Drafted


def remember(acts: tuple[Act, ...], act: Act) -> tuple[Act, ...]:
    """The acts with one more; the same one again only moves to the end."""
    return (*(each for each in acts if each != act), act)[-MOST:]
