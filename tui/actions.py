"""Everything that has a key: ids that a key map may name, and where its keys get in each other's way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module

from textual.binding import Binding
from textual.screen import Screen

from .keys import DECK, cap
from .screens.panels import PANELS, panel_type

_DIALOGS = (
    ("dialog", "Dialog"), ("describe", "Describe"), ("yank", "Yank"), ("help", "Help"), ("bad", "Bad"),
    ("control.start", "Start"),
    ("control.cancel", "Cancel"), ("control.force", "Force"), ("control.retry", "Retry"),
    ("control.several", "Several"), ("control.gate", "Approve"), ("control.log", "CommandLog"),
    ("control.reader", "Reader"),
)  # fmt: skip
_DECK = ""


@dataclass(frozen=True, slots=True)
class Action:
    """One binding: its id, its keys and the place whose keys it belongs to, empty for the deck."""

    id: str
    keys: tuple[str, ...]
    place: str = _DECK
    label: str = ""
    does: str = ""


@cache
def actions() -> tuple[Action, ...]:
    """Every binding of the deck, its panels and its dialogs."""
    deck = tuple(Action(key.id, tuple(key.keys.split(",")), _DECK, key.label, key.action) for key in DECK)
    panels = [action for name in PANELS for action in _of(PANELS[name].tab.name, panel_type(name).BINDINGS)]
    dialogs = [action for module, name in _DIALOGS for action in _of(name.lower(), _dialog(module, name).BINDINGS)]
    return (*deck, *panels, *dialogs)


def action_ids() -> tuple[str, ...]:
    """The ids of all bindings, sorted."""
    return tuple(sorted({action.id for action in actions()}))


def keymap(keys: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Keys by id as Textual wants them: one text with commas between, so that the comma key needs its name."""
    return {id: ",".join(_named(key) for key in given) for id, given in keys.items()}


def clashes(mapped: Mapping[str, str]) -> tuple[str, ...]:
    """One sentence for each key that a key map gives away twice; ``mapped`` is what ``keymap`` returned."""
    now = [_mapped(action, mapped) for action in actions()]
    places = dict.fromkeys(action.place for action in now)
    twice = [each for place in places for each in _twice([a for a in now if a.place == place], mapped)]
    return (*dict.fromkeys(twice), *_hidden(now, mapped))


def _twice(among: Sequence[Action], mapped: Mapping[str, str]) -> Iterator[str]:
    """Keys of several actions of one place."""
    for index, one in enumerate(among):
        for other in among[index + 1 :]:
            for key in (key for key in one.keys if key in other.keys):
                winner, loser = (other, one) if one.id not in mapped else (one, other)
                verb = "is given to both" if loser.id in mapped else "is now the key of"
                rest = "and" if loser.id in mapped else "and no longer of"
                yield f"keys: {cap(key)} {verb} {winner.id} {rest} {loser.id}; give one of them another key"


def _hidden(now: Sequence[Action], mapped: Mapping[str, str]) -> Iterator[str]:
    """Keys of the deck that a panel uses itself, because of the key map."""
    panels = [kind.tab.name for kind in PANELS.values() if kind.tab.name]
    for deck in (action for action in now if action.place == _DECK):
        for key in deck.keys:
            other = [action for action in now if action.place in panels and action.does != deck.does]
            over = [each for each in other if key in each.keys and (each.id in mapped or deck.id in mapped)]
            if over:
                where = ", ".join(dict.fromkeys(action.place for action in over))
                yield f"keys: {cap(key)} is {over[0].id} in {where}, where {deck.id} cannot be reached by it"


def _mapped(action: Action, mapped: Mapping[str, str]) -> Action:
    if action.id not in mapped:
        return action
    return replace(action, keys=tuple(_named(key) for key in mapped[action.id].split(",")))


def _named(key: str) -> str:
    """The name that Textual has for a key that is written as its character."""
    return "comma" if key == "," else next(iter(Binding.make_bindings([Binding(key, "")]))).key


def _of(place: str, bindings: Sequence[object]) -> Iterator[Action]:
    for binding in bindings:
        if isinstance(binding, Binding):
            yield Action(binding.id or "", tuple(binding.key.split(",")), place, binding.description, binding.action)


def _dialog(module: str, name: str) -> type[Screen[object]]:
    found = getattr(import_module(f".screens.{module}", __package__), name)
    assert isinstance(found, type) and issubclass(found, Screen)
    return found
