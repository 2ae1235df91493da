"""What a deck keeps for its next start: where it was, what limited its lists, how the user wanted to see them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from wave_tui.data.address import Address
from wave_tui.data.address import parse as parse_address
from wave_tui.data.errors import UsageError
from wave_tui.data.views import RunFilter, RunsPage

from .filtering import EVERY_RUN, EventFilter, events_filter, runs_filter, typed_events, typed_runs
from .present.runs import newest_live

CHOSEN = "chosen."
"""Before the name of a display setting that was chosen on the deck: it yields to one that is set anywhere."""
_ADDRESS, _LEFT, _RUNS, _ATTENTION, _EVENTS = (
    "last_address", "left_at", "runs_filter", "runs_attention", "events_filter",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """What was looked at when the deck was left, and when that was (unix seconds)."""

    address: Address = Address()
    left: float = 0.0
    runs: RunFilter = EVERY_RUN
    events: EventFilter = EventFilter()


def kept_of(words: Mapping[str, str]) -> Kept:
    """What kept words say; a word that makes no sense any more counts as none."""
    made = Kept(left=_seconds(words.get(_LEFT, "")))
    with suppress(UsageError):
        made = replace(made, address=replace(parse_address(words.get(_ADDRESS, "")), time=None))
    with suppress(UsageError):
        made = replace(made, runs=runs_filter(words.get(_RUNS, "")))
    with suppress(UsageError):
        made = replace(made, events=events_filter(words.get(_EVENTS, "")))
    return replace(made, runs=replace(made.runs, attention=words.get(_ATTENTION) == "yes"))


def words_of(kept: Kept) -> dict[str, str]:
    """The same as words to keep."""
    return {
        _ADDRESS: str(replace(kept.address, time=None)),
        _LEFT: f"{kept.left:.3f}",
        _RUNS: typed_runs(kept.runs),
        _ATTENTION: "yes" if kept.runs.attention else "",
        _EVENTS: typed_events(kept.events),
    }


def chosen_of(words: Mapping[str, str]) -> dict[str, str]:
    """The display settings that were chosen on the deck, by their names."""
    named = {name.removeprefix(CHOSEN): word for name, word in words.items() if name.startswith(CHOSEN)}
    return {name: word for name, word in named.items() if word}


def as_chosen(name: str, word: str) -> dict[str, str]:
    """Words to keep for a display setting that is chosen now; an empty word takes the choice back."""
    return {f"{CHOSEN}{name}": word, **({name: word} if word else {})}


def begin_at(kept: Kept, page: RunsPage) -> Address:
    """Where the deck was left, unless a run that began since then is going on: that one, else the newest of all."""
    live = newest_live(page)
    if kept.address.run and (live is None or live.started is None or live.started <= kept.left):
        return kept.address
    found = live or next(iter(page.rows), None)
    return Address(found.id) if found is not None else Address()


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
