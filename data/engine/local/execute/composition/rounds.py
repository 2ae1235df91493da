"""How many rounds the loops of a child pipeline go at most, when the step that runs it decides."""

from __future__ import annotations

from dataclasses import replace

from ..definition import Definition, Step


def with_rounds(definition: Definition, most: int | None) -> Definition:
    """The definition whose loops without a number of rounds have this one."""
    return replace(definition, steps=tuple(_with_rounds(step, most) for step in definition.steps))


def _with_rounds(step: Step, most: int | None) -> Step:
    if step.loop is None or most is None or step.loop.max_iterations is not None:
        return step
    return replace(step, loop=replace(step.loop, max_iterations=most))
