"""Finding a way among the rows of a tree: places, parents, failures, the running step."""

from __future__ import annotations

from collections.abc import Sequence

from wave_tui.data.models import RunDetail
from wave_tui.data.states import is_live

from .tree_place import Key, names
from .tree_rows import TreeRow, failed


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
    here = nearest(shown, start)
    order = range(here + 1, len(shown)) if direction > 0 else range(here - 1, -1, -1)
    return next((shown[at].key for at in order if failed(shown[at].node)), None)


def running(detail: RunDetail) -> Key | None:
    """The step that is running now: the one that the run names, else the first live one."""
    live = [step.id for step in detail.steps if is_live(step.state)]
    if not live:
        return None
    return (detail.run.id, detail.run.step if detail.run.step in live else live[0])
