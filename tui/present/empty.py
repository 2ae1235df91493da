"""What the run list shows when there are no runs to show."""

from __future__ import annotations

from .line import Line, column, line
from .numbers import UNKNOWN
from .view import View


def empty_runs(view: View, cells: int, height: int) -> list[Line]:
    """Why there are no runs and what to do about it."""
    status = view.snapshot.store
    query = view.snapshot.query.runs.filter
    if status.state not in ("ok", "snapshot", "busy"):
        return _block(_sentence(status.message or f"The store {status.path} is {status.state}."), cells)
    if query.active and view.snapshot.runs.stored:
        what = f"/{query.text}" if query.text else "this filter"
        return [(), line(("  ", "text"), (f"0 of {view.snapshot.runs.stored} match {what}, esc clears", "dim"))]
    return _block(_welcome(view), cells) if cells >= 30 and height >= 6 else [line(("  No runs yet", "dim"))]


def _welcome(view: View) -> list[Line]:
    status = view.snapshot.store
    made: list[Line] = [
        line(("No runs yet", "strong")),
        (),
        line(("A run is one execution of a pipeline: its steps in order,", "dim")),
        line(("their output, time and tokens. It goes on when you leave.", "dim")),
        (),
        line(column(":ctx", "key", 7), ("other project", "text")),
        line(column("?", "key", 7), ("all keys", "text")),
        (),
    ]
    if view.pipelines:
        made.append(line(column("PIPELINES", "faint", 24), ("STEPS", "faint")))
        made.extend(line(column(p.name, "text", 24), (f"{len(p.steps):>5}", "dim")) for p in view.pipelines[:6])
        if len(view.pipelines) > 6:
            made.append(line((f"{view.look.glyphs.ellipsis} {len(view.pipelines) - 6} more", "faint")))
        made.append(())
    schema = UNKNOWN if status.schema is None else f"schema {status.schema}"
    made.append(line(column("store", "faint", 10), (status.path, "text"), (f"  {schema}", "dim")))
    return made


def _sentence(text: str) -> list[Line]:
    head, _, rest = text.partition(". ")
    return [line((head, "strong")), (), *(line((part, "dim")) for part in rest.split("\n") if part)]


def _block(lines: list[Line], cells: int) -> list[Line]:
    margin = max(2, (cells - 64) // 2 if cells > 80 else 2)
    wrapped = [part for entry in lines for part in _wrap(entry, cells - margin)]
    return [(), *(((" " * margin, "text"), *entry) if entry else () for entry in wrapped)]


def _wrap(entry: Line, cells: int) -> list[Line]:
    if len(entry) != 1 or len(entry[0][0]) <= cells:
        return [entry]
    text, style = entry[0]
    lines: list[str] = [""]
    for token in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(token) > cells:
            lines.append(token)
        else:
            lines[-1] = f"{lines[-1]} {token}".strip()
    return [((part, style),) for part in lines]
