"""The retry of a run as a plan: what runs again, what is reused, what has changed, how long it may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wave_tui.data.engine.model import RunPlan
from wave_tui.data.models import PipelineHistory, Run, Step
from wave_tui.data.progress.baseline import baseline
from wave_tui.data.states import Word, is_terminal, word

from ...palette import lit
from ..line import Line, cut, fit, line
from ..look import Look
from ..numbers import span
from ..runs import short_id
from .parts import about, buttons, fact, ran, said
from .reality import named, steps_of
from .words import is_reported

CHOICES = ("failed", "from-step", "step", "all")
_LABELS = 40


@dataclass(frozen=True, slots=True)
class Retrying:
    """A run that may be retried: its steps, the plan of every choice that is known, which one is chosen.

    ``again`` is set when the first confirmation of a cancelled run was given; ``busy`` while it is being started.
    """

    run: Run
    steps: tuple[Step, ...] = ()
    history: PipelineHistory = PipelineHistory("")
    step: str = ""
    choice: str = "failed"
    plans: Mapping[str, RunPlan] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    again: bool = False
    busy: bool = False

    @property
    def plan(self) -> RunPlan | None:
        """The plan of the choice."""
        return self.plans.get(self.choice)


def choices_of(step: str) -> tuple[str, ...]:
    """The choices there are; two of them need a step."""
    return CHOICES if step else ("failed", "all")


def refusal(run: Run) -> str:
    """Why a run cannot be retried now, empty when it can."""
    if is_reported(run):
        return "no engine ran it; start the program again that reported it"
    if run.state == "lost":
        return "it is lost, not over: x marks it as cancelled first"
    if not is_terminal(run.state):
        return f"it is {run.state}: x cancels it, and what is over can be retried"
    return ""


def on_purpose(run: Run) -> bool:
    """True for a run that somebody stopped."""
    return word(run.state) is Word.CAN


def retry_lines(of: Retrying, now: float, cells: int, look: Look, notice: str = "") -> list[Line]:
    """The menu, the consequences of the choice, the keys."""
    told = [*said(notice, cells, "warn"), ()] if notice else []
    head = about(of.run, ran(of.run, now), cells, look, step=of.step)
    against = refusal(of.run)
    if against:
        when = "Not from here" if is_reported(of.run) else "Not now"
        return [*head, (), *said(f"{when}: {against}.", cells, "strong"), (), *told, buttons("Back", "esc", (), cells)]
    menu = [_choice(number, name, of, cells, look) for number, name in enumerate(choices_of(of.step), 1)]
    edit = line(("  e  ", "key"), (f"{'edit the input first':<{_LABELS}}", "dim"), ("opens the filled form", "faint"))
    return [*head, (), *menu, fit(edit, cells), (), *_consequences(of, cells, look), (), *told, _keys(of, cells)]


def _choice(number: int, name: str, of: Retrying, cells: int, look: Look) -> Line:
    chosen = name == of.choice
    plan, error = of.plans.get(name), of.errors.get(name, "")
    again = steps_of(plan, "run") if plan is not None else ()
    all_of = f"all {len(again)}" if name == "all" and len(again) > 3 else named(again)
    what = "cannot" if error or (plan is not None and plan.refusals) else f"re-run {all_of}" if plan else "looking"
    label = cut(_label(name, of.step), _LABELS - 2, look.glyphs.ellipsis)
    entry = line(
        (f"{look.glyphs.cursor if chosen else ' '} ", "accent"), (f"{number}  ", "key"),
        (f"{label:<{_LABELS}}", "text bold" if chosen else "text"),
        (cut(what, max(cells - _LABELS - 5, 0), look.glyphs.ellipsis), "warn" if what == "cannot" else "dim"),
    )  # fmt: skip
    return lit(fit(entry, cells)) if chosen else fit(entry, cells)


def _label(name: str, step: str) -> str:
    return {
        "failed": "failed steps and what depends on them",
        "from-step": f"from this step on ({step})",
        "step": f"this step only ({step})",
        "all": "whole run again, same input",
    }[name]


def _consequences(of: Retrying, cells: int, look: Look) -> list[Line]:
    plan = of.plan
    if plan is None:
        return fact("plan", of.errors.get(of.choice, "looking at the definition and at what is left"), cells, "dim")
    rows = [row for each in plan.refusals for row in fact("refused", each, cells, "warn")]
    rows += fact("reuse", _reuse(plan), cells)
    for number, each in enumerate(plan.warnings):
        rows += fact("warning", f"{each}, d shows it" if plan.changed and number == 0 else each, cells, "warn")
    rows += fact("attempts", attempts(of), cells, "dim")
    linked = f"   a new run, linked to {short_id(of.run.id)}"
    rows += fact("estimate", estimate(plan, of.history, of.steps, look) + linked, cells)
    if on_purpose(of.run):
        rows += fact("mind", "somebody stopped this run on purpose; it asks once more", cells, "warn")
    return rows


def _reuse(plan: RunPlan) -> str:
    kept = "   ".join(f"{name} {state}" for name, state in plan.reused)
    steps = steps_of(plan, "reuse")
    return kept or (f"steps {named(steps)}" if steps else "nothing")


def attempts(of: Retrying) -> str:
    """``test used 3 of 3 in 4fhx; the new run starts again at 0 of 3``."""
    used = [step for step in of.steps if step.attempts and step.state in ("failed", "rejected")]
    if not used:
        return ""
    step = used[-1]
    most = max(step.max_attempts or 0, 1)
    made = f"{step.id} used {len(step.attempts)} of {max(most, len(step.attempts))} in {short_id(of.run.id)}"
    return f"{made}; the new run starts again at 0 of {most}"


def estimate(plan: RunPlan, history: PipelineHistory, steps: Sequence[Step], look: Look) -> str:
    """How long the steps that run again took before: the longest chain of them, median to p90, with n."""
    again = set(steps_of(plan, "run"))
    usual = {name: baseline(history.step(name)) for name in again}
    if not again or any(each.median is None for each in usual.values()):
        return "no estimate: these steps have no history"
    low = _chain({name: each.median or 0.0 for name, each in usual.items()}, steps)
    high = _chain({name: each.p90 or 0.0 for name, each in usual.items()}, steps)
    n = min(each.n for each in usual.values())
    return f"{span(low, high, look.glyphs.dash)} (n={n}{'' if n >= 5 else ', rough'})"


def _chain(seconds: Mapping[str, float], steps: Sequence[Step]) -> float:
    """The longest sum along the needs of the steps; without needs the sum of all."""
    needs = {step.id: step.needs for step in steps}
    if not any(needs.get(name) for name in seconds):
        return sum(seconds.values())
    ends: dict[str, float] = {}
    for _ in seconds:
        for name, own in seconds.items():
            before = max((ends.get(need, 0.0) for need in needs.get(name, ())), default=0.0)
            ends[name] = before + own
    return max(ends.values())


def _keys(of: Retrying, cells: int) -> Line:
    if of.busy:
        return buttons("Back", "esc", (("", "starting"),), cells)
    able = of.plan is not None and not of.plan.refusals
    label = "start it all the same" if of.again else "start retry"
    return buttons("Back", "esc", (("y", label),) if able else (), cells)
