"""Every step of a run against its own history."""

from __future__ import annotations

from wave_tui.data.models import Step, StepHistory
from wave_tui.data.progress.baseline import baseline, compare
from wave_tui.data.progress.graph import elapsed
from wave_tui.data.states import is_live, is_terminal

from .current import history
from .line import Line, Piece, column, cut_middle, line
from .look import spark
from .numbers import count, duration, factor, percent
from .view import View

_LAST = 10
_SLOW = 2.0
_HEADROOM = 1.5
"""Usual times stay below the top of their cells, so that the bars of two rows never touch."""
_COLUMNS = (("THIS", 7), ("P50", 8), ("P90", 8), ("VS P50", 8), ("N", 4), ("TOKENS", 8), ("TRIES", 7))
_WEIGHED = (("THIS", 7), ("WEIGHT", 8), ("DONE", 7), ("ADDS", 7), ("P50", 8), ("VS P50", 8), ("TRIES", 7))
"""The columns of a run whose steps have weights: what each is of the whole, and what it adds to it."""
Columns = list[tuple[str, int]]
"""Names and cells of the columns of numbers."""
_FACTOR_FROM = 60
_TOKENS_FROM = 76
_LONGEST_NAME = 32


def step_table(view: View, cells: int, *, slowest: bool) -> list[Line]:
    """Head and one row per step, in pipeline order or the slowest against itself first."""
    steps = list(view.detail.steps) if view.detail is not None else []
    if not steps:
        return [line(("  no steps are known yet", "dim"))]
    if slowest:
        steps.sort(key=lambda step: -(_times(step, view) or 0.0))
    columns = _columns(cells, weighed=all(step.weight is not None for step in steps))
    return [_head(cells, columns), *(_row(step, view, cells, columns) for step in steps)]


def took(step: Step, now: float) -> float | None:
    """Seconds of the last try: so far, or in the end."""
    if is_live(step.state):
        return elapsed(step, now) or None
    last = step.attempts[-1] if step.attempts else None
    return last.duration if last is not None and last.duration is not None else step.duration


def _head(cells: int, columns: Columns) -> Line:
    names = [column("STEP", "faint", _name_cells(cells, columns))]
    names += [column(text, "faint", size, right=True) for text, size in columns]
    return line(*names, ("  ", "text"), column("LAST 10", "faint", _LAST, right=True))


def _row(step: Step, view: View, cells: int, columns: Columns) -> Line:
    known, seconds, times = history(view).step(step.id), took(step, view.calm), _times(step, view)
    chosen = step.id == view.address.step or (not view.address.step and is_live(step.state))
    slow = times is not None and times >= _SLOW
    size = _name_cells(cells, columns)
    named = cut_middle(step.id, size - 1, view.look.glyphs.ellipsis)
    values = _values(step, view)
    shown = [(*values[text], room) for text, room in columns]
    numbers = [column(text, token, room, right=True) for text, token, room in shown]
    name = column(named, "strong" if chosen else "text", size)
    return line(name, *numbers, ("  ", "text"), *_last(known, seconds, view, slow=slow))


def _values(step: Step, view: View) -> dict[str, Piece]:
    """What stands in each column."""
    usual, times = baseline(history(view).step(step.id)), _times(step, view)
    slow = times is not None and times >= _SLOW
    return {
        "THIS": (duration(took(step, view.calm)), "warn bold" if slow else "text"),
        "P50": (duration(usual.median), "dim"),
        "P90": (duration(usual.p90), "dim"),
        "VS P50": (factor(times, view.look.glyphs.times), "warn" if slow else "faint"),
        "N": (str(usual.n), "faint"),
        "TOKENS": (count(step.tokens), "dim"),
        "TRIES": (str(len(step.attempts) or 1) if step.started else "", "dim"),
        **_weighed(step),
    }


def _weighed(step: Step) -> dict[str, Piece]:
    """Its part of the whole, how much of that is done, and what that adds to the whole."""
    weight, done = step.weight, 100.0 if step.state == "completed" else step.progress
    adds = weight * done if weight is not None and done is not None else None
    return {
        "WEIGHT": (percent(None if weight is None else 100 * weight, over=True), "dim"),
        "DONE": (percent(done, over=is_terminal(step.state)), "text"),
        "ADDS": (percent(adds), "strong" if adds else "dim"),
    }


def _columns(cells: int, *, weighed: bool) -> Columns:
    """The columns of numbers that fit; spare room is shared out so that the right edge stays one line."""
    room = 7 if cells >= _TOKENS_FROM else 5 if cells >= _FACTOR_FROM else 3
    kept = (_WEIGHED if weighed else _COLUMNS)[:room]
    spare = cells - _LAST - 2 - _LONGEST_NAME - sum(size for _, size in kept)
    return [(text, size + max(0, spare // len(kept))) for text, size in kept]


def _last(known: StepHistory, seconds: float | None, view: View, *, slow: bool) -> Line:
    if not known.durations:
        return ((" " * _LAST, "text"),)
    earlier = known.durations[: _LAST - 1]
    top = max(_HEADROOM * max(earlier), seconds or 0.0)
    values = [*reversed(earlier), seconds]
    drawn = spark(values, view.look, top=top, newest="warn" if slow else "accent")
    return line((" " * (_LAST - len(values)), "text"), *drawn)


def _times(step: Step, view: View) -> float | None:
    found = compare(took(step, view.calm), history(view).step(step.id), going=is_live(step.state))
    return found.factor if found is not None and found.tells else None


def _name_cells(cells: int, columns: Columns) -> int:
    return max(4, cells - _LAST - 2 - sum(size for _, size in columns))
