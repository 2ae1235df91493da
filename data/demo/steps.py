"""How the steps without a persona go: commands, gates, and children in parallel."""

from __future__ import annotations

import json
from collections.abc import Callable

from .rows import Change, Value, event, insert, step_begins, step_ends
from .scene import Part, Scene, leave
from .shapes import StepShape

Child = Callable[[int, str, float], tuple[tuple[Change, ...], float]]
"""Plays the child run with an index and an input from a moment; gives its changes and its end."""

_AT_ONCE = 2


def play_command(scene: Scene, step: StepShape, start: float, fails: bool = False) -> Part:
    """A command step; a failing one ends with exit status 2."""
    run, at = scene.run, start + step.seconds * scene.rng.uniform(0.75, 1.3)
    opening = (
        step_begins(start, run, step.id),
        event(start, run, "running", step.id, f"executing command step: {step.subject}"),
    )
    if fails:
        return Part(step, start, at, (*opening, *_command_failed(scene, step, at)), "exit status 2")
    closing = (
        *leave(scene, step, at),
        event(at, run, "completed", step.id, "command completed successfully"),
        step_ends(at, run, step.id, "completed"),
    )
    return Part(step, start, at, opening + closing)


def play_gate(scene: Scene, step: StepShape, start: float) -> Part:
    """A gate that somebody answers after a while; its waiting names no step, as with Wave."""
    run, at = scene.run, start + step.seconds * scene.rng.uniform(0.75, 1.6)
    changes = (
        step_begins(start, run, step.id),
        event(start, run, "running", step.id, "gate step: approval"),
        event(start, run, "gate_waiting", "", f"gate: approval — {step.subject}"),
        event(at, run, "gate_resolved", "", "gate resolved: Approve (a)"),
        event(at, run, "completed", step.id, "gate step completed"),
        step_ends(at, run, step.id, "completed"),
    )
    return Part(step, start, at, changes)


def play_children(scene: Scene, step: StepShape, start: float, child: Child) -> Part:
    """A step that starts one child run for each item, two at a time."""
    run, total = scene.run, len(step.items)
    changes = [
        step_begins(start, run, step.id),
        event(start, run, "running", step.id, f"iterate: {total} items (mode: parallel)", subtask_total=total),
    ]
    ends: list[float] = []
    for index, item in enumerate(step.items):
        begin = start if index < _AT_ONCE else sorted(ends)[index - _AT_ONCE]
        played, end = child(index, item, begin + 0.1)
        ends.append(end)
        changes += [*_child_begins(scene, step, index, begin), *played]
    for count, end in enumerate(sorted(ends), 1):
        message = f'composition: sub-pipeline "{step.subject}" completed'
        facts = {"subtask_current": count, "subtask_total": total, "progress": 100 * count // total}
        changes.append(event(end, run, "completed", step.id, message, **facts))
    return Part(step, start, max(ends), (*changes, *_collected(scene, step, max(ends))))


def _command_failed(scene: Scene, step: StepShape, at: float) -> tuple[Change, ...]:
    run = scene.run
    stderr = "tests/cart/test_basket.py::test_second_coupon: expected 18.00, got 20.00"
    return (
        event(at, run, "failed", step.id, f"command failed: exit status 2\nstderr: {stderr}"),
        event(at, run, "failed", step.id, "exit status 2"),
        step_ends(at, run, step.id, "failed", "exit status 2"),
        event(at, run, "recovery", step.id, f'step "{step.id}" failed: exit status 2'),
    )


def _child_begins(scene: Scene, step: StepShape, index: int, at: float) -> tuple[Change, ...]:
    total, run = len(step.items), scene.run
    return (
        event(at, run, "running", step.id, f"iterate parallel item {index + 1}/{total}: {step.subject}"),
        event(at, run, "running", step.id, f'composition: loading sub-pipeline "{step.subject}"'),
        event(at, run, "running", step.id, f'composition: executing sub-pipeline "{step.subject}"'),
    )


def _collected(scene: Scene, step: StepShape, at: float) -> tuple[Change, ...]:
    run, path = scene.run, f".agents/output/{scene.run}-{step.id}-collected.json"
    body = (json.dumps([{"page": item, "rewritten": True} for item in step.items], indent=2) + "\n").encode()
    facts: dict[str, Value] = {"name": "collected-output", "path": path, "type": "json", "size_bytes": len(body)}
    total = len(step.items)
    return (
        Change(at, path=path, content=body),
        insert(at, "artifact", run_id=run, step_id=step.id, created_at=int(at), **facts),
        event(at, run, "completed", step.id, f"iterate: all {total} items completed (parallel)"),
        step_ends(at, run, step.id, "completed"),
    )
