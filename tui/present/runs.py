"""Rows of the run list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from wave_tui.data.models import Metric, Run
from wave_tui.data.states import is_live
from wave_tui.data.views import RunsPage

from .line import Line, Piece, column, cut, cut_middle, fit, join, line, width
from .look import Look, state_cell
from .numbers import UNKNOWN, count, duration, percent

if TYPE_CHECKING:
    from .view import View

_TOKENS_FROM = 52
_WIDE_FROM = 76
_FACTS_FROM = 100
_ID_CELLS = 4
_CANCEL = "cancel seen"
UNPICKED_AFTER = 10.0
"""Seconds after which a run that was requested should have begun."""


def short_id(run: str) -> str:
    """The telling end of a run id: its last four characters."""
    return run[-_ID_CELLS:]


def heading(cells: int, look: Look) -> Line:
    """The line of column names."""
    return _columns(cells, ("  ", "text"), line(("STATE", "faint")), ("RUN", "faint"), ("PIPELINE", "faint"),
                    line(("STEP", "faint")), ("ETA/DUR", "faint"), ("TOKENS", "faint"), look)  # fmt: skip


def row(run: Run, page: RunsPage, look: Look, cells: int, *, now: float, eta: str = "", selected: bool = False,
        focused: bool = False, marked: bool = False) -> Line:  # fmt: skip
    """One run; ``eta`` stands in the place of the elapsed time when it is known."""
    live = is_live(run.state) or run.state == "lost"
    weight = " bold" if selected else ""
    text = "text" if live else "dim"
    cursor: Piece = (look.glyphs.cursor + " ", "accent" if focused else "faint") if selected else ("  ", "text")
    child = is_child(run) and any(other.id == run.parent for other in page.rows)
    name = (look.glyphs.last if child else "") + run.pipeline
    mark = "*" if marked else " "
    wide, wider = cells >= _WIDE_FROM, cells >= _FACTS_FROM
    step = step_cell(run, short=not wide, facts=wider) if run.state != "pending" or run.reason else _requested(run, now)
    return _columns(
        cells, cursor, state_cell(run.state, look), (short_id(run.id) + mark, f"{'strong' if selected else 'text'}"),
        (name, ("strong" if selected else text) + weight), step, (time_cell(run, now, eta), text),
        (count(run.tokens), "dim"), look, mark=marked,
    )  # fmt: skip


def is_child(run: Run) -> bool:
    """True for a run that another run started; a resumed run stands for itself."""
    return bool(run.parent) and run.kind != "resume"


def newest_live(page: RunsPage) -> Run | None:
    """The newest run that is going on and stands for itself."""
    return next((run for run in page.rows if is_live(run.state) and not is_child(run)), None)


def after_row(run: Run, cells: int, look: Look) -> Line | None:
    """The dim line below a run that was retried, None when there is none."""
    if not run.retried_as:
        return None
    lead = look.glyphs.last + look.glyphs.rule * 2
    return fit(line((" " * 16, "text"), (lead, "rule"), (f" retried as {short_id(run.retried_as)}", "dim")), cells)


def step_cell(run: Run, *, short: bool = False, facts: bool = False) -> Line:
    """Count and name of the running step, or the reason of an odd state, in few words where there is little room.

    What a reader must know first stands before it, and alone where there is little room; with ``facts`` follows what a
    run states of itself that no store knows.
    """
    mark, usual = _mark(run, short=short), _usual_cell(run, short=short)
    stated = said_facts(run) if facts and "store" not in run.sources else []
    told = [line((f"{each.name} ", "dim"), (each.value, "dim")) for each in stated]
    return mark if mark and not facts and (short or run.exit_code) else join([mark, usual, *told])


def said_facts(run: Run) -> list[Metric]:
    """What it states of itself, but for the moment that only the dialog about a cancel is about."""
    return [each for each in run.facts if each.name != _CANCEL]


def _mark(run: Run, *, short: bool) -> Line:
    """Sources that disagree, an event file that is not read to its end, an exit code that tells of a failure."""
    if run.conflict:
        return line(("conflict", "warn bold"))
    if run.indexed is not None:
        return line((f"{percent(run.indexed)} read" if short else f"indexed {percent(run.indexed)}", "accent"))
    if not run.exit_code:
        return ()
    from .exit_code import exit_fact

    return exit_fact(run, short=short)


def _usual_cell(run: Run, *, short: bool) -> Line:
    if run.state in ("lost", "cancelling") or (run.reason and run.state == "pending"):
        reason = run.reason or run.state
        return line((in_short(reason) if short else reason, "warn" if run.state == "lost" else "dim"))
    total = UNKNOWN if run.steps_total is None else str(run.steps_total)
    done = "" if run.steps_done is None else f"{run.steps_done}/{total}"
    return line((done, "text" if is_live(run.state) else "dim"), (f" {run.step}" if run.step else "", "dim"))


def is_unpicked(run: Run, now: float) -> bool:
    """True for a run that was requested and that no executor has begun for ten seconds."""
    return run.state == "pending" and run.started is not None and now - run.started > UNPICKED_AFTER


def _requested(run: Run, now: float) -> Line:
    late = is_unpicked(run, now)
    return line(("not picked up" if late else "requested", "warn" if late else "dim"))


def in_short(reason: str) -> str:
    """The reason of an odd state in few cells: ``hb 7m``."""
    if reason.startswith("process ") and reason.endswith(" is gone"):
        return "pid gone"
    shorter = reason.replace("heartbeat ", "hb ").removesuffix(" ago").replace("stale: no update for", "stale")
    return shorter.replace("no sign of life for", "silent").replace("process ", "pid ")


def time_cell(run: Run, now: float, eta: str = "") -> str:
    """Estimate or elapsed time of a live run, duration of a finished one."""
    if run.state == "lost":
        return UNKNOWN
    if is_live(run.state):
        return eta or duration(None if run.started is None else now - run.started)
    if run.started is None or run.ended is None:
        return UNKNOWN
    return duration(run.ended - run.started)


def cancelling_for(run: Run, view: View) -> str:
    """``12/30s``: how long a run is being cancelled, of the grace that its commands have if that is known."""
    waited = max(view.calm - (run.cancel_requested or view.calm), 0.0)
    facts = view.control.facts
    if facts is None or facts.grace is None or facts.force or run.id != view.address.run or waited > facts.grace:
        return duration(waited)
    return f"{int(waited)}/{int(facts.grace)}s"


def _columns(cells: int, cursor: Piece, state: Line, run: Piece, pipeline: Piece, step: Line, time: Piece,
             tokens: Piece, look: Look, *, mark: bool = False) -> Line:  # fmt: skip
    wide = cells >= _TOKENS_FROM
    name_cells = 14 if wide else 11
    if cells >= _WIDE_FROM:
        name_cells = 18
    time_cells = 8 if wide else cell_len(time[0]) + 1
    step_cells = max(cells - 16 - name_cells - 1 - time_cells - (8 if wide else 0), 0)
    ident: Line = (run,) if not mark else ((run[0][:-1], run[1]), ("*", "accent"))
    return fit(
        (
            cursor, *fit(state, 8), *fit(ident, 6),
            column(cut_middle(pipeline[0], name_cells, look.glyphs.ellipsis), pipeline[1], name_cells), (" ", "text"),
            *_cut_line(step, step_cells, look), column(time[0], time[1], time_cells, right=True),
            *((column(tokens[0], tokens[1], 8, right=True),) if wide else ()),
        ),
        cells,
    )  # fmt: skip


def _cut_line(of: Line, cells: int, look: Look) -> Line:
    if width(of) <= cells:
        return fit(of, cells)
    made: list[Piece] = []
    left = cells
    for text, style in of:
        kept = cut(text, left, look.glyphs.ellipsis)
        made.append((kept, style))
        left -= width(((kept, style),))
    return fit(tuple(made), cells)
