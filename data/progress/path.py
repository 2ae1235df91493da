"""The chain of steps and waits that decides when a run is over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ..models import PipelineHistory, Step
from ..states import is_live
from .graph import Needs, dependencies, order
from .projection import Projection, project

CAP = 5_000


@dataclass(frozen=True, slots=True)
class Span:
    """One step from start to end in unix seconds."""

    step: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the critical path: what it adds to the total, and the wait before it, in seconds."""

    step: str
    wait: float
    seconds: float


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """The longest chain with the wait in it, first step first.

    ``total`` is what the chain explains of ``wall``, the time from the first start to the last end.
    ``slack`` says for every step how many seconds later it could have ended without moving the end.
    ``refusal`` is a sentence instead of a path when there are too many spans.
    """

    links: tuple[Link, ...] = ()
    total: float = 0.0
    wall: float = 0.0
    slack: Mapping[str, float] = field(default_factory=dict)
    refusal: str = ""

    def holds(self, step: str) -> bool:
        """True when the step is on the path."""
        return any(link.step == step for link in self.links)


def path_of(
    steps: Sequence[Step], history: PipelineHistory | None, now: float, rework_only: Collection[str] = ()
) -> CriticalPath:
    """The critical path of a run: what has finished, what is running and what is expected at the median.

    A running step without an expected end is taken to end now; a step to come without one is left out.
    """
    expected = {each.step: each for each in project(steps, history, now, rework_only)}
    spans = [span for step in steps if (span := _span(step, expected.get(step.id), now))]
    return critical_path(spans, dependencies(steps))


def critical_path(spans: Sequence[Span], needs: Needs) -> CriticalPath:
    """The path that ends with the last span and goes back, each time to the span needed that ended last.

    Overlaps count once, so the total is never more than the wall time. More than 5,000 spans are refused.
    """
    if len(spans) > CAP:
        return CriticalPath(refusal=f"no critical path: {len(spans):,} spans, the limit is {CAP:,}")
    if not spans:
        return CriticalPath()
    by_step = {span.step: span for span in spans}
    last = max(spans, key=lambda span: (span.end, span.start))
    chain = _chain(last, by_step, needs)
    wall = last.end - min(span.start for span in spans)
    links = _links(chain)
    total = sum(link.wait + link.seconds for link in links)
    slack = _slack(by_step, needs, {span.step for span in chain}, last.end)
    return CriticalPath(links, min(total, wall), wall, slack)


def _span(step: Step, expected: Projection | None, now: float) -> Span | None:
    if expected is not None:
        start, end = expected.start, expected.p50 or (now if is_live(step.state) else None)
    else:
        start, end = step.started, step.ended
    if start is None or end is None or end < start:
        return None
    return Span(step.id, start, end)


def _chain(last: Span, spans: Mapping[str, Span], needs: Needs) -> list[Span]:
    chain = [last]
    seen = {last.step}
    while before := [spans[name] for name in needs.get(chain[0].step, ()) if name in spans and name not in seen]:
        chain.insert(0, max(before, key=lambda span: (span.end, span.start)))
        seen.add(chain[0].step)
    return chain


def _links(chain: Sequence[Span]) -> tuple[Link, ...]:
    links = []
    reached = chain[0].start
    for span in chain:
        wait = max(0.0, span.start - reached)
        links.append(Link(span.step, wait, max(0.0, span.end - max(span.start, reached))))
        reached = max(reached, span.end)
    return tuple(links)


def _slack(spans: Mapping[str, Span], needs: Needs, critical: Collection[str], end: float) -> dict[str, float]:
    after: dict[str, list[str]] = {}
    for name in spans:
        for before in needs.get(name, ()):
            after.setdefault(before, []).append(name)
    slack: dict[str, float] = {}
    for name in reversed(order(tuple(spans), needs)):
        if name in spans:
            room = [spans[later].start + slack[later] for later in after.get(name, ()) if later in slack]
            slack[name] = 0.0 if name in critical else max(0.0, min(room, default=end) - spans[name].end)
    return slack
