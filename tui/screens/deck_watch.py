"""What the deck keeps an eye on: open dialogs, waiting gates, cancels, plans, lost runs; and what can be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wave_tui.data.address import Address
from wave_tui.data.views import RunsQuery, Snapshot

from ..control.undo import Filtered, Unmarked
from ..present.control.command import reap_line
from ..present.control.locked import locked
from ..present.control.state import ControlState, reality_of
from ..present.header import quiet
from ..present.runs import short_id
from ..present.view import View
from .deck_prompt import DeckPrompt

if TYPE_CHECKING:
    from wave_tui.data.engine.base import Engine
    from wave_tui.data.engine.model import CancelFacts, Gate, Started

    from ..control.pen import Pen
    from ..present.control.reality import Expectation

_POLL_SECONDS = 1.0
_REAP_SECONDS = 5.0
_MOST_PLANS = 20


class DeckWatch(DeckPrompt):
    """A deck that tells its panels and dialogs what becomes of the runs that were started or stopped here."""

    pen: Pen

    _polled: tuple[object, ...] = ()
    _marks_before: frozenset[str] = frozenset()
    _strange = ""

    def begin_control(self) -> None:
        """The settings are in force: mark what was lost meanwhile, then look regularly."""
        self.pen.ready = True
        self._reap()
        self.set_interval(_POLL_SECONDS, self._poll)
        self.set_interval(_REAP_SECONDS, self._reap)

    def watch_view(self, view: View) -> None:
        """Hand the view to an open dialog too; marks that were taken away can be brought back."""
        super().watch_view(view)
        before, self._marks_before = self._marks_before, view.marks
        if len(before) > 1 and not view.marks:
            self.pen.remember(Unmarked(before))
        for screen in self.app.screen_stack[1:]:
            show = getattr(screen, "show_view", None)
            if show is not None:
                show(view)

    def filter_runs(self, query: RunsQuery) -> None:
        """Another selection of runs; a filter that is taken away can be brought back."""
        before = self.query_now.runs
        if before.filter.active and not query.filter.active:
            self.pen.remember(Filtered(RunsQuery(before.filter)))
        super().filter_runs(query)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """A reader answered: compare plans with what happens."""
        super().show_snapshot(snapshot)
        reality = reality_of(self.view)
        if reality is not None and not reality.kept and self._strange != reality.text:
            self._strange = reality.text
            self.say(reality.text)

    def expect(self, plan: Expectation) -> None:
        """Watch whether a run keeps to its plan."""
        self._control(replace(self.view.control, planned=(*self.view.control.planned, plan)[-_MOST_PLANS:]))

    def show_started(self, started: Started) -> None:
        """Go to a run that was just accepted, wherever the list is."""
        self.show_control()
        if self.query_now.runs.anchor is not None:
            self.filter_runs(RunsQuery(self.query_now.runs.filter))
        self.select(Address(started.run))
        told = started.message or ("" if started.running else "requested, not running yet")
        self.say(f"{started.pipeline} {short_id(started.run)} is {started.status}" + (f": {told}" if told else ""))

    def show_control(self) -> None:
        """How much was written from here, and where executors write."""
        logs = {run: str(path) for run, path in self.pen.logs.items()}
        self._control(replace(self.view.control, writes=len(self.pen.writes), logs=logs))

    def _control(self, state: ControlState) -> None:
        if state != self.view.control:
            self.view = replace(self.view, control=state)

    def _poll(self) -> None:
        """Ask which gates wait and how far the cancel of the selected run is, when anything may have changed."""
        view, run = self.view, self.view.run
        cancelling = run is not None and run.state == "cancelling"
        key = (view.snapshot.store.changed, run.id if run is not None and cancelling else "", view.snapshot.counts)
        if key == self._polled and not cancelling:
            return
        self._polled = key
        if quiet(view.snapshot):
            self._control(replace(view.control, gates=(), facts=None))
            return
        name = run.id if run is not None and cancelling else ""
        self.pen.read(lambda engine: _seen(engine, name), self._saw, lambda _: None)

    def _saw(self, found: tuple[tuple[Gate, ...], CancelFacts | None]) -> None:
        gates, facts = found
        fresh = [each for each in gates if self.view.control.gate(each.run, each.step) is None]
        self._control(replace(self.view.control, gates=gates, facts=facts))
        if fresh:
            self.say(f"{fresh[0].step} of {short_id(fresh[0].run)} waits for an answer: enter on it, or :approve")

    def _reap(self) -> None:
        """Mark runs whose supervisor is gone; whoever looks does that."""
        snapshot, counts = self.view.snapshot, self.view.snapshot.counts
        open_runs = counts.running + counts.cancelling + counts.lost + counts.pending
        if open_runs and snapshot.store.state == "ok" and not locked(self.view):
            self.pen.read(lambda engine: engine.reap(), self._reaped, lambda _: None)

    def _reaped(self, runs: tuple[str, ...]) -> None:
        if runs:
            names = ", ".join(short_id(run) for run in runs)
            self.pen.note(reap_line(self.pen.program), f"marked {names}")
            self.say(f"{names} lost the executor and {'is' if len(runs) == 1 else 'are'} marked; r retries")


def _seen(engine: Engine, run: str) -> tuple[tuple[Gate, ...], CancelFacts | None]:
    return engine.waiting(), engine.facts(run) if run else None
