"""Cancel or retry all marked runs at once, each with its own result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from wave_tui.data.engine.base import Engine
from wave_tui.data.engine.model import CancelFacts, RunPlan, Started
from wave_tui.data.models import Run

from ...control.pen import Pen
from ...control.undo import Cancelled
from ...palette import Palette
from ...present.control.cancel import requested
from ...present.control.command import cancel_line, retry_line
from ...present.control.reality import steps_of
from ...present.control.retry import on_purpose, refusal
from ...present.control.several import Batch, batch_lines
from ...present.line import Line
from ...present.runs import short_id
from ...present.view import View
from .base import ControlDialog

Begun = Callable[[Started, RunPlan | None], None]


class Several(ControlDialog[None]):
    """Bound to the runs that were marked when it was opened."""

    CELLS = 92
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "confirm", "do it to all of them", id="several.confirm", show=False),
        Binding("j,down", "move(1)", "down", id="several.down", show=False),
        Binding("k,up", "move(-1)", "up", id="several.up", show=False),
        Binding("enter,n,q", "close", "leave them", id="several.leave", show=False),
    ]

    def __init__(self, view: View, palette: Palette, pen: Pen, verb: str, runs: tuple[Run, ...], begun: Begun) -> None:
        super().__init__(view, palette, pen)
        self._batch = Batch(verb, runs)
        self._begun = begun
        self._top = 0

    def title_text(self) -> str:
        """What is done to how many."""
        return f"{self._batch.verb.capitalize()} {len(self._batch.runs)} marked runs"

    def lines(self, cells: int, rows: int) -> Sequence[Line]:
        """The runs and what becomes of them."""
        self._top = max(0, min(self._top, len(self._batch.runs) - max(1, rows - 6)))
        return batch_lines(self._batch, self._top, rows, cells, self.look, self.notice)

    def on_mount(self) -> None:
        """Ask for the plans of the retries."""
        super().on_mount()
        for run in self._batch.runs if self._batch.verb == "retry" else ():
            if not refusal(run):
                self.pen.read(partial(_plan, run.id), partial(self._planned, run.id), partial(self._result, run.id))

    def show_view(self, view: View) -> None:
        """The records are read again with every snapshot."""
        known = {run.id: run for run in view.snapshot.runs.rows}
        runs = tuple(known.get(run.id, run) for run in self._batch.runs)
        self._batch = replace(self._batch, runs=runs)
        super().show_view(view)

    def action_move(self, by: int) -> None:
        """Rows up or down."""
        self._top = max(0, self._top + by)
        self.redraw()

    def action_confirm(self) -> None:
        """Do it; runs that somebody cancelled are retried only when asked twice."""
        batch = self._batch
        if batch.sent or not batch.able or not self.is_meant():
            return
        if batch.verb == "retry" and not batch.again and any(on_purpose(run) for run in batch.able):
            self._batch = replace(batch, again=True)
            self.arm()
            self.say("some were cancelled on purpose: press y again to start them all the same")
            return
        able = batch.able
        self._batch = replace(batch, sent=True, results={})
        for run in able:
            self._send(run)
        self.say("")

    def _send(self, run: Run) -> None:
        refused = partial(self._result, run.id)
        if self._batch.verb == "cancel":
            command = cancel_line(self.pen.program, run.id)
            self.pen.write(command, partial(_cancel, run.id), partial(self._cancelled, run.id), refused)
        else:
            command = retry_line(self.pen.program, run.id, "failed")
            self.pen.write(command, partial(self._retry, run.id), partial(self._started, run.id), refused)

    def _retry(self, run: str, engine: Engine) -> Started:
        reuse = steps_of(self._batch.plans[run], "reuse")
        request = replace(self.pen.same(run), origin=run, reuse=reuse)
        return engine.retry(run, "failed", request=request)

    def _cancelled(self, run: str, facts: CancelFacts) -> str:
        told = requested(facts, self.look)
        self.pen.remember(Cancelled(run))
        self._result(run, told)
        return told

    def _started(self, run: str, started: Started) -> str:
        self._begun(started, self._batch.plans.get(run))
        self._result(run, f"retried as {short_id(started.run)}")
        return f"{started.run} is {started.status}"

    def _planned(self, run: str, plan: RunPlan) -> None:
        self._batch = replace(self._batch, plans={**self._batch.plans, run: plan})
        self._show()

    def _result(self, run: str, text: str) -> None:
        self._batch = replace(self._batch, results={**self._batch.results, run: text})
        self._show()

    def _show(self) -> None:
        if self.is_attached:
            self.redraw()


def _plan(run: str, engine: Engine) -> RunPlan:
    return engine.retry_plan(run, "failed")


def _cancel(run: str, engine: Engine) -> CancelFacts:
    return engine.cancel(run)
