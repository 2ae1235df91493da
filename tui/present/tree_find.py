"""Finding a way among the rows of a tree: places, parents, failures, the running step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from wave_tui.data.address import Address
from wave_tui.data.models import Artifact, Attempt, Run, RunDetail, Step, Subtask
from wave_tui.data.states import is_live

from .tree_place import Key, address_of, key_of, names
from .tree_rows import Node, TreeRow, failed, rows


def index_of(shown: Sequence[TreeRow], key: Key, hint: int = 0) -> int | None:
    """Where the row with that key is; the row at ``hint`` wins when several have it."""
    if hint < len(shown) and shown[hint].key == key:
        return hint
    return next((index for index, row in enumerate(shown) if row.key == key), None)


def nearest(shown: Sequence[TreeRow], key: Key, hint: int = 0) -> int:
    """The row of a key, else the same subtask of another attempt, else the closest row above it."""
    found = index_of(shown, key, hint)
    if found is None and len(key) > 2:
        named = names(key)
        found = next((index for index, row in enumerate(shown) if names(row.key) == named), None)
    while found is None and len(key) > 1:
        key = key[:-1]
        found = index_of(shown, key)
    return found or 0


def parent_of(shown: Sequence[TreeRow], index: int) -> int:
    """The row that holds the row at ``index``; the root holds itself."""
    depth = shown[index].depth
    return next((above for above in range(index - 1, -1, -1) if shown[above].depth < depth), 0)


def failure(shown: Sequence[TreeRow], start: Key, direction: int) -> Key | None:
    """The next failed or lost row after ``start`` in a direction (1 or -1), None when there is none."""
    return _beyond(shown, start, direction, lambda row: failed(row.node))


def hit(shown: Sequence[TreeRow], start: Key, direction: int, text: str) -> Key | None:
    """The next row after ``start`` with the text in its name or error, None when there is none."""
    wanted = text.casefold()
    return _beyond(shown, start, direction, lambda row: wanted in _said(row.node).casefold())


def _beyond(shown: Sequence[TreeRow], start: Key, direction: int, fits: Callable[[TreeRow], bool]) -> Key | None:
    here = nearest(shown, start) if start else -1
    order = range(here + 1, len(shown)) if direction > 0 else range(here - 1, -1, -1)
    return next((shown[at].key for at in order if fits(shown[at])), None)


def failure_beside(detail: RunDetail, place: Address, direction: int, *, timed: bool) -> Address | None:
    """The next failure after a place of the run; ``timed`` adds when it happened."""
    shown = rows(detail, {}, unfold=True)
    found = failure(shown, key_of(place), direction)
    if found is None:
        return None
    node = next(row.node for row in shown if row.key == found)
    ended = node.ended if isinstance(node, Run | Step | Attempt | Subtask) else None
    return replace(address_of(found), time=ended if timed else None)


def _said(node: Node) -> str:
    match node:
        case Run():
            return f"{node.pipeline} {node.id} {node.error}"
        case Attempt():
            return f"A{node.number} {node.error}"
        case Step():
            return f"{node.id} {node.error}"
        case Subtask():
            return f"{node.name} {node.error}"
        case Artifact():
            return node.name
    return ""


def running(detail: RunDetail) -> Key | None:
    """The step that is running now: the one that the run names, else the first live one."""
    live = [step.id for step in detail.steps if is_live(step.state)]
    if not live:
        return None
    return (detail.run.id, detail.run.step if detail.run.step in live else live[0])
