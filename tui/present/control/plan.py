"""What a start or a retry would do, step by step, and what has changed in its definition."""

from __future__ import annotations

from wave_tui.data.engine.model import PlanStep, RunPlan

from ..line import Line, column, cut, cut_middle, line
from ..look import Look
from .parts import fact, said

_STYLES = {"run": "text", "reuse": "dim", "skip": "faint"}
_ADDED, _REMOVED, _PLACE = "ok", "fail", "accent"


def plan_lines(plan: RunPlan, cells: int, look: Look) -> list[Line]:
    """Refusals and warnings first, then every step in its order."""
    count = sum(each.action == "run" for each in plan.steps)
    head = f"{count} of {len(plan.steps)} steps would run, nothing is started"
    made = [line((cut_middle(plan.pipeline, 40, look.glyphs.ellipsis), "text bold"), (f"   {head}", "dim")), ()]
    if plan.refusals:
        made += [*said("It cannot be run:", cells, "warn bold")]
        made += [row for each in plan.refusals for row in fact("", each, cells, "warn")]
        made.append(())
    made += [row for each in plan.warnings for row in fact("warning", each, cells, "warn")]
    made += [()] if plan.warnings else []
    made += [_step(number, each, cells, look) for number, each in enumerate(plan.steps, 1)]
    made += [row for name, state in plan.reused for row in fact("reuse", f"{name} {state}", cells)]
    return made


def diff_lines(plan: RunPlan, cells: int, look: Look) -> list[Line]:
    """The lines of the definition that differ, coloured and with their signs."""
    if not plan.changed:
        return said("The definition is the one that the old run used.", cells, "dim")
    return [line((cut(each, cells, look.glyphs.ellipsis), _colour(each))) for each in plan.changed]


def _step(number: int, of: PlanStep, cells: int, look: Look) -> Line:
    name = column(cut_middle(of.step, 24, look.glyphs.ellipsis), _STYLES.get(of.action, "text"), 26)
    why = cut(of.why, max(cells - 26 - 4 - 8, 0), look.glyphs.ellipsis)
    return line((f"{number:>3} ", "faint"), name, column(of.action, "dim", 8), (why, "dim"))


def _colour(text: str) -> str:
    if text.startswith(("+++", "---")):
        return "dim"
    return {"+": _ADDED, "-": _REMOVED, "@": _PLACE}.get(text[:1], "text")
