"""Where something failed: the error's name, phase, file and page, and whatever else is known of it."""

from __future__ import annotations

from collections.abc import Sequence

from wave_tui.data.models import ErrorContext, Run, Step, Subtask

from .line import Line, line


def context_of(run: Run, step: Step | None) -> ErrorContext | None:
    """The error of what failed below the step, else the step's, else the run's."""
    if step is None:
        return run.context
    return _innermost(step.subtasks) or step.context or run.context


def place_facts(context: ErrorContext, step: str = "") -> list[Line]:
    """Phase unless that is the step's name, file and page."""
    page = "" if context.page is None else str(context.page)
    where = (("phase", context.phase if context.phase != step else ""), ("file", context.file), ("page", page))
    return [line((f"{name} ", "dim"), (value, "text")) for name, value in where if value]


def kind_fact(context: ErrorContext | None) -> Line:
    """The error's name."""
    return line((context.kind, "fail")) if context is not None else ()


def detail_facts(context: ErrorContext) -> list[Line]:
    """The rest that was told about the error; a stack trace is for the record only."""
    return [line((f"{each.name} ", "dim"), (each.value, "text")) for each in context.details]


def _innermost(subtasks: Sequence[Subtask]) -> ErrorContext | None:
    """The context of the first subtask that has one, or of what failed inside that one."""
    found: ErrorContext | None = None
    open_ = list(reversed(subtasks))
    while open_:
        node = open_.pop()
        if node.context is not None:
            found, open_ = node.context, []
        open_.extend(reversed(node.subtasks))
    return found
