"""What a start or a retry would do, as lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wave_tui.data.engine.model import RunPlan
from wave_tui.data.errors import RefusedError
from wave_tui.data.text import clean

from .fields import optional
from .output import machine, say
from .table import table


def show_plan(plan: RunPlan, *, in_json: bool) -> None:
    """Print a plan. Raises RefusedError afterwards when it cannot be carried out."""
    if in_json:
        machine(shape(plan))
    else:
        say(*lines(plan))
    if plan.refusals:
        count = len(plan.refusals)
        raise RefusedError(f"{plan.pipeline} cannot be run here for {count} reason{'s' if count > 1 else ''}")


def shape(plan: RunPlan) -> dict[str, Any]:
    """The plan as an object; nothing was started."""
    return {
        "pipeline_name": plan.pipeline,
        "status": "refused" if plan.refusals else "planned",
        "steps": [{"step_id": one.step, "action": one.action, **optional(why=one.why)} for one in plan.steps],
        **optional(
            refusals=list(plan.refusals),
            reused=[{"artifact": name, "state": state} for name, state in plan.reused],
            definition_diff=list(plan.changed),
            warnings=list(plan.warnings),
        ),
    }


def lines(plan: RunPlan) -> Iterator[str]:
    """The plan in words."""
    yield f"{plan.pipeline}: {'refused' if plan.refusals else 'would do this; nothing was started'}"
    rows = [(str(place), one.action, one.step, one.why) for place, one in enumerate(plan.steps, 1)]
    yield from table(rows, right=frozenset({0}))
    yield from _titled("REUSE", [f"{name} {state}" for name, state in plan.reused])
    yield from _titled("CHANGED SINCE", plan.changed)
    yield from _titled("WARNINGS", plan.warnings)
    yield from _titled("REFUSED", plan.refusals)


def _titled(title: str, found: tuple[str, ...] | list[str]) -> Iterator[str]:
    if found:
        yield from ("", title, *(clean(text) for text in found))
