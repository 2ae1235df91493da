"""What the deck does to runs: which dialog a key opens, and about which runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wave_tui.data.models import Run
from wave_tui.data.states import Word, is_terminal, word

from ..control.undo import Begun, Cancelled, Drafted, Filtered, Unmarked
from ..filtering import typed_runs
from ..present.control.command import approve_line, cancel_line, retry_line, run_line, withdraw_line
from ..present.control.locked import instead, locked
from ..present.control.words import is_reported
from ..present.runs import is_child, short_id
from .deck_watch import DeckWatch

if TYPE_CHECKING:
    from wave_tui.data.engine.model import Gate, RunPlan, Started

    from ..present.control.draft import Draft
    from .control.retry import Editing


class DeckControl(DeckWatch):
    """A deck that starts, cancels and retries runs, answers gates, and takes back what can be taken back."""

    _draft: Draft | None = None

    def action_start(self) -> None:
        """The start form, as it was left."""
        from wave_tui.data.engine.model import Caller, StartRequest

        from ..present.control.draft import Draft

        run = self.view.run
        pipeline = run.pipeline if run is not None else "PIPELINE"
        if not self._is_locked(run_line(self.pen.program, StartRequest(pipeline, Caller("TUI", "", 0, "")))):
            self._start(self._draft or Draft())

    def action_cancel(self) -> None:
        """Ask the selected run, or all marked ones, to stop."""
        from .control.cancel import Cancel

        runs = self._targets()
        if not runs or self._is_locked(*(cancel_line(self.pen.program, run.id) for run in runs)):
            return
        if len(runs) > 1:
            self._several("cancel", runs)
            return
        self._open(Cancel(self.view, self.palette, self.pen, runs[0]), lambda then: self._go_on(runs[0], then))

    def action_force(self) -> None:
        """End a run at once that was asked to stop, or that is lost."""
        runs = self._targets()
        if not runs or self._is_locked(cancel_line(self.pen.program, runs[0].id, force=True)):
            return
        run = runs[0]
        asked = run.cancel_requested is not None or run.state in ("cancelling", "lost")
        if len(runs) > 1:
            self.say("X forces one run at a time; esc takes the marks away")
        elif is_terminal(run.state):
            self.say(f"{short_id(run.id)} is already {run.state}, nothing to cancel")
        elif is_reported(run):
            self.say(f"{short_id(run.id)} is ended by its own program alone; x asks it to stop")
        elif not asked:
            self.say(f"X works after x or on a LOST run: x asks {short_id(run.id)} to stop first")
        else:
            self._force(run)

    def action_retry(self) -> None:
        """The retry menu of the selected run, or all marked ones at once."""
        from .control.retry import Retry

        runs = self._targets()
        if not runs or self._is_locked(*(retry_line(self.pen.program, run.id, "failed") for run in runs)):
            return
        if len(runs) > 1:
            self._several("retry", runs)
            return
        dialog = Retry(self.view, self.palette, self.pen, runs[0], self._step(runs[0]), self.began)
        self._open(dialog, self._edit)

    def action_undo(self) -> None:
        """Take back the last act that can be taken back."""
        match self.pen.undone():
            case None:
                self.say("nothing to undo")
            case Begun(run):
                self.say(f"{short_id(run)} was started and cannot be unstarted; cancel it instead with x")
            case Cancelled(run):
                self._withdraw(run)
            case Filtered(query):
                self.filter_runs(query)
                typed = typed_runs(query.filter)
                self.say(f"filter /{typed} is back" if typed else "the filter is back")
            case Unmarked(marks):
                self.view = replace(self.view, marks=marks)
                self.say(f"{len(marks)} marks are back")
            case Drafted():
                self.action_start()

    def action_log(self) -> None:
        """Everything that was written from here."""
        from .control.log import CommandLog

        self._open(CommandLog(self.view.look, self.palette, self.pen), self._copy)

    def open_gate(self, gate: Gate | None) -> None:
        """Ask for the answer that a gate waits for."""
        if gate is None:
            self.say("no gate of this run waits for an answer")
        elif not self._is_locked(approve_line(self.pen.program, gate.run, gate.step, "CHOICE")):
            from .control.gate import Approve

            self._open(Approve(self.view, self.palette, self.pen, gate), lambda told: self.say(told) if told else None)

    def began(self, started: Started, plan: RunPlan | None) -> None:
        """A run was accepted: show it, and watch whether it keeps to its plan."""
        self.pen.began(started)
        self.pen.remember(Begun(started.run))
        self._draft = None
        if plan is not None:
            from ..present.control.reality import expected

            self.expect(expected(started.run, plan))
        self.show_started(started)

    def _start(self, draft: Draft) -> None:
        from .control.start import Start

        self._open(Start(self.view, self.palette, self.pen, draft, self.began), self._keep_draft)

    def _keep_draft(self, draft: Draft | None) -> None:
        if draft is not None and draft.retried is None:
            self._draft = draft
            if draft.touched:
                self.pen.remember(Drafted())

    def _edit(self, editing: Editing | None) -> None:
        if editing is not None:
            from ..present.control.draft import retry_form

            self._start(retry_form(editing.request, editing.retried))

    def _several(self, verb: str, runs: tuple[Run, ...]) -> None:
        from .control.several import Several

        self._open(Several(self.view, self.palette, self.pen, verb, runs, self.began), lambda _: None)

    def _go_on(self, run: Run, then: str | None) -> None:
        if then == "force":
            self._force(run)
        elif then == "withdraw":
            self._withdraw(run.id)

    def _force(self, run: Run) -> None:
        from .control.force import Force

        self._open(Force(self.view, self.palette, self.pen, run), lambda _: None)

    def _withdraw(self, run: str) -> None:
        def told(taken_back: bool) -> str:
            words = "the cancel is withdrawn" if taken_back else "too late: its executor has seen the cancel"
            self.say(f"{short_id(run)}: {words}")
            return words

        command = withdraw_line(self.pen.program, run)
        if self._is_locked(command):
            return
        self.pen.write(command, lambda engine: engine.withdraw(run), told, self.say)

    def _targets(self) -> tuple[Run, ...]:
        """The marked runs, else the selected one; of a run that another run started, that other one."""
        rows, marks = self.view.snapshot.runs.rows, self.view.marks
        chosen = tuple(run for run in rows if run.id in marks)
        if marks and len(chosen) < len(marks):
            self.say(f"{len(marks) - len(chosen)} of {len(marks)} marked runs are not in the list now; show them first")
            return ()
        if not marks:
            chosen = (self.view.run,) if self.view.run is not None else ()
        if not chosen:
            self.say("no run is selected")
        return tuple(dict.fromkeys(self._whole_run(run) for run in chosen))

    def _whole_run(self, run: Run) -> Run:
        known = {each.id: each for each in self.view.snapshot.runs.rows}
        while is_child(run) and run.parent in known:
            run = known[run.parent]
        return run

    def _step(self, run: Run) -> str:
        """The step that a retry is about: the selected one, else the one that decided the end."""
        if run.id != self.view.address.run:
            return ""
        from ..present.current import current_step

        step = current_step(self.view) if word(run.state) is not Word.OK else None
        return self.view.address.step or (step.id if step is not None else "")

    def _is_locked(self, *commands: str) -> bool:
        reason = locked(self.view)
        if reason:
            self.say(instead(reason, "; ".join(commands)))
        return bool(reason)
