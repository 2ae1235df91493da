"""The line beside the prompt: what could be typed, or what the keys do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from wave_tui.data.views import EventsQuery, RunFilter

from ..filtering import EVENT_WORDS, RUN_WORDS, begun_word, filter_of, quoted, typed_events, typed_runs
from .arrange import Arrangement, Place
from .line import Line, cut, fit, line, width
from .look import Look
from .view import View

Offer = tuple[str, str, str]
"""A command's name, its argument and its help."""
Words = Mapping[str, tuple[str, ...]]
"""What limits a list, with the values that are known."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a prompt asks for: its sign, what is done with the answer, and what may be typed.

    ``text`` is what stands in it to begin with.
    """

    lead: str
    what: Literal["command", "runs", "events", "text"]
    text: str = ""
    offers: tuple[Offer, ...] = ()
    words: Words = field(default_factory=dict)


def filters_runs(view: View, now: RunFilter) -> Asked:
    """``/`` in a list: the filter of the runs, as it is."""
    rows, detail = view.snapshot.runs.rows, view.detail
    tags = sorted({tag for run in (*rows, *((detail.run,) if detail is not None else ())) for tag in run.tags})
    words = {**RUN_WORDS, "persona": _personas(view), "tag": tuple(tags)}
    return Asked("/", "runs", typed_runs(now), words=words)


def asks_events(lead: str, view: View, query: EventsQuery) -> Asked:
    """``/`` and ``&`` in the events: what limits them stays there for ``/``, an empty ``&`` shows all."""
    limits = typed_events(replace(filter_of(query), text="")) if lead == "/" else ""
    return Asked(lead, "events", f"{limits} ".lstrip(), words={**EVENT_WORDS, "persona": _personas(view)})


def _personas(view: View) -> tuple[str, ...]:
    steps = view.detail.steps if view.detail is not None else ()
    defined = (step.persona for pipeline in view.pipelines for step in pipeline.steps)
    return tuple(sorted({name for name in (*defined, *(step.persona for step in steps)) if name}))


ROWS = 2
_FEW = 5
"""With fewer commands to choose from, what the first one does is worth more than all names."""


def prompt_place(of: Arrangement) -> tuple[Place, int]:
    """Where the prompt and the line beside it stand, and in which of the two rows the text is typed."""
    under = of.place("footer") or of.places[0]
    bottom = under.y + under.height
    if under.name == "footer" and under.height == ROWS:
        return under, 0
    rows = min(ROWS, bottom)
    return Place("", under.x, bottom - rows, under.width, rows), rows - 1


def fitting(text: str, offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The commands that the first word of a text may mean; the exact name goes alone."""
    name = text.strip().partition(" ")[0]
    exact = tuple(offer for offer in offers if offer[0] == name)
    return exact or tuple(offer for offer in offers if offer[0].startswith(name))


def offered(text: str, offers: Sequence[Offer], cells: int, look: Look) -> Line:
    """The commands that fit: the first with its argument, and its help where all names have room; others by name."""
    found = fitting(text, offers)
    if not found:
        return fit(line((f"no command begins with {cut(text, 40, look.glyphs.ellipsis)}", "warn")), cells)
    name, argument, help = found[0]
    others = [line("  ", (other, "key")) for other, _, _ in found[1:]]
    room = cells - sum(map(width, others))
    named = line((name, "key"))
    asked = line(*named, (f" {argument}" if argument else "", "accent"))
    told = line(*asked, (f" {help}", "dim"))
    whole = next((each for each in (told, asked, named) if width(each) <= room), asked)
    made = told if len(found) < _FEW else whole
    for other in others:
        if width(made) + width(other) > cells:
            break
        made = (*made, *other)
    return fit(made, cells)


def advice(asked: Asked, text: str, cells: int, look: Look) -> Line:
    """What may stand after the word that is being typed, else what the keys do and which words there are."""
    name = begun_word(text, asked.words)
    if name:
        return _values(name, asked.words[name], cells, look)
    keys = {
        "runs": (("enter", "keep"), ("esc", "as it was before")),
        "events": (("enter", "only these, all without text"), ("esc", "leave")),
        "text": (("enter", "search"), ("esc", "leave"), ("n N", "next, previous")),
    }
    searched = asked.what == "text" or (asked.what, asked.lead) == ("events", "/")
    pairs = (*keys["text" if searched else asked.what], ("up", "earlier ones"))
    made = tuple(piece for key, label in pairs for piece in _pair(key, label))
    words = " ".join(f"{word}:" for word in asked.words)
    return fit((*made, *line((words, "accent"))) if words and width(made) + len(words) <= cells else made, cells)


def _values(name: str, values: Sequence[str], cells: int, look: Look) -> Line:
    """The values that are known, as many as fit whole."""
    made = line((f"{name}:", "key"))
    if not values:
        return fit(line(*made, ("  any; several words go in quotes", "dim")), cells)
    for at, each in enumerate(values):
        named, last = line((f"  {quoted(each)}", "dim")), at == len(values) - 1
        if width(made) + width(named) + (0 if last else 2 + len(look.glyphs.ellipsis)) > cells:
            return fit(line(*made, (f"  {look.glyphs.ellipsis}", "dim")), cells)
        made = (*made, *named)
    return fit(made, cells)


def _pair(key: str, label: str) -> Line:
    return ((key, "key"), (f" {label}  ", "dim"))
