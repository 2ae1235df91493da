"""What the selected run is doing now: its step, its try, its rates and its estimate."""

from __future__ import annotations

from dataclasses import dataclass

from wave_tui.data.models import PipelineHistory, Step, StepHistory
from wave_tui.data.progress.baseline import Comparison, compare, quantile
from wave_tui.data.progress.burn import TokenSample, burn_rate, per_minute, samples
from wave_tui.data.progress.burnup import spread_tokens
from wave_tui.data.progress.eta import Estimate
from wave_tui.data.progress.graph import elapsed
from wave_tui.data.progress.overall import overall
from wave_tui.data.states import is_live, is_terminal

from .estimate import stated_rest
from .line import Line, line
from .look import Look, spark
from .numbers import duration, percent, span
from .view import View

_BUCKETS = (15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)


@dataclass(frozen=True, slots=True)
class Rates:
    """Tokens per minute over the run, oldest first, None where unknown, and those of the last minute."""

    columns: tuple[float | None, ...] = ()
    newest: float | None = None


def rework_only(view: View) -> tuple[str, ...]:
    """The steps of the definition that run only when another step calls for them."""
    steps = view.pipeline.steps if view.pipeline is not None else ()
    return tuple(step.id for step in steps if step.rework_only)


def history(view: View) -> PipelineHistory:
    """What earlier runs of the selected run's pipeline teach; empty when nothing is known."""
    found, pipeline = view.snapshot.history, view.run.pipeline if view.run is not None else ""
    return found if found is not None and found.pipeline == pipeline else PipelineHistory(pipeline)


def current_step(view: View) -> Step | None:
    """The step to look at: the selected one while it works, else what runs, else what decided the end."""
    steps = view.detail.steps if view.detail is not None else ()
    run = view.run
    if run is None or not steps:
        return None
    live = [step for step in steps if is_live(step.state)]
    wanted = [view.address.step, run.step]
    chosen = [step for name in wanted for step in live if step.id == name] or live
    if chosen or is_live(run.state):
        return chosen[0] if chosen else None
    ended = [step for step in steps if step.ended is not None and step.state != "skipped"]
    failed = [step for step in ended if step.state in ("failed", "rejected") and not step.optional]
    lost = [step for step in steps if step.state == "lost"]
    return max(failed or lost or ended, key=_last_to_work, default=None)


def _last_to_work(step: Step) -> tuple[bool, float]:
    """A step that only tells how others ended is not what decided the end."""
    return step.started is not None or step.duration is not None, step.ended or step.started or 0.0


def also_running(view: View, step: Step | None) -> tuple[Step, ...]:
    """The other steps that work at this moment."""
    steps = view.detail.steps if view.detail is not None else ()
    return tuple(other for other in steps if is_live(other.state) and (step is None or other.id != step.id))


def attempt_word(step: Step) -> str:
    """``A2/3`` for the second of three tries; empty while the first try is the only one there is."""
    number = step.attempts[-1].number if step.attempts else 1
    most = step.max_attempts or 0
    if number <= 1 and most <= 1:
        return ""
    return f"A{number}/{most}" if most >= number else f"A{number}"


def time_spent(step: Step, now: float) -> float | None:
    """Seconds of the current try, of the pause since the last one, or of the finished step."""
    if not is_live(step.state):
        return step.duration
    last = step.attempts[-1] if step.attempts else None
    if last is not None and last.ended is not None:
        return max(0.0, now - last.ended)
    return elapsed(step, now) if step.started is not None else None


def against(view: View, step: Step) -> Comparison | None:
    """The step's current or final duration against its own history."""
    last = step.attempts[-1] if step.attempts else None
    live = is_live(step.state)
    if live and last is not None and last.ended is not None:
        return None
    final = last.duration if last is not None and last.duration is not None else step.duration
    return compare(elapsed(step, view.now) if live else final, history(view).step(step.id), going=live)


def token_factor(step: Step, usual: StepHistory) -> float | None:
    """The step's tokens against their own median, None when either is unknown."""
    median = quantile(usual.tokens, 0.5)
    return step.tokens / median if step.tokens and median else None


def share(view: View) -> float | None:
    """Progress of the selected run in percent."""
    steps = view.detail.steps if view.detail is not None else ()
    return overall(view.run, steps, rework_only(view)) if view.run is not None else None


def eta_of(view: View, found: Estimate) -> tuple[Line, Line]:
    """The estimate and what it rests on; what the run itself expects stands in where its history is too short."""
    rest = stated_rest(view.run, view.calm) if view.run is not None and found.quality != "history" else None
    if rest is None:
        return eta(found, view.look)
    if rest < 0:
        return line(("ETA ", "dim"), (f"passed {duration(-rest)} ago", "warn")), line(("stated", "dim"))
    return line(("ETA ", "dim"), (f"~{duration(rest)}", "strong")), line(("stated", "dim"))


def eta(found: Estimate, look: Look) -> tuple[Line, Line]:
    """The estimate and what it rests on, honest about what it does not know."""
    n = (f"n={found.n}", "dim")
    if found.late:
        return line(("later than 9 of 10 runs", "warn bold")), line(n)
    if found.quality == "none" or found.low is None or found.high is None:
        return line(("no estimate", "dim")), line(n)
    dash = look.glyphs.dash
    number = line(("ETA ", "dim"), (span(found.low, found.high, dash), "strong"))
    if found.quality == "rough":
        return number, line(("rough  ", "warn"), n)
    return number, line((f"p50{dash}p90  ", "faint"), n)


def rates(view: View, columns: int) -> Rates:
    """Tokens per minute in up to ``columns`` intervals that end now, or at the end of a finished run."""
    run = view.run
    if run is None or run.started is None or columns <= 0:
        return Rates()
    end = run.ended if run.ended is not None else view.calm
    if end <= run.started:
        return Rates()
    bucket = next((size for size in _BUCKETS if (end - run.started) / size <= columns), _BUCKETS[-1])
    found = _from_events(view, run.started, end, bucket, columns) or _from_steps(view, run.started, end, bucket)
    recent = None if is_terminal(run.state) else _last_minute(view, end)
    return Rates(found[-columns:], recent if recent is not None else burn_rate(run.tokens, run.started, end))


def rate_spark(found: Rates, look: Look) -> Line:
    """The rates as one row, when there is more than one; the newest column is bright."""
    return spark(list(found.columns), look) if sum(rate is not None for rate in found.columns) > 1 else ()


def percent_word(view: View) -> str:
    """Whole percent of the selected run, 100 only when it is over."""
    over = view.run is not None and is_terminal(view.run.state)
    return percent(share(view), over=over)


def _samples(view: View) -> tuple[TokenSample, ...]:
    """What the event window states about tokens, unless the window shows one step or a search only."""
    page = view.snapshot.events
    if view.run is None or page.query.step or page.query.text:
        return ()
    return samples(event for event in page.rows if event.run == view.run.id)


def _last_minute(view: View, end: float) -> float | None:
    found = _samples(view)
    return float(sum(each.tokens for each in found if end - 60 < each.time <= end)) if found else None


def _from_events(view: View, start: float, end: float, bucket: float, columns: int) -> tuple[float | None, ...]:
    page, found = view.snapshot.events, _samples(view)
    if not found:
        return ()
    made = per_minute(found, start, end, bucket=bucket, columns=columns)
    oldest = min((event.time for event in page.rows if event.time is not None), default=start)
    unknown = int((oldest - start) / bucket) - (int((end - start) / bucket) + 1 - len(made)) if page.older else 0
    return tuple(None if place < unknown else rate for place, rate in enumerate(made))


def _from_steps(view: View, start: float, end: float, bucket: float) -> tuple[float | None, ...]:
    steps = view.detail.steps if view.detail is not None else ()
    buckets = max(1, min(int((end - start) / bucket), 240))
    return spread_tokens(steps, start, end, buckets)
