"""Retry a run: a menu of what runs again, its plan, and the start of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from wave_tui.data.engine.base import Engine
from wave_tui.data.engine.model import RunPlan, Started, StartRequest
from wave_tui.data.models import Run
from wave_tui.data.states import Word, word

from ...control.pen import Pen
from ...palette import Palette
from ...present.control.command import retry_line
from ...present.control.draft import Retried
from ...present.control.plan import diff_lines
from ...present.control.reality import steps_of
from ...present.control.retry import CHOICES, Retrying, choices_of, on_purpose, refusal, retry_lines
from ...present.current import history
from ...present.line import Line
from ...present.runs import short_id
from ...present.view import View
from .base import ControlDialog
from .reader import Reader

Begun = Callable[[Started, RunPlan | None], None]


@dataclass(frozen=True, slots=True)
class Editing:
    """The user wants to change the input before the retry."""

    request: StartRequest
    retried: Retried


class Retry(ControlDialog[Editing]):
    """Bound to one run that is over; answers with what to edit first."""

    CELLS = 92
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "choose(0)", "failed steps", id="retry.failed", show=False),
        Binding("2", "choose(1)", "from this step", id="retry.from_step", show=False),
        Binding("3", "choose(2)", "this step only", id="retry.step", show=False),
        Binding("4", "choose(3)", "whole run", id="retry.all", show=False),
        Binding("j,down", "move(1)", "down", id="retry.down", show=False),
        Binding("k,up", "move(-1)", "up", id="retry.up", show=False),
        Binding("enter", "nothing", "the line is chosen already", id="retry.choose", show=False),
        Binding("e", "edit", "edit the input first", id="retry.edit", show=False),
        Binding("d", "difference", "what changed in the definition", id="retry.difference", show=False),
        Binding("y", "confirm", "start", id="retry.confirm", show=False),
        Binding("q,n", "close", "back", id="retry.back", show=False),
    ]

    def __init__(self, view: View, palette: Palette, pen: Pen, run: Run, step: str, begun: Begun) -> None:
        super().__init__(view, palette, pen)
        steps = view.detail.steps if view.detail is not None and view.detail.run.id == run.id else ()
        choice = "all" if word(run.state) is Word.OK else "failed"
        self._of = Retrying(run, steps, history(view), step, choice)
        self._begun = begun
        self._asked = False

    def title_text(self) -> str:
        """Which run is retried."""
        return f"Retry {short_id(self._of.run.id)}"

    def lines(self, cells: int, rows: int) -> Sequence[Line]:
        """The menu and what the choice would do."""
        return retry_lines(self._of, self.pen.now, cells, self.look, self.notice)

    def on_mount(self) -> None:
        """Ask for the plan of every choice."""
        super().on_mount()
        self._ask_all()

    def show_view(self, view: View) -> None:
        """The record of the run is read again with every snapshot."""
        known = (view.detail.run,) if view.detail is not None else ()
        found = next((each for each in (*known, *view.snapshot.runs.rows) if each.id == self._of.run.id), None)
        if found is not None:
            self._of = replace(self._of, run=found)
            self._ask_all()
        super().show_view(view)

    def action_choose(self, number: int) -> None:
        """One of the choices by its number."""
        names = choices_of(self._of.step)
        if number < len(names):
            self._of = replace(self._of, choice=names[number], again=False)
            self.arm()
            self.say("")

    def action_move(self, by: int) -> None:
        """The choice above or below."""
        names = choices_of(self._of.step)
        self.action_choose(max(0, min(names.index(self._of.choice) + by, len(names) - 1)))

    def action_nothing(self) -> None:
        """Enter only says that the line is chosen."""

    def action_difference(self) -> None:
        """What has changed in the definition since."""
        if self._of.plan is not None:
            reader = Reader(self.look, self.palette, "Definition since then", partial(diff_lines, self._of.plan))
            reader.bounds = self.bounds
            self.app.push_screen(reader)

    def action_edit(self) -> None:
        """Leave for the filled form."""
        if self._of.plan is not None and not refusal(self._of.run):
            run = self._of.run.id
            self.pen.read(lambda _: self.pen.same(run), self._edit, self.say)

    def _edit(self, request: StartRequest) -> None:
        of, plan = self._of, self._of.plan
        reuse = steps_of(plan, "reuse") if plan is not None else ()
        self.leave(Editing(request, Retried(of.run.id, of.choice, _step(of), reuse, request.input)))

    def action_confirm(self) -> None:
        """Start; of a run that somebody cancelled only when asked twice."""
        of, plan = self._of, self._of.plan
        if refusal(of.run) or plan is None or plan.refusals or of.busy or not self.is_meant():
            return
        if on_purpose(of.run) and not of.again:
            self._of = replace(of, again=True)
            self.arm()
            self.say("it was cancelled on purpose: press y again to start it all the same")
            return
        self._of = replace(of, busy=True)
        self.say("")
        command = retry_line(self.pen.program, of.run.id, of.choice, _step(of))
        self.pen.write(command, partial(self._start, of, plan), self._answered, self._refused)

    def _start(self, of: Retrying, shown: RunPlan, engine: Engine) -> Started | RunPlan:
        """In a thread: the plan once more, and the start only when it is the one that was shown."""
        now = engine.retry_plan(of.run.id, of.choice, _step(of))
        if now != shown:
            return now
        reuse = steps_of(shown, "reuse")
        request = replace(self.pen.same(of.run.id), origin=of.run.id, reuse=reuse)
        return engine.retry(of.run.id, of.choice, _step(of), request=request)

    def _answered(self, answer: Started | RunPlan) -> str:
        plan = self._of.plan
        self._of = replace(self._of, busy=False)
        if isinstance(answer, RunPlan):
            self._of = replace(self._of, plans={**self._of.plans, self._of.choice: answer})
            self.arm()
            self.say("the plan was changed meanwhile: look at it again, nothing was started")
            return "not started: the plan was changed meanwhile"
        self._begun(answer, plan)
        self.leave()
        return f"{answer.run} is {answer.status}"

    def _refused(self, sentence: str) -> None:
        self._of = replace(self._of, busy=False)
        self.say(sentence)

    def _ask_all(self) -> None:
        """Ask for the plan of every choice, once the run is over."""
        if self._asked or refusal(self._of.run):
            return
        self._asked = True
        for choice in choices_of(self._of.step):
            self._ask(choice)

    def _ask(self, choice: str) -> None:
        of = self._of
        step = of.step if choice in ("from-step", "step") else ""
        self.pen.read(
            lambda engine: engine.retry_plan(of.run.id, choice, step),
            partial(self._planned, choice),
            partial(self._unplanned, choice),
        )

    def _planned(self, choice: str, plan: RunPlan) -> None:
        self._of = replace(self._of, plans={**self._of.plans, choice: plan})
        self._show_plans()

    def _unplanned(self, choice: str, sentence: str) -> None:
        self._of = replace(self._of, errors={**self._of.errors, choice: sentence})
        self._show_plans()

    def _show_plans(self) -> None:
        if self.is_attached:
            self.redraw()


def _step(of: Retrying) -> str:
    return of.step if of.choice in CHOICES[1:3] else ""
