"""One table for spreadsheets (RFC 4180): a row a record, the fields that records share as columns."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from ..commandline.fields import Shape
from .records import records
from .story import Story

COLUMNS = (
    "record", "run_id", "step_id", "path", "attempt", "time", "started_at", "completed_at", "duration", "state",
    "progress", "current", "total", "tokens_used", "persona", "level", "name", "message", "error", "other",
)  # fmt: skip
_SAME = {
    "timestamp": "time",
    "created_at": "time",
    "status": "state",
    "error_message": "error",
    "total_tokens": "tokens_used",
}
_FORMULA = ("=", "+", "-", "@", "\t")


def pieces(story: Story) -> Iterator[str]:
    """Head and rows; fields without a column of their own are in ``other`` as JSON."""
    yield _row(COLUMNS)
    run = story.detail.run.id
    for kind, fields in records(story):
        yield _row([harmless(value) for value in _cells(kind, {"run_id": run, **fields})])


def harmless(text: str) -> str:
    """A cell that a spreadsheet takes for a text; one that begins like a formula gets an apostrophe in front."""
    number = text.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{text}" if text.startswith(_FORMULA) and not number else text


def _cells(kind: str, fields: Shape) -> list[str]:
    cells = dict.fromkeys(COLUMNS, "")
    cells["record"] = kind
    other = {}
    for name, value in fields.items():
        column = _SAME.get(name, name)
        if column in cells and column != "other" and not cells[column] and not isinstance(value, dict):
            cells[column] = _text(value)
        else:
            other[name] = value
    cells["other"] = json.dumps(other) if other else ""
    return list(cells.values())


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "/".join(str(each) for each in value)
    return "" if value is None else str(value)


def _row(cells: tuple[str, ...] | list[str]) -> str:
    made = io.StringIO()
    csv.writer(made).writerow(cells)
    return made.getvalue()
