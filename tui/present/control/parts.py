"""Pieces that all dialogs about runs are made of: what it is about, labelled facts, buttons, a height that fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wave_tui.data.models import Run

from ..box import quoted
from ..event_sheet import wrapped
from ..footer import Hint
from ..line import Line, cut_middle, fit, line, spread
from ..look import Look
from ..numbers import duration
from ..runs import short_id

LABEL = 11
"""Cells of the label column."""

_NAME = 40


def about(run: Run, facts: str, cells: int, look: Look, *, step: str = "") -> list[Line]:
    """Which run: its pipeline in quotes, its step and some facts, and its whole id on a line of its own.

    Every name comes from outside, so none of them can look like a question of ours.
    """
    place = line(
        (quoted(run.pipeline, _NAME), "text"), (f" {short_id(run.id)}", "strong"),
        *(((f" {look.glyphs.crumb} ", "dim"), (cut_middle(step, _NAME, look.glyphs.ellipsis), "text")) if step else ()),
        (f"   {facts}" if facts else "", "dim"),
    )  # fmt: skip
    return [fit(place, cells), fit(line((cut_middle(run.id, cells, look.glyphs.ellipsis), "faint")), cells)]


def ran(run: Run, now: float) -> str:
    """``running 3m34s``: what a run does and how long it has."""
    if run.started is None:
        return run.state
    return f"{run.state} {duration((run.ended if run.ended is not None else now) - run.started)}"


def fact(label: str, text: str, cells: int, token: str = "text") -> list[Line]:
    """A labelled sentence over as many lines as it needs; nothing without a text."""
    parts = [part for each in text.splitlines() if each.strip() for part in wrapped(each.strip(), cells - LABEL)]
    heads = (label, *("" for _ in parts[1:]))
    return [line((f"{head:<{LABEL}}", "faint"), (part, token)) for head, part in zip(heads, parts, strict=False)]


def labelled(label: str, value: Line, cells: int) -> Line:
    """A label and the pieces of its value."""
    return fit(line((f"{label:<{LABEL}}", "faint"), *value), cells)


def said(text: str, cells: int, token: str = "text") -> list[Line]:
    """A sentence over as many lines as it needs."""
    return [line((part, token)) for each in text.splitlines() if each.strip() for part in wrapped(each, cells)]


def buttons(harmless: str, keys: str, acting: Sequence[Hint], cells: int, *, focused: bool = True) -> Line:
    """The harmless button with its keys on the left, the keys that act on the right."""
    button = (f"[ {harmless} ]", "accent reverse" if focused else "text")
    right = line(*(piece for n, (key, label) in enumerate(acting) for piece in _key(key, label, gap=n > 0)))
    return spread(line(button, (f" {keys}", "dim")), right, cells)


def squeezed(lines: Iterable[Line], rows: int) -> list[Line]:
    """The lines in that many rows: first blank lines go, then what stands before the last two."""
    kept = list(lines)
    while len(kept) > rows and () in kept:
        kept.remove(())
    return kept if len(kept) <= rows else [*kept[: max(rows - 2, 0)], *kept[-2:]][-rows:] if rows > 0 else []


def _key(key: str, label: str, *, gap: bool) -> Line:
    return line("   " if gap else "", (key, "key"), (f" {label}", "dim"))
