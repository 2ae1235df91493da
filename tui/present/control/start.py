"""The start form: pick a pipeline, fill in what it needs, see what starting it would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wave_tui.data.engine.model import Room, RunPlan
from wave_tui.data.pipelines.model import Pipeline
from wave_tui.data.progress.baseline import quantile
from wave_tui.data.states import Word, word

from ...palette import lit
from ..facts import fitting
from ..footer import keys
from ..line import Line, Piece, column, cut, cut_middle, fit, line, spread, width
from ..look import Look
from ..numbers import duration, size
from ..runs import short_id
from ..scrolling import visible_top
from .draft import Draft, Known, Part, matches
from .field import Field, drawn
from .parts import said

LABEL = 11
_LIST = 4
_HINT = 12
_LAST = 5
_RESULTS = {Word.OK: "ok", Word.FAIL: "fail", Word.CAN: "dim"}


@dataclass(frozen=True, slots=True)
class Form:
    """All that the form shows: the draft, what is known, what the engine planned, how full the machine is.

    ``running`` counts the runs at work, ``command`` is the same as a command line, ``busy`` says what is waited for.
    """

    draft: Draft
    known: Known
    plan: RunPlan | None = None
    room: Room = Room()
    running: int = 0
    engine: str = "local"
    command: str = ""
    notice: str = ""
    busy: str = ""


def start_lines(form: Form, cells: int, rows: int, look: Look) -> list[Line]:
    """The whole form; the list of pipelines is as long as there is room."""
    told = said(form.notice, cells, "warn")[:3]
    below = [*_will(form, cells, look), *told]
    fixed = len(_fields(form, cells, look)) + len(below) + 2
    shown = max(1, min(_LIST, rows - fixed - 1))
    head = _pipeline(form, shown, cells, look)
    rule = [line((look.glyphs.rule * cells, "rule"))] if rows >= fixed + len(head) + 1 else []
    spare = rows - fixed - len(head) - len(rule)
    air: list[Line] = [()] if spare > 0 else []
    more: list[Line] = [()] if spare > 1 else []
    return [*head, *air, *_fields(form, cells, look), *rule, *more, *below, (), _buttons(form, cells)]


def _why_none(known: Known) -> Piece:
    if not known.loaded:
        return "the definitions are being read", "dim"
    return "no pipeline has that in its name" if known.pipelines else "there are no pipelines yet", "warn"


def _pipeline(form: Form, rows: int, cells: int, look: Look) -> list[Line]:
    draft = form.draft
    if draft.retried is not None:
        told = f"retries {short_id(draft.retried.run)}, linked with it"
        return [_row("pipeline", line((draft.chosen, "strong"), (f"   {told}", "dim")), cells, focused=False)]
    found = matches(form.known.pipelines, draft.search.text)
    count = f"{len(found)} of {len(form.known.pipelines)} match" if draft.search.text else f"{len(found)} pipelines"
    count = count if form.known.loaded else ""
    text = drawn(draft.search, cells - LABEL - len(count) - 4, look, focused=draft.place is Part.PIPELINE)
    first = spread(_row("pipeline", text, cells, focused=draft.place is Part.PIPELINE), line((count, "dim")), cells)
    if not found:
        return [first, line((" " * LABEL, "text"), _why_none(form.known))]
    at = next((n for n, each in enumerate(found) if each.name == draft.chosen), 0)
    top = visible_top(max(0, at - rows // 2), at, rows, len(found))
    return [first, *(_offer(each, form, cells, look) for each in found[top : top + rows])]


def _offer(pipeline: Pipeline, form: Form, cells: int, look: Look) -> Line:
    chosen = pipeline.name == form.draft.chosen
    name = cut_middle(pipeline.name, 20, look.glyphs.ellipsis)
    facts = (
        (look.glyphs.cursor + " " if chosen else "  ", "accent"),
        column(name, "text bold" if chosen else "text", 21),
        column(f"{len(pipeline.steps)} step{'s' if len(pipeline.steps) != 1 else ''}", "dim", 9),
        *_usual(form.known, pipeline.name),
    )
    about = pipeline.error or " ".join(pipeline.description.split())
    room = max(cells - LABEL - width(facts), 0)
    token = "warn" if pipeline.error else "dim"
    shown = fit(line(*facts, (cut(about, room, look.glyphs.ellipsis), token)), cells - LABEL)
    return line((" " * LABEL, "text"), *(lit(shown) if chosen else shown))


def _usual(known: Known, name: str) -> Line:
    """How long it usually takes, in columns that are there as soon as that is known of any pipeline."""
    if not any(each.durations for each in known.past.values()):
        return ()
    durations = known.of(name).durations
    median = quantile(durations, 0.5)
    usual = f"~{duration(median)}" if median is not None else ""
    return (column(usual, "dim", 9), column(f"n={len(durations)}" if durations else "", "dim", 6))


def _fields(form: Form, cells: int, look: Look) -> list[Line]:
    draft = form.draft
    hints = {Part.INPUT: "up history" if form.known.of(draft.chosen).inputs else ""}
    made = []
    for part in draft.parts:
        if part in (Part.PIPELINE, Part.START):
            continue
        focused = draft.place is part
        if part is Part.STEP:
            made.append(_row(part, _step(form, look, focused=focused), cells, focused=focused))
            continue
        room = cells - LABEL - _HINT
        text = drawn(_text(draft, part), room, look, focused=focused, hint=_placeholder(part, form))
        made.append(spread(_row(part, text, cells, focused=focused), line((hints.get(part, ""), "dim")), cells))
    return made


_PLACEHOLDERS = {Part.EXCLUDE: "no step; names with commas", Part.TAGS: "none; words with commas", Part.PROFILE: "none"}


def _placeholder(part: Part, form: Form) -> str:
    if part is not Part.INPUT:
        return _PLACEHOLDERS.get(part, "")
    asked = next((each.input for each in form.known.pipelines if each.name == form.draft.chosen), None)
    example = asked.example or asked.description if asked is not None else ""
    return " ".join(f"such as {example}".split()) if example else ""


def _text(draft: Draft, part: Part) -> Field:
    return replace(draft, place=part).field or Field()


def _step(form: Form, look: Look, *, focused: bool) -> Line:
    draft = form.draft
    steps = [step.id for each in form.known.pipelines if each.name == draft.chosen for step in each.steps]
    at = steps.index(draft.step) if draft.step in steps else 0
    mark = look.glyphs.cursor if focused else " "
    named = line((f"{at + 1} ", "faint"), (steps[at], "text bold" if focused else "text")) if steps else ()
    how = "   left right choose" if focused and len(steps) > 1 else ""
    return line((f"{mark} ", "accent"), *named, (how, "dim"))


def _will(form: Form, cells: int, look: Look) -> list[Line]:
    running = f"{form.running} run{'s' if form.running != 1 else ''} at work"
    at_once = f"{form.room.at_once} steps at once" if form.room.at_once is not None else ""
    disk = f"disk {size(form.room.disk_free)} free" if form.room.disk_free is not None else ""
    results = form.known.of(form.draft.chosen).results[:_LAST]
    last = line(("last runs ", "dim"), *(_result(each, look) for each in reversed(results))) if results else ()
    facts = [line((running, "dim")), line((disk, "dim")), last, line((at_once, "dim"))]
    facts = [each for each in facts if each]
    kept = fitting([_verdict(form), *facts], cells - LABEL)
    where = line((form.engine, "text bold"), (" engine, detached: the run survives this window", "dim"))
    same = cut(" ".join(form.command.split("\n")), cells - LABEL, look.glyphs.ellipsis)
    refused = [each for each in form.plan.refusals if each] if form.plan is not None else []
    why = [
        _row("refused", line((cut(each, cells - LABEL, look.glyphs.ellipsis), "warn")), cells) for each in refused[:2]
    ]
    if len(refused) > 2:
        why[-1] = _row("", line((f"and {len(refused) - 1} more reasons, p tells them", "warn")), cells)
    return [
        _row("will", kept, cells), *why, _row("on", where, cells), _row("same as", line((same, "dim")), cells),
    ]  # fmt: skip


def _verdict(form: Form) -> Line:
    if form.busy:
        return line((form.busy, "strong"))
    if form.plan is None:
        return line(("looking at the definition" if form.draft.chosen else "nothing chosen", "dim"))
    if form.plan.refusals:
        return line(("not start", "warn bold"))
    count = sum(each.action == "run" for each in form.plan.steps)
    return line(("start now", "strong"), (f"   {count} step{'s' if count != 1 else ''}", "dim"))


def _result(state: str, look: Look) -> tuple[str, str]:
    known = word(state)
    return (look.glyphs.of(known), _RESULTS.get(known, "dim") if known is not None else "dim")


def _buttons(form: Form, cells: int) -> Line:
    focused = form.draft.place is Part.START
    hints = [("esc", "close, keep draft"), ("p", "dry-run plan"), ("tab", "next field")]
    if form.draft.field is not None:  # there it is a letter
        hints[1:2] = []
    button = line(("[ Start ]", "accent reverse" if focused else "text"))
    return spread(keys(hints, cells - 12), button, cells)


def _row(label: str, value: Sequence[tuple[str, str]], cells: int, *, focused: bool = False) -> Line:
    return fit(line((f"{label:<{LABEL}}"[:LABEL], "strong" if focused else "faint"), *value), cells)
