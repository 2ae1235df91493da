"""Whether a retry does what its plan said."""

from __future__ import annotations

from dataclasses import dataclass

from wave_tui.data.engine.model import RunPlan
from wave_tui.data.models import RunDetail, Step
from wave_tui.data.states import is_terminal

from ..runs import short_id

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Expectation:
    """The plan of a retry that was started here: the new run, the steps that run again, those that are reused."""

    run: str
    again: tuple[str, ...]
    reused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reality:
    """What happened against the plan, as a sentence; ``kept`` is False when a step started that was not planned."""

    text: str
    kept: bool = True


def expected(run: str, plan: RunPlan) -> Expectation:
    """What a plan promises of the run that carries it out."""
    return Expectation(run, steps_of(plan, "run"), steps_of(plan, "reuse"))


def steps_of(plan: RunPlan, action: str) -> tuple[str, ...]:
    """The steps with which a plan does that."""
    return tuple(each.step for each in plan.steps if each.action == action)


def compare(plan: Expectation, detail: RunDetail) -> Reality:
    """The plan against the steps that started."""
    began = [step.id for step in detail.steps if _began(step)]
    strange = [name for name in began if name not in plan.again]
    if strange:
        return Reality(f"{short_id(plan.run)} started {named(strange)}, which the plan did not name", kept=False)
    if not is_terminal(detail.run.state):
        return Reality(f"re-running {named(plan.again)}, so far as planned")
    missing = [name for name in plan.again if name not in began]
    if missing:
        return Reality(f"re-ran {named(began) if began else 'nothing'}; {named(missing)} did not start")
    return Reality(f"re-ran {named(began)}, as planned")


def named(names: list[str] | tuple[str, ...]) -> str:
    """The names, or the first of them and how many more."""
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return " ".join(names[:_MOST_NAMED]) + more


def _began(step: Step) -> bool:
    """Whether a step was at work in this very run; what was taken over from the origin was not."""
    if step.origin or step.remark.startswith("reused from") or step.state in ("pending", "skipped"):
        return False
    return bool(step.attempts) or step.started is not None
