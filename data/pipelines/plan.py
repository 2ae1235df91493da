"""What a definition plans to run, for progress that is known before anything has started."""

from __future__ import annotations

from ..models import PlannedStep
from .model import Pipeline


def planned_steps(pipeline: Pipeline) -> tuple[PlannedStep, ...]:
    """The steps in their order; those kept for rework are among them and say so."""
    return tuple(
        PlannedStep(
            id=step.id,
            kind=step.kind,
            persona=step.persona,
            needs=step.needs,
            optional=step.optional,
            rework_only=step.rework_only,
            max_attempts=step.max_attempts,
        )
        for step in pipeline.steps
    )
