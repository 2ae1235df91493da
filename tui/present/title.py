"""The title line of a panel: key, name, rule, facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .line import Line, Piece, fit, join, width
from .look import Look

_LEAST_RULE = 3


@dataclass(frozen=True, slots=True)
class Tab:
    """One name in a title line; ``key`` is the digit that shows it."""

    key: str
    name: str


def title(tabs: Sequence[Tab], active: str, facts: Sequence[Line], cells: int, look: Look, *, focused: bool) -> Line:
    """Tabs on the left, facts flush right, a rule between them; facts drop from the left when room is short.

    Of tabs that would push out the rule or the last fact the last ones keep only their keys; the active one always
    keeps its name.
    """
    last = width(facts[-1]) + 1 if facts else 0
    names = _names(tabs, active, cells - _LEAST_RULE - 1 - last)
    kept = list(facts)
    while kept and width(names) + width(join(kept)) + _LEAST_RULE + 2 > cells:
        kept.pop(0)
    right = join(kept)
    rule = cells - width(names) - width(right) - 1 - (1 if right else 0)
    if rule < 1:
        return fit(names, cells)
    glyph, token = (look.glyphs.rule_focus, "accent") if focused else (look.glyphs.rule, "rule")
    blank: Piece = (" ", "text")
    return fit((*names, blank, (glyph * rule, token), *((blank, *right) if right else ())), cells)


def _names(tabs: Sequence[Tab], active: str, cells: int) -> Line:
    full = [_name(tab, tab.key == active or len(tabs) == 1) for tab in tabs]
    for index in reversed(range(len(tabs))):
        if width(join(full)) <= cells:
            break
        if tabs[index].key != active:
            full[index] = ((tabs[index].key, "faint"),)
    alone = join([_name(tab, True) for tab in tabs if tab.key == active])
    made = join(full)
    return made if width(made) <= cells else alone or made


def _name(tab: Tab, active: bool) -> Line:
    key: Line = ((f"{tab.key} ", "accent bold" if active else "faint"),) if tab.key else ()
    return (*key, (tab.name, "strong" if active else "dim"))
