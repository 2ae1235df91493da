"""The raw records of a place as JSON, with nothing added and nothing left out."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from wave_tui.data.models import Event, Step, Subtask

from .view import View


def record(view: View, event: Event | None = None) -> str:
    """JSON of an event, or of what the address names: run with all below it, step, attempt or subtask."""
    if event is not None:
        return _json({"event": asdict(event)})
    detail, address = view.detail, view.address
    if detail is None:
        return _json({"run": asdict(view.run)} if view.run is not None else {})
    step = next((each for each in detail.steps if each.id == address.step), None)
    return _json(_of_step(step, view) if step is not None else asdict(detail))


def subtask_at(step: Step, names: tuple[str, ...]) -> Subtask | None:
    """The subtask that a path of ids or names leads to."""
    found: Subtask | None = None
    below = step.subtasks
    for name in names:
        found = next((each for each in below if name in (each.id, each.name)), None)
        below = found.subtasks if found is not None else ()
    return found


def _of_step(step: Step, view: View) -> dict[str, Any]:
    address = view.address
    attempt = next((each for each in step.attempts if each.number == address.attempt), None)
    part = subtask_at(step, address.sub)
    if part is not None:
        return {"subtask": asdict(part)}
    return {"attempt": asdict(attempt)} if attempt is not None else {"step": asdict(step)}


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
