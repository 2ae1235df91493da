"""The raw records of a place as JSON, with nothing added; only of very many subtasks the rest is left to the shell."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import Any

from wave_tui.data.models import Event, Step, Subtask

from .view import View

_MOST = 500
"""Subtasks in one record."""
_DEEPEST = 40
"""Levels of subtasks in one record."""


def record(view: View, event: Event | None = None) -> str:
    """JSON of an event, or of what the address names: run with all below it, step, attempt or subtask."""
    writer = _Writer(view.address.run)
    if event is not None:
        return _json({"event": writer.plain(event)})
    detail, address = view.detail, view.address
    if detail is None:
        return _json({"run": writer.plain(view.run)} if view.run is not None else {})
    step = next((each for each in detail.steps if each.id == address.step), None)
    name, found = _of_step(step, view) if step is not None else ("", detail)
    plain = writer.plain(found)
    return _json({name: plain} if name else plain)


def subtask_at(step: Step, names: tuple[str, ...]) -> Subtask | None:
    """The subtask that a path of ids or names leads to."""
    found: Subtask | None = None
    below = step.subtasks
    for name in names:
        found = next((each for each in below if name in (each.id, each.name)), None)
        below = found.subtasks if found is not None else ()
    return found


def _of_step(step: Step, view: View) -> tuple[str, Any]:
    address = view.address
    attempt = next((each for each in step.attempts if each.number == address.attempt), None)
    part = subtask_at(step, address.sub)
    if part is not None:
        return "subtask", part
    return ("attempt", attempt) if attempt is not None else ("step", step)


class _Writer:
    """Turns records into what JSON knows; counts subtasks, so that a run of ten thousand is still shown at once."""

    def __init__(self, run: str) -> None:
        self._run = run
        self._left = _MOST

    def plain(self, value: Any, depth: int = 0) -> Any:
        """Dictionaries, lists and values."""
        if is_dataclass(value):
            return {each.name: self._field(each.name, getattr(value, each.name), depth) for each in fields(value)}
        return [self.plain(each, depth) for each in value] if isinstance(value, tuple) else value

    def _field(self, name: str, value: Any, depth: int) -> Any:
        if name != "subtasks":
            return self.plain(value, depth)
        kept = value[: self._left] if depth < _DEEPEST else ()
        self._left -= len(kept)
        made = [self.plain(each, depth + 1) for each in kept]
        rest = len(value) - len(kept)
        return [*made, f"{rest} more: wave-tui show {self._run} --json"] if rest else made


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
