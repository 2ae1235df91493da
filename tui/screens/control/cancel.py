"""Cancel a run gracefully, and see how far that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from wave_tui.data.engine.model import CancelFacts

from ...control.undo import Cancelled
from ...present.control.cancel import Stage, cancel_lines, requested
from ...present.control.command import cancel_line
from ...present.control.words import words_of
from ...present.line import Line
from ...present.runs import short_id
from .watching import Watching

_TITLES = {
    Stage.ASKING: "Cancel {} ?",
    Stage.LOST: "Lost {}",
    Stage.CANCELLING: "Cancelling {}",
    Stage.DONE: "Cancelled {}",
    Stage.OVER: "Run {}",
    Stage.ELSEWHERE: "Run {}",
}


class Cancel(Watching[str]):
    """Answers with ``force`` or ``withdraw`` when the deck shall go on with that."""

    CELLS = 80
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "confirm", "cancel gracefully", id="cancel.confirm", show=False),
        Binding("enter,n,q", "close", "keep running", id="cancel.keep", show=False),
        Binding("X", "force", "force", id="cancel.force", show=False),
        Binding("u", "withdraw", "withdraw", id="cancel.withdraw", show=False),
    ]

    def title_text(self) -> str:
        """What this dialog is, by how far things are."""
        return _TITLES[self.case.stage].format(short_id(self.case.run.id))

    def lines(self, cells: int, rows: int) -> Sequence[Line]:
        """The question, the facts, or why there is nothing to cancel."""
        return cancel_lines(self.case, self.pen.now, cells, self.look, self.notice)

    def action_confirm(self) -> None:
        """Ask the run to stop; one that is lost is marked as cancelled."""
        if self.case.stage not in (Stage.ASKING, Stage.LOST) or not self.is_meant():
            return
        run = self.case.run.id
        self.say("")
        self.pen.write(cancel_line(self.pen.program, run), lambda engine: engine.cancel(run), self._requested, self.say)

    def action_force(self) -> None:
        """Go on to the dialog that forces, once a cancel was asked for; a program that reports its run ends itself."""
        if self.case.stage in (Stage.CANCELLING, Stage.LOST) and words_of(self.case.run).can_force:
            self.leave("force")

    def action_withdraw(self) -> None:
        """Take the request back."""
        if self.case.stage is Stage.CANCELLING:
            self.leave("withdraw")

    def _requested(self, facts: CancelFacts) -> str:
        self.told(facts)
        self.pen.remember(Cancelled(self.case.run.id))
        return requested(facts, self.look)
