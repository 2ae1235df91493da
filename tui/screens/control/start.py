"""Start a run: the form with its draft, the dry-run plan, the button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from wave_tui.data.engine.base import Engine
from wave_tui.data.engine.model import Caller, Room, RunPlan, Started, StartRequest
from wave_tui.data.models import Run
from wave_tui.data.pipelines.model import Pipeline

from ...control.pen import Pen
from ...palette import Palette
from ...present.control.command import retry_line, run_line
from ...present.control.draft import Draft, Known, Part, matches, pasts, settled
from ...present.control.field import LIMIT, Field, filled
from ...present.control.plan import plan_lines
from ...present.control.start import Form, start_lines
from ...present.line import Line
from ...present.numbers import size
from ...present.view import View
from ...terminal.keyboard import PASTE_LIMIT, pasted
from .base import ControlDialog
from .reader import Reader

_NOBODY = Caller("TUI", "", 0, "")
"""The command line does not say who."""

Begun = Callable[[Started, RunPlan | None], None]


class Start(ControlDialog[Draft]):
    """Answers with the draft when it is left, and with None once the run was started."""

    CELLS = 86
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "onward(1)", "next field", id="start.next", show=False, priority=True),
        Binding("shift+tab", "onward(-1)", "previous field", id="start.previous", show=False, priority=True),
        Binding("enter", "take", "next field; on the button start", id="start.take", show=False),
        Binding("p", "plan", "dry-run plan", id="start.plan", show=False),
    ]

    def __init__(self, view: View, palette: Palette, pen: Pen, draft: Draft, begun: Begun) -> None:
        super().__init__(view, palette, pen)
        used = view.run.pipeline if view.run is not None else ""
        known = Known(_usable(view), last=used, loaded=view.defined)
        self._form = Form(settled(draft, known), known, running=view.snapshot.counts.running)
        self._begun = begun
        self._planned: StartRequest | None = None
        self._recalled = -1

    def title_text(self) -> str:
        """What this dialog is."""
        return "Start a run" if self._form.draft.retried is None else "Retry with another input"

    def lines(self, cells: int, rows: int) -> Sequence[Line]:
        """The form."""
        return start_lines(replace(self._form, notice=self.notice), cells, rows, self.look)

    def on_mount(self) -> None:
        """Ask what it would do and what there is room for."""
        super().on_mount()
        self._to(self._form.draft)
        self.pen.past(self._remembered)
        self.pen.room(self._has_room)

    def show_view(self, view: View) -> None:
        """How many runs are at work may have changed, and the definitions may have come."""
        known = self._form.known
        self._form = replace(self._form, running=view.snapshot.counts.running)
        super().show_view(view)
        if view.defined and not known.loaded:
            self._form = replace(self._form, known=replace(known, pipelines=_usable(view), loaded=True))
            self._to(self._form.draft)

    def on_key(self, event: events.Key) -> None:
        """Letters are text in a field; arrows walk through the list, the history or the steps."""
        draft = self._form.draft
        if event.key in ("up", "down"):
            event.stop()
            self._walk(-1 if event.key == "up" else 1)
        elif draft.place is Part.STEP and event.key in ("left", "right"):
            event.stop()
            self._choose_step(1 if event.key == "right" else -1)
        elif draft.field is not None:
            text = draft.field.pressed(event.key)
            if text is None and event.is_printable and event.character is not None:
                text = draft.field.typed(event.character)
            if text is not None:
                event.stop()
                self._typed(draft.with_field(text))

    def on_paste(self, event: events.Paste) -> None:
        """Text without control characters, at most 64 KiB at once; what is dropped is told."""
        event.stop()
        draft = self._form.draft
        if draft.field is None:
            return
        whole = pasted(event.text).encode(errors="replace")
        text = whole[:PASTE_LIMIT].decode(errors="ignore")
        after = draft.with_field(draft.field.typed(text if draft.place is Part.INPUT else " ".join(text.split())))
        self._typed(after)
        if len(whole) > PASTE_LIMIT:
            self.say(f"the paste was cut: {size(len(whole) - PASTE_LIMIT)} at its end were dropped")
        elif after.field is not None and len(after.field.text) >= LIMIT:
            self.say(f"the paste was cut: an input holds {LIMIT} characters; name a file instead")

    def action_onward(self, by: int) -> None:
        """Another part of the form."""
        self._to(self._form.draft.onward(by))

    def action_take(self) -> None:
        """On the button start, everywhere else go on."""
        if self._form.draft.place is not Part.START:
            self.action_onward(1)
        elif not self._form.busy and self.is_meant():
            self._start()

    def action_plan(self) -> None:
        """What it would do, step by step."""
        if self._form.plan is not None:
            self.app.push_screen(self._reader(self._form.plan))

    def action_close(self) -> None:
        """Leave; the draft stays."""
        self.leave(self._form.draft)

    def _reader(self, plan: RunPlan) -> Reader:
        reader = Reader(self.look, self.palette, "Dry-run plan", partial(plan_lines, plan))
        reader.bounds = self.bounds
        return reader

    def _start(self) -> None:
        draft, shown = self._form.draft, self._form.plan
        if not draft.chosen:
            self.say("choose a pipeline first")
            return
        self._form = replace(self._form, busy="starting")
        self.say("")

        def call(engine: Engine) -> Started | RunPlan:
            request = draft.request(self.pen.caller())
            now = _planned(engine, draft, request)
            if shown is not None and now != shown:
                return now
            if draft.retried is not None:
                return engine.retry(draft.retried.run, draft.retried.choice, draft.retried.step, request=request)
            return engine.start(request)

        self.pen.write(self._command(draft), call, self._answered, self._refused)

    def _answered(self, answer: Started | RunPlan) -> str:
        self._form = replace(self._form, busy="")
        if isinstance(answer, RunPlan):
            self._form = replace(self._form, plan=answer)
            self.say("the definition was changed meanwhile: look at the plan again, nothing was started")
            return "not started: the definition was changed meanwhile"
        self._begun(answer, self._form.plan if self._form.draft.retried is not None else None)
        self.leave()
        return f"{answer.run} is {answer.status}"

    def _refused(self, sentence: str) -> None:
        self._form = replace(self._form, busy="")
        self.say(sentence)

    def _typed(self, draft: Draft) -> None:
        self.notice, self._recalled = "", -1
        self._to(draft)

    def _to(self, draft: Draft) -> None:
        """Another draft: draw it at once, ask the engine what it would do."""
        draft = settled(draft, self._form.known)
        request = replace(draft.request(_NOBODY), input="", tags=())  # what it would do does not depend on them
        stale = self._planned is not None and self._planned.pipeline != request.pipeline
        self._form = replace(
            self._form, draft=draft, command=self._command(draft), plan=None if stale else self._form.plan
        )
        self.redraw()
        if request != self._planned and draft.chosen:
            self._planned = request
            self.pen.read(
                lambda engine: _planned(engine, draft, draft.request(self.pen.caller())),
                partial(self._has_plan, request),
                partial(self._has_no_plan, request),
            )

    def _command(self, draft: Draft) -> str:
        old = draft.retried
        if old is None:
            return run_line(self.pen.program, draft.request(_NOBODY))
        changed = draft.input.text if draft.input.text != old.input else None
        return retry_line(self.pen.program, old.run, old.choice, old.step, changed)

    def _has_plan(self, asked: StartRequest, plan: RunPlan) -> None:
        if asked == self._planned:
            self._form = replace(self._form, plan=plan)
            self._refresh()

    def _has_no_plan(self, asked: StartRequest, sentence: str) -> None:
        if asked == self._planned:
            self._form = replace(self._form, plan=RunPlan(asked.pipeline, (), (sentence,)))
            self._refresh()

    def _remembered(self, runs: tuple[Run, ...]) -> None:
        known = replace(self._form.known, past=pasts(runs))
        self._form = replace(self._form, known=known)
        self._refresh()

    def _has_room(self, room: Room) -> None:
        self._form = replace(self._form, room=room)
        self._refresh()

    def _refresh(self) -> None:
        if self.is_attached:
            self.redraw()

    def _walk(self, by: int) -> None:
        """Up and down: the list of pipelines, or the inputs of earlier runs."""
        draft = self._form.draft
        if draft.place is Part.PIPELINE:
            names = [each.name for each in matches(self._form.known.pipelines, draft.search.text)]
            if names:
                at = names.index(draft.chosen) if draft.chosen in names else 0
                self._to(replace(draft, chosen=names[max(0, min(at + by, len(names) - 1))]))
        elif draft.place is Part.INPUT:
            inputs = self._form.known.of(draft.chosen).inputs
            self._recalled = max(-1, min(self._recalled - by, len(inputs) - 1))
            if self._recalled < 0:
                self._to(replace(draft, input=Field()))
            else:
                run, _ = inputs[self._recalled]
                self.pen.read(lambda _: self.pen.same(run).input, partial(self._recall, self._recalled), self.say)

    def _recall(self, number: int, text: str) -> None:
        if number == self._recalled:
            self._to(replace(self._form.draft, input=filled(text)))

    def _choose_step(self, by: int) -> None:
        draft = self._form.draft
        steps = [step.id for each in self._form.known.pipelines if each.name == draft.chosen for step in each.steps]
        if steps:
            at = max(0, min((steps.index(draft.step) if draft.step in steps else 0) + by, len(steps) - 1))
            self._to(replace(draft, step=steps[at] if at else ""))


def _usable(view: View) -> tuple[Pipeline, ...]:
    return tuple(each for each in view.pipelines if not each.disabled)


def _planned(engine: Engine, draft: Draft, request: StartRequest) -> RunPlan:
    if draft.retried is not None:
        return engine.retry_plan(draft.retried.run, draft.retried.choice, draft.retried.step)
    return engine.plan(request)
