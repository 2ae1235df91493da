"""Runs the pipeline that a value chooses."""

from __future__ import annotations

from .....errors import RefusedError
from .....store.control import wording
from .....text import clean
from ..definition import Branch, Step
from ..parts import COMPLETED, Context, StepOutcome
from ..templates import fill
from .child import child_run, run_child, step_outcome

SKIP, DEFAULT = "skip", "default"


async def run_branch(step: Step, context: Context) -> StepOutcome:
    """A step with ``branch``: the pipeline of the case that equals the value, or nothing for ``skip``."""
    branch = step.branch or Branch("", ())
    value = fill(branch.on, context, step=step.id).strip()
    name = fill(chosen(branch, value), context, step=step.id)
    context.recorder.step_running(step.id, wording.branch(value, name))
    if name == SKIP:
        return StepOutcome(COMPLETED, note=wording.NOTE_SKIPPED_BRANCH)
    context.recorder.step_message(step.id, "running", wording.child_loading(name))
    outcome = await run_child(step, context, child_run(step, context, name, "branch_arm"))
    return step_outcome(step, name, outcome)


def chosen(branch: Branch, value: str) -> str:
    """The target of the case that equals a value letter by letter, else of ``default``. Raises RefusedError."""
    cases = dict(branch.cases)
    target = cases.get(value, cases.get(DEFAULT))
    if target is None:
        known = ", ".join(clean(case, limit=40) for case in cases)
        raise RefusedError(f"branch: {clean(value, limit=80)!r} is none of the cases {known}, and there is no default")
    return target
