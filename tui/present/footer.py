"""The footer: keys that work now, and the last thing that happened."""

from __future__ import annotations

from collections.abc import Sequence

from .empty import inside
from .latest import latest, latest_line
from .line import Line, cut, fit, line, spread, width
from .numbers import clock
from .view import View

Hint = tuple[str, str]
"""Key cap and label."""


def keys(hints: Sequence[Hint], cells: int) -> Line:
    """Pairs two apart, whole pairs only; the last one (help) is always there."""
    if not hints:
        return fit((), cells)
    last = _pair(hints[-1])
    room = cells - width(last)
    made: Line = ()
    for hint in hints[:-1]:
        pair = (*_pair(hint), ("  ", "text"))
        if width(made) + width(pair) > room:
            break
        made = (*made, *pair)
    return fit((*made, *last), cells)


def happened(view: View, cells: int, right: Line = ()) -> Line:
    """The last thing the program has to say, what is wrong with the store, or what happened last in the open run."""
    if view.message is None:
        left = _trouble(view, cells - width(right) - 2) or _latest(view)
        return spread(left, right, cells)
    time, text = view.message
    said = cut(text, cells - width(right) - 12, view.look.glyphs.ellipsis)
    return spread(line((clock(time, view.look.zone), "faint"), ("  ", "text"), (said, "dim")), right, cells)


def _trouble(view: View, cells: int) -> Line:
    """What is wrong with the store while its last good content is still shown."""
    if not view.snapshot.runs.stored:
        return ()
    return line((cut(inside(view.snapshot.store.message, view), cells, view.look.glyphs.ellipsis), "warn"))


def _latest(view: View) -> Line:
    change = latest(view.detail) if view.detail is not None else None
    if change is None or view.detail is None:
        return ()
    return line((clock(change.time, view.look.zone), "faint"), ("  ", "text"), *latest_line(view.detail, change))


def _pair(hint: Hint) -> Line:
    return ((hint[0], "key"), (f" {hint[1]}", "dim"))
