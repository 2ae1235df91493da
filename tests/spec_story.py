"""Small definitions for the graph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wave_tui.data.pipelines.graph import connect
from wave_tui.data.pipelines.model import Choice, Gate, InputSpec, Part, Pipeline, PipelineStep, Route


def plan(id: str, *needs: str, **fields: object) -> PipelineStep:
    """One step of a definition."""
    return replace(PipelineStep(id, 0, "persona"), needs=needs, **fields)  # type: ignore[arg-type]  # any field


def pipeline(*steps: PipelineStep, **fields: object) -> Pipeline:
    """A definition with its edges."""
    placed = tuple(replace(step, index=index) for index, step in enumerate(steps))
    made = Pipeline("impl-issue", Path("pipelines/impl-issue.yaml"), "Takes an issue to a pull request.", steps=placed)
    edges, notes = connect(placed)
    return replace(made, edges=edges, notes=notes, input=InputSpec("issue_ref", "cli"), **fields)  # type: ignore[arg-type]  # any field


def issue() -> Pipeline:
    """The definition behind the story: a fan out, a nested pipeline, a gate that leads back, a repair step."""
    choices = (Choice("ship", "s", "open-pr"), Choice("again", "a", "implement"))
    return pipeline(
        plan("fetch-issue", kind="command"),
        plan("explore", "fetch-issue"),
        plan("plan", "explore"),
        plan("implement", "plan", persona="craftsman", max_attempts=3, rework=("fix",)),
        plan("docs", "plan"),
        plan("audit", "plan", kind="pipeline", parts=(Part("audit-deps"),)),
        plan("fix", rework_only=True),
        plan("approve", "implement", "docs", "audit", kind="gate", gate=Gate("approval", choices=choices)),
        plan("open-pr", "approve"),
    )


def circle() -> Pipeline:
    """A chain whose end may go back to its start."""
    return pipeline(plan("write"), plan("review", "write", routes=(Route("write", "outcome=failure"),)))
