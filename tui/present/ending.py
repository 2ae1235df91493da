"""What a run that no longer works ended with, where, and what can be done about it."""

from __future__ import annotations

from wave_tui.data.engine.reach import unreachable
from wave_tui.data.models import Run, Step
from wave_tui.data.progress.baseline import quantile
from wave_tui.data.states import Word, word

from .badges import badges
from .control.state import reality_of
from .control.words import is_reported
from .counters import doing
from .current import attempt_word, current_step, history
from .empty import inside
from .error_place import context_of, detail_facts, kind_fact, place_facts
from .event_sheet import wrapped
from .exit_code import exit_fact
from .facts import row
from .line import Line, cut, fit, join, line, spread
from .look import state_fact
from .numbers import clock, count, duration, factor
from .output import artifact_count, counted
from .reason import once
from .runs import is_unpicked
from .told import conflict_lines, facts_line, odd_line
from .view import View

_REMEDIES = {
    "transient": "it may pass when it is tried again",
    "deterministic": "it will fail again until its cause is changed",
    "contract_failure": "the output does not fit its contract: compare the two",
    "test_failure": "tests fail: read them before a retry",
    "budget_exhausted": "it ran out of budget: raise it or split the step",
    "canceled": "it was stopped from outside",
}
_NEXT = {
    Word.FAIL: (("r", "retry"), ("4", "events"), ("5", "artifacts"), ("y", "yank the error")),
    Word.LOST: (("x", "mark as cancelled"), ("4", "events"), ("d", "describe")),
    Word.CAN: (("r", "retry"), ("4", "events"), ("5", "artifacts")),
    Word.OK: (("5", "artifacts"), ("6", "metrics")),
    Word.PENDING: (("4", "events"),),
}


_SPARE = ("odd", "details", "facts", "tries")
"""Rows that give way to the verdict, the first one first."""


def ending(view: View, run: Run, cells: int, height: int) -> list[Line]:
    """Head, verdict, where, how it compares, what it left, and the keys that help."""
    step = current_step(view)
    parts = _parts(unpicked(run, view) or verdict(run, step), cells)
    rows = [each for each in _rows(view, run, step, cells) if each[1]]
    if len(parts) + len(rows) >= height:
        rows = _without("output", rows)
    for name in _SPARE:
        if 1 + min(len(parts), 2) + len(rows) > height:
            rows = _without(name, rows)
    said = _said(parts, cells, max(1, height - 1 - len(rows)), view.look.glyphs.ellipsis)
    return [_head(run, view, cells), *said, *(each for _, each in rows)]


def _without(name: str, rows: list[tuple[str, Line]]) -> list[tuple[str, Line]]:
    return [each for each in rows if each[0] != name]


def _rows(view: View, run: Run, step: Step | None, cells: int) -> list[tuple[str, Line]]:
    """The rows below the verdict by their labels, in their order; empty ones say nothing."""
    failed, context = word(run.state) is Word.FAIL, context_of(run, step) if word(run.state) is not Word.OK else None
    at = [*_where(run, step), *(place_facts(context, step.id if step else "") if context else [])]
    facts = (
        ("at", at),
        ("details", detail_facts(context) if context else []),
        ("tries", _tries(step) if failed and step is not None else []),
        ("remedy", _remedy(step) if failed else []),
        ("against", [_against(run, view)]),
        ("output", _outputs(view)),
        ("plan", _plan(view)),
    )
    return [
        *(("conflict", each) for each in conflict_lines(run, cells)),
        *((label, row(label, told, cells)) for label, told in facts),
        ("facts", facts_line(run, cells)),
        ("odd", odd_line(view.detail, cells, view.look) if view.detail is not None else ()),
        ("next", row("next", _next(run, view), cells, gap="  ")),
    ]


def unpicked(run: Run, view: View) -> str:
    """Where to look when a run that was requested from here is not picked up."""
    log = view.control.logs.get(run.id, "")
    if not log or not is_unpicked(run, view.now):
        return ""
    return f"Not picked up: executor log at {inside(log, view)}."


def verdict(run: Run, step: Step | None) -> str:
    """One sentence that says how it stands."""
    found = word(run.state)
    error, context = (step.error if step is not None else "") or run.error, context_of(run, step)
    if found is Word.FAIL:
        if context is not None and context.message and context.message in error:
            return context.message
        return once(error) or "It failed and no error was stored."
    if found is Word.LOST:
        return _lost(run)
    if found is Word.CAN:
        return "Cancelled by request." if run.cancel_requested is not None else run.error or "Cancelled."
    if found is Word.OK:
        total = f"All {run.steps_total} steps" if run.steps_total and run.steps_total > 1 else "It"
        return f"{total} completed." if not run.steps_total or run.steps_done == run.steps_total else "It completed."
    if found is Word.PENDING:
        return run.reason or "Not started: no executor has picked it up yet."
    return run.reason or f"{'The store' if 'store' in run.sources else 'Its event file'} says {run.stored!r}."


def _lost(run: Run) -> str:
    stale = run.reason.removeprefix("stale: ")
    if stale != run.reason:
        return f"Stale: {stale}."
    if run.reason.startswith("process "):
        return f"Its {run.reason}."
    return f"Its executor is gone: {run.reason or 'no sign of life'}."


def _head(run: Run, view: View, cells: int) -> Line:
    spent = run.ended - run.started if run.ended is not None and run.started is not None else None
    time = line((duration(spent), "strong")) if spent is not None else ()
    tokens = line((count(run.tokens), "text"), (" tokens", "dim")) if run.tokens else ()
    state: Line = (*state_fact(run.state, view.look), *line(" "), *time)
    error = kind_fact(context_of(run, current_step(view))) if word(run.state) is Word.FAIL else ()
    left = join([line((run.pipeline, "strong")), state, exit_fact(run), error, tokens])
    moment = run.ended if run.ended is not None else run.started
    at = f"{'ended' if run.ended is not None else 'started'} {clock(moment, view.look.zone)}"
    return spread(left, line((at, "dim")) if moment is not None else (), cells)


def _where(run: Run, step: Step | None) -> list[Line]:
    if step is None or word(run.state) in (Word.OK, Word.PENDING):
        return []
    attempt, reached = attempt_word(step), doing(step) if step.state == "lost" else ""
    told = line((step.id, "text bold"), (f" {attempt}" if attempt else "", "accent"))
    return [told, line((_kind(step), "dim")), line((reached, "text"))]


def _remedy(step: Step | None) -> list[Line]:
    remedy = _REMEDIES.get(_kind(step).replace(" ", "_"), "") if step is not None else ""
    return [line((remedy, "text"))]


def _tries(step: Step) -> list[Line]:
    """How each try was made, where that is known."""
    made = [(each.number, badges(each)) for each in step.attempts]
    return [
        line((f"A{number}", "text bold"), *((f" {text}", token) for text, token in told))
        for number, told in made
        if told
    ]


def _kind(step: Step) -> str:
    return step.attempts[-1].failure_class.replace("_", " ") if step.attempts else ""


def _against(run: Run, view: View) -> Line:
    usual = history(view).runs
    median = quantile(usual, 0.5)
    if word(run.state) is not Word.OK or run.ended is None or run.started is None or not median or len(usual) < 2:
        return ()
    times = (run.ended - run.started) / median
    number = (factor(times, view.look.glyphs.times), "warn bold" if times >= 2 else "text")
    return line(number, (" the median run of ", "dim"), (duration(median), "text"), (f", n={len(usual)}", "dim"))


def _plan(view: View) -> list[Line]:
    """Whether a retry did what its plan said."""
    reality = reality_of(view)
    return [line((reality.text, "text" if reality.kept else "warn bold"))] if reality is not None else []


def _outputs(view: View) -> list[Line]:
    detail = view.detail
    if detail is None:
        return []
    run, facts = detail.run, []
    if run.steps_total:
        facts.append(line((f"{run.steps_done or 0}/{run.steps_total}", "text"), (" steps", "dim")))
    facts += [*counted(run.files, "file"), *counted(artifact_count(view), "artifact")]
    links = [line((f"{each.label or each.kind} ", "dim"), (each.value, "text")) for each in detail.outcomes]
    return [*facts, *links]


def _next(run: Run, view: View) -> list[Line]:
    found = word(run.state)
    keys = _NEXT.get(found, ()) if found is not None else ()
    if is_reported(run):
        asked = run.pid is not None and run.reason.startswith("stale") and not unreachable(run, alive=True)
        keys = tuple((key, "cancel" if asked and key == "x" else label) for key, label in keys if key != "r")
    bare = view.detail is None or not view.detail.artifacts
    return [line((key, "key"), (f" {label}", "dim")) for key, label in keys if not (bare and label == "artifacts")]


def _parts(text: str, cells: int) -> list[str]:
    return [part for each in text.splitlines() if each.strip() for part in wrapped(each.strip(), cells)]


def _said(parts: list[str], cells: int, rows: int, ellipsis: str) -> list[Line]:
    """The first line in bold, what follows it in plain, in as many rows as there are."""
    if len(parts) > rows:
        parts = [*parts[: rows - 1], cut(" ".join(parts[rows - 1 : rows + 1]), cells, ellipsis)]
    return [fit(line((part, "strong" if not number else "text")), cells) for number, part in enumerate(parts)]
