"""The Now panel: what works at this moment, or what the run ended with."""

from __future__ import annotations

from wave_tui.data.models import Run, Step
from wave_tui.data.progress.baseline import Comparison
from wave_tui.data.states import is_live

from .animation import Counting
from .control.cancel import UNSEEN_AFTER
from .control.state import reality_of
from .counters import saying
from .current import (
    against,
    also_running,
    attempt_word,
    current_step,
    eta_of,
    history,
    percent_word,
    rate_spark,
    rates,
    share,
    time_spent,
    token_factor,
)
from .ending import ending
from .estimate import open_estimate
from .facts import LABEL, fitting, labelled, row, settled
from .line import Line, cut, fit, join, line, spread, width
from .look import gauge, state_fact
from .numbers import age, clock, count, duration, factor, percent
from .output import both_ways, doing_line, metrics_line, output_line
from .told import conflict_lines, facts_line, how_line, indexed_line, odd_line
from .view import View

_SLOW = 2.0
_ACTION_CELLS = 42


def now(view: View, cells: int, height: int) -> list[Line]:
    """The body of the panel; less important lines go first when there are fewer rows."""
    run = view.run
    if run is None:
        return [line(("  no run is selected", "dim"))]
    lines = _working(view, run, cells, height) if is_live(run.state) else ending(view, run, cells, height)
    return settled(lines[:height], view.look)


def _working(view: View, run: Run, cells: int, height: int) -> list[Line]:
    head, bar, look = heading(view, cells), gauge_line(view, cells), view.look
    below = [
        *cancelling(run, view),
        *asked(view, cells),
        *conflict_lines(run, cells),
        doing_line(view, cells),
        how_line(run, cells, look),
        tokens_line(view, cells),
        against_line(view, cells),
        output_line(view, cells),
        indexed_line(run, cells),
        metrics_line(view, cells),
        facts_line(run, cells),
        odd_line(view.detail, cells, look) if view.detail is not None else (),
    ]
    facts = [each for each in below if each]
    air = [()] if height > 2 + len(facts) else []
    return [head, bar, *air, *facts]


def updated(view: View) -> list[Line]:
    """How old the newest sign of life is."""
    run = view.run
    if run is not None and run.ended is not None:
        return [line((f"ended {age(view.now - run.ended)} ago", "dim"))]
    if run is None or run.seen is None:
        return []
    word = "updated" if is_live(run.state) else "last sign"
    return [line((f"{word} {age(view.now - run.seen)} ago", "dim"))]


def heading(view: View, cells: int) -> Line:
    """Step, attempt, state and time on the left, who does it on the right."""
    run, step = view.run, current_step(view)
    if step is None:
        left = line((run.step or "between steps" if run else "", "strong"), "  ")
        return fit((*left, *state_fact(run.state if run else "", view.look)), cells)
    left = join([name(step), (*state_fact(step.state, view.look), *_spent(step, view))])
    left = (*left, *_action(step, min(cells - width(left), _ACTION_CELLS), view))
    also = [other.id for other in also_running(view, step)]
    notes = [("also " + ", ".join(also), "dim")] if also else []
    persona = step.persona or step.kind
    facts = [line(note) for note in notes] + ([line((persona, "dim"))] if persona else [])
    while facts and width(left) + 2 + width(join(facts)) > cells:
        facts.pop(0)
    return spread(left, join(facts), cells)


def name(step: Step) -> Line:
    """The step's name with its attempt."""
    word = attempt_word(step)
    return line((step.id, "strong"), (f" {word}" if word else "", "accent"))


def gauge_line(view: View, cells: int) -> Line:
    """Block gauge, percent, estimate and what it rests on."""
    number, basis = eta_of(view, open_estimate(view))
    counting = counts(view)
    done = counting.percent.current if counting is not None and counting.percent is not None else share(view)
    share_word = percent_word(view) if counting is None else percent(done)
    bar = gauge(done, max(8, min(cells - 8 - width(number), cells * 36 // 69)), view.look)
    left = line(*bar, " ", (f"{share_word:>4}", "strong"))
    right = (*number, *line("  "), *basis)
    if cells < 60 or width(left) + 3 + width(right) > cells:
        return fit((*left, *line("   "), *number), cells)
    return spread((*left, *line("   "), *number), basis, cells)


def tokens_line(view: View, cells: int) -> Line:
    """How fast tokens go: history, number, sum, and the step's sum against its own."""
    run, step = view.run, current_step(view)
    wide = cells >= 60
    room = cells * 23 // 69 if wide else cells - LABEL - 14
    found = rates(view, room)
    if run is None or (found.newest is None and not run.tokens):
        return ()
    drawn = rate_spark(found, view.look)
    shown = fit(drawn, room + 2) if drawn else ()
    used = token_factor(step, history(view).step(step.id)) if step is not None else None
    facts = [line((f"{count(found.newest):>{4 if drawn else 0}}", "text"))]
    if wide:
        counting = counts(view)
        total = run.tokens if counting is None else counting.tokens.current
        facts.append(line(("total ", "dim"), (count(total), "text")))
        facts.extend(both_ways(step))
    if used is not None:
        facts.append(line(factor_piece(used, view)))
    return labelled("tokens/min", (*shown, *fitting(facts, cells - LABEL - width(shown))), cells)


def counts(view: View) -> Counting | None:
    """The numbers on their way, when there are any and they are this run's."""
    found = view.counting
    return found if found is not None and view.run is not None and found.run == view.run.id else None


def against_line(view: View, cells: int) -> Line:
    """The time of this try against the step's own history."""
    step = current_step(view)
    usual = against(view, step) if step is not None else None
    if usual is None or not view.baseline:
        return ()
    return row("against", comparison(usual, view), cells, gap=", ")


def comparison(usual: Comparison, view: View) -> list[Line]:
    """``2.3x its median of 1m31s`` and ``p90 2m40s``; with few samples their number instead of a p90.

    What still goes on below its median has no factor yet.
    """
    rest = f"p90 {duration(usual.baseline.p90)}" if usual.baseline.trusted else f"n={usual.baseline.n}"
    median = (duration(usual.baseline.median), "text")
    times: Line = (factor_piece(usual.factor, view, bold=True), (" ", "text")) if usual.tells else ()
    return [line(*times, ("its median of ", "dim"), median), line((rest, "dim"))]


def factor_piece(value: float, view: View, *, bold: bool = False) -> tuple[str, str]:
    """A factor; from 2.0 on it is a warning."""
    token = "warn bold" if value >= _SLOW and bold else "warn" if value >= _SLOW else "text" if bold else "faint"
    return (factor(value, view.look.glyphs.times), token)


def cancelling(run: Run, view: View) -> list[Line]:
    """When the stop was asked for, while it has not happened."""
    if run.cancel_requested is None:
        return []
    how = "forced stop" if run.cancel_forced else "stop"
    since = duration(view.now - run.cancel_requested)
    at = clock(run.cancel_requested, view.look.zone)
    first = line((f"{'cancelling':<{LABEL}}", "warn"), (f"{how} asked for at {at}, {since} ago", "text"))
    return [first, *_facts(view)]


def asked(view: View, cells: int) -> list[Line]:
    """The question of a gate that waits, and whether a retry keeps to its plan."""
    gate, reality = view.control.gate(view.address.run), reality_of(view)
    said: list[Line] = []
    if gate is not None:
        said.append(_cut("gate", f"{gate.step} asks: {' '.join(gate.message.split())}", "accent", view, cells))
    if reality is not None:
        said.append(_cut("plan", reality.text, "text" if reality.kept else "warn bold", view, cells))
    return said


def _cut(label: str, text: str, token: str, view: View, cells: int) -> Line:
    """A labelled sentence, nothing without one."""
    return labelled(label, line((cut(text, cells - LABEL, view.look.glyphs.ellipsis), token)), cells) if text else ()


def _facts(view: View) -> list[Line]:
    """How far a cancel is: seen, stopped, nothing left."""
    facts = view.control.facts
    if facts is None or facts.requested is None:
        return []
    reached = (("seen", facts.seen), ("stopped", facts.stopped), ("0 processes left", facts.verified))
    times = [(name, time) for name, time in reached if time is not None]
    done = [line((f"{name} ", "dim"), (clock(time, view.look.zone), "text")) for name, time in times]
    if facts.seen is None and view.now - facts.requested > UNSEEN_AFTER:
        done.append(line(("not seen by its executor, X forces", "warn")))
    elif facts.survivors:
        done.append(line((f"{len(facts.survivors)} processes left", "text")))
    return [line((" " * LABEL, "text"), *join(done))] if done else []


def _spent(step: Step, view: View) -> Line:
    spent = time_spent(step, view.now)
    return line((f" {duration(spent)}" if spent is not None else "", "strong"))


def _action(step: Step, cells: int, view: View) -> Line:
    """What the step or something below it says it does, two cells apart, when enough of it can be read."""
    said = saying(step, view.address.sub)
    return line(("  " + cut(said, cells - 2, view.look.glyphs.ellipsis), "dim")) if said and cells >= 8 else ()
