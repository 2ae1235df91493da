"""Pages of two sources as one page: newest first, child runs below their parents, counts added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..models import Run
from ..store.board import Group, Position
from ..views import Counts, RunsPage, RunsQuery


@dataclass(frozen=True, slots=True)
class Part:
    """What one source answers: its rows, how many top-level ones stand above and below them, and how many there are."""

    groups: tuple[Group, ...]
    above: int
    below: int
    total: int
    stored: int


def merged(query: RunsQuery, place: Position | None, parts: Sequence[Part]) -> RunsPage:
    """One page of as many top-level rows as were asked for; ``place`` is that of the anchor, None without one.

    Every part has been asked for the whole page, so what does not fit is its own and is counted as above or below.
    """
    groups = sorted((group for part in parts for group in part.groups), key=lambda group: group.position, reverse=True)
    shown = kept(query, place, groups)
    first = shown[0].position if shown else None
    above = sum(part.above + sum(_is_above(group, first) for group in part.groups) for part in parts)
    listed = sum(part.above + len(part.groups) + part.below for part in parts)
    return RunsPage(
        rows=tuple(run for group in shown for run in group.runs),
        above=above,
        below=max(0, listed - above - len(shown)),
        total=sum(part.total for part in parts),
        stored=sum(part.stored for part in parts),
        query=query,
    )


def kept(query: RunsQuery, place: Position | None, groups: Sequence[Group]) -> Sequence[Group]:
    """Those of the groups, newest first, that the page holds."""
    if query.bottom:
        return groups[max(0, len(groups) - query.rows) :]
    if place is None:
        return groups[: query.rows]
    lead = sum(group.position > place for group in groups)
    return groups[max(0, lead - query.before) : lead + query.rows]


def summed(first: Counts, second: Counts) -> Counts:
    """Counts of two sources that have no run in common."""
    return Counts(
        running=first.running + second.running,
        cancelling=first.cancelling + second.cancelling,
        lost=first.lost + second.lost,
        failed=first.failed + second.failed,
        pending=first.pending + second.pending,
    )


def with_below(groups: Sequence[Group], below: dict[str, tuple[Run, ...]]) -> tuple[Group, ...]:
    """Groups in which each run is followed by those that another source has below it."""
    if not any(below.values()):
        return tuple(groups)
    return tuple(
        Group(group.position, tuple(one for run in group.runs for one in (run, *below.get(run.id, ()))))
        for group in groups
    )


def _is_above(group: Group, first: Position | None) -> bool:
    return first is not None and group.position > first
