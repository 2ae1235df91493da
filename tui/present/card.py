"""The card below the one list of a small screen: a run in seven lines."""

from __future__ import annotations

from collections.abc import Sequence

from wave_tui.data.models import Event, Run, Step, Subtask
from wave_tui.data.states import Word, is_live

from .counters import chain, counter, doing, inmost
from .current import against, current_step, eta_of, percent_word, rate_spark, rates, share, time_spent
from .ending import ending
from .estimate import open_estimate
from .event_kind import first_line, kind
from .facts import settled
from .line import Line, cut, fit, join, line, spread, width
from .look import gauge, state_fact
from .now import asked, cancelling, factor_piece, name, updated
from .numbers import clock, count, duration, percent
from .output import metrics_line, output_line
from .runs import short_id
from .timeline_strip import strip
from .title import Tab, title
from .told import conflict_line, facts_line, how_line, indexed_line
from .view import View

_NOTABLE = (Word.FAIL, Word.RETRY, Word.LOST, Word.CAN)
_NOISE = frozenset({"eta_updated"})
_SPARK = 10
_STRIP = 2
_PART = 48
"""Cells for what is at work below the step."""
_AROUND_EVENTS = 4
"""Lines of a card for the step, its gauge and the chain of steps."""


def card(view: View, cells: int, height: int) -> list[Line]:
    """Title line and body of the card; without a selected run it says so."""
    run = view.run
    head = title([Tab("", short_id(run.id) if run else "No run")], "", updated(view), cells, view.look, focused=False)
    if run is None:
        return [head, line(("  no run is selected", "dim"))][:height]
    lines = _working(view, cells, run, height - 1) if is_live(run.state) else ending(view, run, cells, height - 1)
    return settled([head, *lines, *_strip(view, cells, height - 1 - len(lines))][:height], view.look)


def _working(view: View, cells: int, run: Run, height: int) -> list[Line]:
    events = [event for event in view.snapshot.events.rows if event.run == run.id]
    stated = (conflict_line(run, cells, view.look), how_line(run, cells, view.look), indexed_line(run, cells))
    told = [*cancelling(run, view), *asked(view, cells), *(each for each in stated if each)]
    shown = notable(events, max(1, height - _AROUND_EVENTS - len(told)))
    happened = [_event_line(each, view, cells) for each in shown]
    lines = [_step_line(view, cells), _gauge_line(view, cells), *told, *happened]
    spare = (output_line(view, cells), metrics_line(view, cells), facts_line(run, cells))
    return [*lines, *[each for each in spare if each][: max(0, height - len(lines) - _STRIP)]]


def _strip(view: View, cells: int, rows: int) -> Sequence[Line]:
    """The chain of steps in two lines, both or none."""
    if view.detail is None or rows < 2 or all(step.started is None for step in view.detail.steps):
        return ()
    return strip(view.detail, view.calm, cells, view.look, view.snapshot.history)


def notable(events: Sequence[Event], rows: int = 2) -> list[Event]:
    """The newest event and the newest failure before it, then what came last, oldest first; estimates are no news."""
    news = [event for event in events if event.state not in _NOISE]
    bad = [event for event in news[:-1] if kind(event).glyph in _NOTABLE][-1:]
    others = [event for event in reversed(news[:-1]) if event not in bad]
    chosen = [*news[-1:], *bad, *others][:rows]
    return sorted(chosen, key=lambda event: event.id)


def _step_line(view: View, cells: int) -> Line:
    step = current_step(view)
    if step is None:
        return fit(line(("between steps", "dim")), cells)
    spent, usual = time_spent(step, view.now), against(view, step)
    state = (*state_fact(step.state, view.look), *line((f" {duration(spent)}" if spent is not None else "", "strong")))
    facts = [line((f"{step.index + 1} ", "faint"), *name(step)), state]
    if usual is not None and usual.tells and view.baseline:
        number, token = factor_piece(usual.factor, view, bold=True)
        facts.append(line((f"{number} median", token.removesuffix(" bold"))))
    return spread(join(facts), _part(step, view), cells)


def _part(step: Step, view: View) -> Line:
    """What is at work below the step, else who works on it."""
    told = doing(step, view.address.sub)
    inner = next(reversed(chain(step, view.address.sub)), None) or _child(step)
    if not told and inner is not None:
        told = " ".join(part for part in (inner.name, counter(inner)) if part)
    share = f" {percent(inner.progress)}" if inner is not None and inner.progress is not None else ""
    return line((inmost(told, _PART, view.look.glyphs.ellipsis) + share if told else step.persona, "dim"))


def _child(step: Step) -> Subtask | None:
    """The child run that works for the step."""
    return next((each for each in step.subtasks if is_live(each.state)), None)


def _gauge_line(view: View, cells: int) -> Line:
    guess = open_estimate(view)
    number, basis = eta_of(view, guess)
    found = rates(view, _SPARK)
    drawn = rate_spark(found, view.look)
    rate = line((f" {count(found.newest)}/m", "dim")) if found.newest is not None else ()
    left = line(*gauge(share(view), cells * 35 // 78, view.look), " ", (f"{percent_word(view):>4}", "strong"))
    short = basis[:1] if guess.quality == "rough" else basis[-1:]
    choices = ((join([number, short]), (*drawn, *rate)), (number, (*drawn, *rate)), (number, rate), (number, ()))
    room = cells - width(left) - 4
    words, right = next((each for each in choices if width(each[0]) + width(each[1]) <= room), choices[-1])
    return spread((*left, *line("  "), *words), right, cells)


def _event_line(event: Event, view: View, cells: int) -> Line:
    look, of = view.look, kind(event)
    attempt = f"A{event.attempt}" if event.attempt is not None else ""
    head = line(
        (f"{clock(event.time, look.zone):<10}", "faint"),
        (f"{attempt:<3}", "dim"),
        (look.glyphs.of(of.glyph) + " ", of.style),
        (f"{cut(of.word, 9, look.glyphs.ellipsis):<10}", of.style),
    )
    first, gap, rest = cut(first_line(event), cells - width(head), look.glyphs.ellipsis).partition(" ")
    tool = of.word == "tool"
    message = line((first, "text bold" if tool else of.message), (gap + rest, "dim" if tool else of.message))
    return fit((*head, *message), cells)
