"""A child run as a subtask below the step that started it."""

from __future__ import annotations

from ..models import Run, Step, Subtask

_TITLE = 60


def subtask(run: Run, steps: tuple[Step, ...]) -> Subtask:
    """The child run with its own steps, and their child runs, as nested subtasks."""
    return Subtask(
        id=run.id,
        name=_name(run),
        state=run.state,
        started=run.started,
        ended=run.ended,
        current=run.steps_done,
        total=run.steps_total,
        progress=_percent(run.steps_done, run.steps_total),
        tokens=run.tokens,
        run=run.id,
        error=run.error,
        subtasks=tuple(_of_step(step) for step in steps),
    )


def _of_step(step: Step) -> Subtask:
    return Subtask(
        id=step.id,
        name=step.id,
        state=step.state,
        started=step.started,
        ended=step.ended,
        progress=step.progress,
        tokens=step.tokens,
        error=step.error,
        subtasks=step.subtasks,
    )


def _name(run: Run) -> str:
    title = run.child_ref or run.pipeline
    if run.iterate_index is None:
        return title
    item = run.input.partition("\n")[0][:_TITLE].strip() if run.kind == "iterate_child" else ""
    total = f"/{run.iterate_total}" if run.iterate_total else ""
    return f"{run.iterate_index + 1}{total} {item or title}"


def _percent(done: int | None, total: int | None) -> float | None:
    return 100.0 * done / total if done is not None and total else None
