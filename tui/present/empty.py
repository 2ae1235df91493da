"""What the run list shows when there are no runs to show."""

from __future__ import annotations

from ..filtering import typed_runs
from .header import storeless
from .line import Line, column, cut_middle, line
from .numbers import UNKNOWN
from .view import View

_BLOCK = 64
_KEYS = (
    line(column("t", "key", 7), ("start a run", "text")),
    line(column("?", "key", 7), ("all keys", "text")),
    line(column("q", "key", 7), ("leave", "text")),
)


def empty_runs(view: View, cells: int, height: int) -> list[Line]:
    """Why there are no runs and what to do about it."""
    status = view.snapshot.store
    query = view.snapshot.query.runs.filter
    readable = status.state in ("ok", "snapshot", "busy")
    if query.active and view.snapshot.runs.stored and (readable or storeless(view.snapshot)):
        typed = typed_runs(query)
        what = f"/{typed}" if typed else "this filter"
        told = f"0 of {view.snapshot.runs.stored} match {what}, esc clears"
        return [(), *(line(("  ", "text"), (part, "dim")) for part in _parts(told, max(cells - 2, 1)))]
    if not readable:
        return _block(_trouble(view), cells, height)
    return _block(_welcome(view), cells, height) if cells >= 30 and height >= 6 else [line(("  No runs yet", "dim"))]


def inside(text: str, view: View) -> str:
    """A text whose paths below the project's folder are told from there."""
    return text.replace(f"{view.root}/", "") if view.root else text


def _trouble(view: View) -> list[Line]:
    status = view.snapshot.store
    said = _sentence(inside(status.message or f"The store {status.path} is {status.state}.", view))
    known = _pipelines(view) if status.state == "missing" else []
    return [*said, (), *_KEYS, (), *known]


def _welcome(view: View) -> list[Line]:
    status = view.snapshot.store
    schema = UNKNOWN if status.schema is None else f"schema {status.schema}"
    return [
        line(("No runs yet", "strong")),
        (),
        line(("A run is one execution of a pipeline: its steps in order,", "dim")),
        line(("their output, time and tokens. It goes on when you leave.", "dim")),
        (),
        *_KEYS,
        (),
        *_pipelines(view),
        line(column("store", "faint", 10), (inside(status.path, view), "text"), (f"  {schema}", "dim")),
    ]


def _pipelines(view: View) -> list[Line]:
    if not view.pipelines:
        return []
    ellipsis = view.look.glyphs.ellipsis
    shown = [(cut_middle(each.name, 23, ellipsis), f"{len(each.steps):>5}") for each in view.pipelines[:6]]
    made = [line(column("PIPELINES", "faint", 24), ("STEPS", "faint"))]
    made.extend(line(column(name, "text", 24), (steps, "dim")) for name, steps in shown)
    if len(view.pipelines) > 6:
        made.append(line((f"{ellipsis} {len(view.pipelines) - 6} more", "faint")))
    return [*made, ()]


def _sentence(text: str) -> list[Line]:
    head, _, rest = text.partition(". ")
    told = [line((part, "dim")) for part in rest.split("\n") if part]
    return [line((head, "strong")), *([(), *told] if told else [])]


def _block(lines: list[Line], cells: int, height: int) -> list[Line]:
    """From a quarter of the width, a third of the free lines above it."""
    margin = (cells - _BLOCK) // 2 if cells > 80 else 2
    wrapped = [part for entry in lines for part in _wrap(entry, min(cells - margin, _BLOCK))]
    above: list[Line] = [()] * max(1, (height - len(wrapped)) // 3)
    return [*above, *(((" " * margin, "text"), *entry) if entry else () for entry in wrapped)]


def _wrap(entry: Line, cells: int) -> list[Line]:
    if len(entry) != 1:
        return [entry]
    ((text, style),) = entry
    return [((part, style),) for part in _parts(text, cells)]


def _parts(text: str, cells: int) -> tuple[str, ...]:
    from .event_sheet import wrapped  # a first frame with runs goes without it

    return wrapped(text, cells)
