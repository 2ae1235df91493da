"""Goes on with an operation that another process began, by what its file says of it."""

from __future__ import annotations

import calendar
import json
import os
import time

from .level import Level
from .lines import CANCEL_SEEN
from .operation import Operation, process_facts
from .reporter import Reporter

TYPE_CHECKING = False  # the module typing costs more than everything here
if TYPE_CHECKING:
    from typing import Any

    Record = dict[str, Any]

_LOOK = 64 * 1024
_ORIGIN = ("host", "pid", "tags", "parent", "parent_step")


def resumed(reporter: Reporter, run: str, path: tuple[str, ...] = ()) -> Level:
    """The level with these ids from the first level down, () for the operation itself; nothing is written by that.

    What the first and the last 64 KiB of the file do not say of it stays unknown. A level that is resumed writes at
    once, and ends only when it is told to.
    """
    place = reporter.file_of(run, "events", ".ndjson")
    said = _said(place[0], run) if place else {}
    first = said.get((), {})
    origin = {name: first[name] for name in _ORIGIN if name in first} or process_origin()
    root = Operation(str(first.get("operation_type", "")), str(first.get("name", "")), run, reporter, origin, {})
    root.mark.seen = CANCEL_SEEN in first
    level: Level = root
    _take(root, root, first)
    for depth, id in enumerate(path, 1):
        known = said.get(path[:depth], {})
        level = Level(level, str(known.get("level", "level")), id, str(known.get("name", id)), {})
        _take(level, root, known)
    return level


def process_origin() -> Record:
    """Where an operation is whose process is not known."""
    return {"host": process_facts()["host"]}


def _take(level: Level, root: Operation, known: Record) -> None:
    stated = () if "current" in known else ("percentage",)
    for name in ("current", "total", "unit", "message", "attempt", *stated):
        setattr(level, name, known.get(name, getattr(level, name)))
    level.count_by_hand(level.current is not None and "counted" not in known)
    level.resume(root, _seconds(known.get("started_at")) or root.reporter.wall(), from_start=True)


def _said(path: str, run: str) -> dict[tuple[str, ...], Record]:
    """What the lines of an operation say of each of its levels, later lines over earlier ones."""
    found: dict[tuple[str, ...], Record] = {}
    for line in _lines(path):
        try:
            record = json.loads(line)
            if record["operation_id"] != run:
                continue
            known = found.setdefault(tuple(record["path"]), {})
        except (ValueError, KeyError, TypeError):
            continue
        if str(record.get("event", "")).endswith("_started"):
            known.clear()
        known.update(record)
        known.setdefault(record.get("event"), True)
    return found


def _lines(path: str) -> list[bytes]:
    try:
        with open(path, "rb") as file:
            head = file.read(_LOOK)
            size = os.fstat(file.fileno()).st_size
            file.seek(max(len(head), size - _LOOK))
            tail = file.read(_LOOK)
    except OSError:
        return []
    return [*head.splitlines(), *tail.splitlines()]


def _seconds(stamp: object) -> float | None:
    try:
        whole, _, parts = str(stamp).rstrip("Z").partition(".")
        return calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) + float(f"0.{parts or 0}")
    except ValueError:
        return None
