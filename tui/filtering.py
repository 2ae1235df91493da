"""Filters as they are typed: words such as ``state:fail`` that limit, and text that is looked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from wave_tui.data.errors import UsageError
from wave_tui.data.states import word
from wave_tui.data.text import clean
from wave_tui.data.views import EventsQuery, RunFilter

STATES = (
    "pending", "running", "cancelling", "completed", "completed_empty", "failed", "rejected", "cancelled", "lost",
)  # fmt: skip
"""Effective states that a run can have."""
SHOWN = ("RUN", "OK", "FAIL", "CAN", "LOST")
"""Words on the screen that stand for some of these states."""
SOURCES = ("store", "wave", "levels", "phases", "ci", "deployments")
"""Where runs are known from: the store, or the format of an event file."""
LEVELS = ("info", "warn", "error")
EVENT_SOURCES = ("store", "file")

EVERY_RUN = RunFilter()

RUN_WORDS: Mapping[str, tuple[str, ...]] = {
    "source": SOURCES, "state": (*(each.lower() for each in SHOWN), *STATES), "persona": (), "tag": (),
}  # fmt: skip
"""What limits a list of runs, with the values that are allowed; any where none are named."""
EVENT_WORDS: Mapping[str, tuple[str, ...]] = {"level": LEVELS, "persona": (), "source": EVENT_SOURCES}

_NAMES = tuple(dict.fromkeys((*RUN_WORDS, *EVENT_WORDS)))
_WORD = re.compile(rf'(?<!\S)({"|".join(_NAMES)}):("[^"]*"?|\S*)')
_BEGUN = re.compile(r'(?<!\S)(\S*|\w+:"[^"]*)$')


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events of a place are shown; empty fields do not limit."""

    text: str = ""
    levels: tuple[str, ...] = ()
    persona: str = ""
    sources: tuple[str, ...] = ()

    @property
    def limits(self) -> bool:
        """True when a word limits the events, whatever the text."""
        return self != EventFilter(self.text)

    def within(self, query: EventsQuery) -> EventsQuery:
        """The same place of the log, limited to these events."""
        return replace(query, text=self.text, levels=self.levels, persona=self.persona, sources=self.sources)


def filter_of(query: EventsQuery) -> EventFilter:
    """What limits a query beside its place."""
    return EventFilter(query.text, query.levels, query.persona, query.sources)


def runs_filter(typed: str, before: RunFilter = EVERY_RUN) -> RunFilter:
    """The filter that was typed; what cannot be typed (attention, pipeline, since, top level) stays as it was.

    Raises UsageError for a value that is not allowed, a word without a value, and a word that limits events only.
    """
    text, words = _split(typed, RUN_WORDS, "runs")
    return replace(
        before, text=text, states=meant_states(words["state"], "state:"),
        sources=known_words(words["source"], SOURCES, "source:"), persona=_one(words["persona"]), tags=words["tag"],
    )  # fmt: skip


def events_filter(typed: str) -> EventFilter:
    """The same for events."""
    text, words = _split(typed, EVENT_WORDS, "events")
    levels = known_words(words["level"], LEVELS, "level:")
    return EventFilter(text, levels, _one(words["persona"]), known_words(words["source"], EVENT_SOURCES, "source:"))


def typed_runs(of: RunFilter) -> str:
    """What to type for that filter, as far as it can be typed."""
    words = (
        ("source", ",".join(of.sources)), ("state", ",".join(_shown(of.states))), ("persona", of.persona),
        *(("tag", tag) for tag in of.tags),
    )  # fmt: skip
    return _typed(words, of.text)


def typed_events(of: EventFilter) -> str:
    """What to type for that filter."""
    return _typed((("level", ",".join(of.levels)), ("persona", of.persona), ("source", ",".join(of.sources))), of.text)


def meant_states(words: Iterable[str], option: str) -> tuple[str, ...]:
    """Effective states for stored words or the words on the screen, in any case.

    Raises UsageError, which names the option, for a word that is neither.
    """
    return tuple(dict.fromkeys(state for given in words for state in _meant(given, option)))


def known_words(words: Iterable[str], allowed: Collection[str], option: str) -> tuple[str, ...]:
    """The words in lower case, each once.

    Raises UsageError, which names the option and what is allowed, for any other word.
    """
    made = tuple(dict.fromkeys(each.lower() for each in words))
    for each in made:
        if each not in allowed:
            raise UsageError(f"{option} {clean(each, limit=40)!r} is not known; allowed: {', '.join(allowed)}")
    return made


def completions(typed: str, words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The typed text with its last word completed in every way that is known."""
    begun = _BEGUN.search(typed)
    last = begun.group() if begun is not None else ""
    name, colon, value = last.partition(":")
    if not last:
        return ()
    head = typed[: len(typed) - len(last)]
    if not colon:
        return tuple(f"{head}{each}:" for each in words if each.startswith(name))
    *earlier, begun_value = value.split(",")
    kept = "".join(f"{each}," for each in earlier)
    fitting = [each for each in words.get(name, ()) if each.startswith(begun_value) and each not in earlier]
    return tuple(f"{head}{name}:{kept}{quoted(each)}" for each in fitting)


def begun_word(typed: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """The name of the word that is being typed, empty when it is text."""
    begun = _BEGUN.search(typed)
    name, colon, _ = (begun.group() if begun is not None else "").partition(":")
    return name if colon and name in words else ""


def without_begun(typed: str) -> str:
    """What was typed before the word that is not whole yet."""
    begun = _BEGUN.search(typed)
    return typed[: begun.start()] if begun is not None else typed


def quoted(value: str) -> str:
    """A value as it is typed: in quotes when it holds a blank."""
    return f'"{value}"' if " " in value else value


def _split(typed: str, words: Mapping[str, tuple[str, ...]], what: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    found: dict[str, tuple[str, ...]] = dict.fromkeys(words, ())
    for name, value in _WORD.findall(typed):
        if name not in words:
            other = "events" if name in EVENT_WORDS else "runs"
            raise UsageError(f"{name}: limits {other}; {what} are limited by {', '.join(f'{each}:' for each in words)}")
        values = tuple(part for part in _values(name, value) if part)
        if not values:
            raise UsageError(f"{name}: needs a value{_from(words[name])}")
        found[name] += values
    return " ".join(_WORD.sub(" ", typed).split()), found


def _values(name: str, value: str) -> tuple[str, ...]:
    bare = value.strip('"').strip()
    return (bare,) if name == "persona" or value.startswith('"') else tuple(bare.split(","))


def _from(allowed: tuple[str, ...]) -> str:
    return f" from: {', '.join(allowed)}" if allowed else ", for example its name"


def _one(names: tuple[str, ...]) -> str:
    if len(names) > 1:
        raise UsageError(f"persona: takes one name, not {len(names)}; in quotes it may hold blanks")
    return "".join(names)


def _meant(given: str, option: str) -> tuple[str, ...]:
    lower = given.lower()
    if lower in STATES:
        return (lower,)
    shown = tuple(state for state in STATES if (known := word(state)) is not None and known.value.lower() == lower)
    if not shown:
        allowed = f"{', '.join(STATES)}, or {', '.join(SHOWN)}"
        raise UsageError(f"{option} {clean(given, limit=40)!r} is not a state; allowed: {allowed}")
    return shown


def _shown(states: tuple[str, ...]) -> tuple[str, ...]:
    """The word on the screen for all states that it stands for, else the states themselves."""
    left, made = list(states), []
    for shown in SHOWN:
        meant = _meant(shown, "")
        if set(meant) <= set(left):
            made.append(shown.lower())
            left = [each for each in left if each not in meant]
    return (*made, *left)


def _typed(words: Iterable[tuple[str, str]], text: str) -> str:
    return " ".join([*(f"{name}:{quoted(value)}" for name, value in words if value), *([text] if text else [])])
