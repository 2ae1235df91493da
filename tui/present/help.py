"""The keys that are valid here, in groups and in one or two columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from .line import Line, cut, fit, line
from .look import Look

_LEAST_CAPS = 12
_MOST_CAPS = 18
_TWO_COLUMNS = 84
_GAP = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One key: its group, what is printed on it, and what it does."""

    group: str
    cap: str
    text: str


def matching(entries: Sequence[Entry], search: str) -> list[Entry]:
    """Entries with the text in group, key or description; a single character finds its key first."""
    wanted = search.casefold()
    exact = [each for each in entries if len(search) == 1 and search in each.cap.split()]
    return exact or [each for each in entries if wanted in f"{each.group} {each.cap} {each.text}".casefold()]


def help_lines(entries: Sequence[Entry], cells: int, look: Look) -> list[Line]:
    """Groups with their keys, side by side when there is room."""
    if cells < _TWO_COLUMNS:
        return _column(_groups(entries), cells, look)
    room = (cells - _GAP) // 2
    left, right = _halves(_groups(entries))
    one, other = _column(left, room, look), _column(right, room, look)
    rows = range(max(len(one), len(other)))
    return [(*fit(_at(one, n), room), (" " * _GAP, "text"), *fit(_at(other, n), room)) for n in rows]


def _groups(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    names = list(dict.fromkeys(each.group for each in entries))
    ordered = sorted(entries, key=lambda each: names.index(each.group))
    return [(name, list(found)) for name, found in groupby(ordered, key=lambda each: each.group)]


def _halves(
    groups: list[tuple[str, list[Entry]]],
) -> tuple[list[tuple[str, list[Entry]]], list[tuple[str, list[Entry]]]]:
    sizes = [len(found) + 2 for _, found in groups]
    at = min(range(1, len(groups) + 1), key=lambda n: max(sum(sizes[:n]), sum(sizes[n:])), default=0)
    return groups[:at], groups[at:]


def _column(groups: list[tuple[str, list[Entry]]], cells: int, look: Look) -> list[Line]:
    lines: list[Line] = []
    longest = max((len(each.cap) for _, found in groups for each in found), default=0)
    caps = min(max(longest + 1, _LEAST_CAPS), _MOST_CAPS)
    for name, found in groups:
        lines += [()] if lines else []
        lines.append(line((name, "strong")))
        lines += [_entry(each, caps, cells, look) for each in found]
    return lines


def _entry(entry: Entry, caps: int, cells: int, look: Look) -> Line:
    text = cut(entry.text, max(0, cells - caps), look.glyphs.ellipsis)
    return line((f"{cut(entry.cap, caps - 1, look.glyphs.ellipsis):<{caps}}", "key"), (text, "text"))


def _at(lines: list[Line], row: int) -> Line:
    return lines[row] if row < len(lines) else ()
