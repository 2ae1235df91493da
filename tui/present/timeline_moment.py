"""What the timeline says about one moment of one lane."""

from __future__ import annotations

from collections.abc import Sequence

from wave_tui.data.models import Attempt, Step
from wave_tui.data.states import Word, is_live

from .axis import moment
from .line import Line, fit, join, line, width
from .look import Look, state_fact
from .numbers import count, duration, factor
from .timeline_lanes import Lane, Scene
from .timeline_row import SLOW, Plot
from .timeline_spans import BODIES, Part, sane

_FIELD = 11


def last_line(scene: Scene, lane: Lane | None, cursor: float | None, plot: Plot, clock: float, cells: int) -> Line:
    """The moment of the cursor in one line: clock, lane, time spent, median, factor."""
    at = clock if cursor is None else cursor
    head = line((moment(at, plot.axis), "accent bold" if cursor is None else "strong reverse"))
    if lane is None:
        elapsed = duration(scene.now - scene.first) if scene.lanes else ""
        return fit(join((head, line(scene.detail.run.pipeline), line((elapsed, "strong")))), cells)
    spent = spent_at(lane, at, scene)
    first = join((head, line(lane_name(lane)), state_at(lane, at, scene, plot.look, spent)))
    return fit(join((first, *_against(lane, spent, plot), _slots_fact(scene)), "   "), cells)


def _slots_fact(scene: Scene) -> Line:
    now = sum(is_live(step.state) for step in scene.detail.steps)
    return line((f"slots {now}", "dim")) if now and not scene.moment.over else ()


def lane_name(lane: Lane) -> str:
    """A lane as one would say it: step, attempt, then its own name."""
    attempt = f" A{lane.address.attempt}" if lane.address.attempt is not None else ""
    own = f" {lane.label}" if lane.address.sub else ""
    return f"{lane.address.step}{attempt}{own}"


def spent_at(lane: Lane, at: float, scene: Scene) -> float | None:
    """Seconds that a lane had been at work by a moment, None before it began."""
    bodies = [span for span in lane.spans if span.part in BODIES]
    if not bodies or at < bodies[0].start:
        return None
    live = bodies[-1].part is Part.RUNNING
    return (at if live and at >= scene.now else min(at, bodies[-1].end)) - bodies[0].start


def state_at(lane: Lane, at: float, scene: Scene, look: Look, spent: float | None) -> Line:
    """State word and time spent by a moment; the word only where it is not simply what the lane is now."""
    time = line((duration(spent), "strong")) if spent is not None else ()
    if at >= scene.now:
        return time or state_fact(lane.state, look)
    part = next((span.part for span in lane.spans if span.start <= at < span.end), None)
    if part in BODIES:
        return (*state_fact("running", look), (" ", "text"), *time)
    words = {Part.QUEUED: "queued", Part.BACKOFF: "backoff", Part.LOST: "lost"}
    if part is not None and part in words:
        return line((words[part], "warn" if part is not Part.QUEUED else "dim"))
    return line(("not begun", "dim")) if spent is None else (*state_fact(lane.state, look), (" ", "text"), *time)


def _against(lane: Lane, spent: float | None, plot: Plot) -> tuple[Line, ...]:
    median = lane.usual.median
    if not plot.baseline or not median or lane.address.sub:
        return ()
    times = spent / median if spent is not None and lane.factor is not None else None
    if spent is not None and lane.seconds is not None and abs(spent - lane.seconds) < 2:
        times = lane.factor
    ratio = factor(times, plot.look.glyphs.times)
    fact = line((ratio, "warn" if times >= SLOW else "faint")) if times is not None else ()
    return (join((line((f"median {duration(median)}", "dim")), fact)),)


def at_section(
    scene: Scene, lane: Lane | None, cursor: float | None, plot: Plot, clock: float, cells: int
) -> tuple[Line, ...]:
    """The moment of the cursor in four lines: heading, state, what was before, and how it compares."""
    at = clock if cursor is None else cursor
    place = f" {plot.look.glyphs.crumb} ".join(_names(lane)) if lane else scene.detail.run.pipeline
    head = line((f"At {moment(at, plot.axis)} ", "strong"))
    rule = cells - width(head) - width(line(place)) - 1
    heading = (*head, (plot.look.glyphs.rule * max(rule, 0), "rule"), (f" {place}", "dim"))
    if lane is None:
        return (fit(heading, cells), fit(line(("j k choose a lane", "dim")), cells))
    step = next((step for step in scene.detail.steps if step.id == lane.address.step), None)
    rows = (
        ("state", _state_facts(scene, lane, step, at, plot)),
        ("before", _before(step, lane, at, plot)),
        ("median", _median_facts(scene, lane, at, plot)),
    )
    return (fit(heading, cells), *(fit((*_field(name), *facts), cells) for name, facts in rows))


def _field(name: str) -> Line:
    return ((name.ljust(_FIELD), "faint"),)


def _names(lane: Lane) -> tuple[str, ...]:
    attempt = (f"A{lane.address.attempt}",) if lane.address.attempt is not None else ()
    return (lane.address.step, *attempt, *((lane.label,) if lane.address.sub else ()))


def _state_facts(scene: Scene, lane: Lane, step: Step | None, at: float, plot: Plot) -> Line:
    spent = spent_at(lane, at, scene)
    state = state_at(lane, at, scene, plot.look, spent)
    if at >= scene.now:
        state = (*state_fact(lane.state, plot.look), (" ", "text"), (duration(spent), "strong"))
    waits = tuple(
        line((f"{name} {duration(sum(span.end - span.start for span in lane.spans if span.part is part))}", "dim"))
        for name, part in (("queued", Part.QUEUED), ("backoff", Part.BACKOFF))
    )
    known = (
        ("persona", step.persona if step else ""),
        ("tokens", count(lane.tokens) if lane.tokens is not None else ""),
        (
            "contract",
            f"{step.contract[0]}/{step.contract[1]}" if step and step.contract and _newest(step, lane) else "",
        ),
    )
    facts = (line((f"{name} {value}", "dim")) for name, value in known if value)
    return join((state, *waits, *facts), "   ")


def _newest(step: Step, lane: Lane) -> bool:
    return lane.address.attempt is None or lane.address.attempt == step.attempts[-1].number


def _before(step: Step | None, lane: Lane, at: float, plot: Plot) -> Line:
    tries = [each for each in step.attempts if _failed_before(each, at, lane)] if step else []
    if not tries:
        return line(("no earlier try of it failed", "dim"))
    last = tries[-1]
    clock = moment(last.ended, plot.axis) if sane(last.ended) is not None and last.ended is not None else ""
    error = " ".join((last.error or last.failure_class).split())
    mark = line((f"{plot.look.glyphs.of(Word.FAIL)} A{last.number} failed", "fail bold"), (f" {clock}", "dim"))
    return join((mark, line(error)))


def _failed_before(attempt: Attempt, at: float, lane: Lane) -> bool:
    ended = sane(attempt.ended)
    return attempt.state == "failed" and ended is not None and ended <= at and attempt.number != lane.address.attempt


def _median_facts(scene: Scene, lane: Lane, at: float, plot: Plot) -> Line:
    usual = lane.usual
    if usual.median is None:
        own = line(("no earlier run to compare with", "dim"))
    else:
        numbers = f"  p90 {duration(usual.p90)}  n={usual.n}"
        own = (*line(duration(usual.median), (numbers, "dim")), *_so_far(lane, spent_at(lane, at, scene), plot))
    beside = [other for other in scene.lanes if _beside(other, lane, at)]
    names: Sequence[str] = [other.label for other in beside[:4]]
    more = f" and {len(beside) - 4} more" if len(beside) > 4 else ""
    second = line(("running beside it: ", "dim"), ", ".join(names) + more) if beside else ()
    return join((own, second), "    ")


def _so_far(lane: Lane, spent: float | None, plot: Plot) -> Line:
    if spent is None or not lane.usual.median or not plot.baseline:
        return ()
    times = spent / lane.usual.median if not lane.over or lane.factor is None else lane.factor
    text = f"   {factor(times, plot.look.glyphs.times)}{'' if lane.over else ' so far'}"
    return ((text, "warn" if times >= SLOW else "dim"),)


def _beside(other: Lane, lane: Lane, at: float) -> bool:
    if other.depth or other.address.step == lane.address.step:
        return False
    return any(span.start <= at and (span.part is Part.RUNNING or at < span.end) for span in other.spans
               if span.part in BODIES)  # fmt: skip
