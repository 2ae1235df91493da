"""The footer: keys that work now, and the last thing that happened."""

from __future__ import annotations

from collections.abc import Sequence

from .control.state import reality_of
from .empty import inside
from .header import storeless
from .latest import latest, latest_line
from .line import Line, cut, fit, line, spread, width
from .numbers import clock
from .view import View

_READ_SECONDS = 30.0

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
    right = right or _written(view)
    if view.message is None or _is_old(view):
        left = _trouble(view, cells - width(right) - 2) or _strange(view) or _asks(view) or _latest(view)
        return spread(left, right, cells)
    time, text = view.message
    said = cut(text, cells - width(right) - 12, view.look.glyphs.ellipsis)
    return spread(line((clock(time, view.look.zone), "faint"), ("  ", "text"), (said, "dim")), right, cells)


def _is_old(view: View) -> bool:
    """True for a message that was there long enough to be read, once something happened after it."""
    said = view.message[0] if view.message is not None else 0.0
    change = latest(view.detail) if view.detail is not None else None
    return view.now - said > _READ_SECONDS and change is not None and change.time > said


def _trouble(view: View, cells: int) -> Line:
    """What is wrong with the store or the event files while their last good content is still shown."""
    if not view.snapshot.runs.stored:
        return ()
    store = "" if storeless(view.snapshot) else view.snapshot.store.message
    message = store or view.snapshot.files.message
    return line((cut(inside(message, view), cells, view.look.glyphs.ellipsis), "warn"))


def _strange(view: View) -> Line:
    """A retry that does something else than its plan said."""
    reality = reality_of(view)
    return line((reality.text, "warn bold")) if reality is not None and not reality.kept else ()


def _asks(view: View) -> Line:
    """A gate of the selected run that waits."""
    gate = view.control.gate(view.address.run)
    if gate is None:
        return ()
    return line(
        (f"{gate.step} waits for an answer: ", "accent"), ("enter", "key"), (" on it, or ", "dim"), (":approve", "key")
    )


def _written(view: View) -> Line:
    """How much was written from here."""
    count = view.control.writes
    return line(("@", "key"), (f" {count} write{'s' if count != 1 else ''}", "dim")) if count else ()


def _latest(view: View) -> Line:
    change = latest(view.detail) if view.detail is not None else None
    if change is None or view.detail is None:
        return ()
    return line((clock(change.time, view.look.zone), "faint"), ("  ", "text"), *latest_line(view.detail, change))


def _pair(hint: Hint) -> Line:
    return ((hint[0], "key"), (f" {hint[1]}", "dim"))
