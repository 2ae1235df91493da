"""Tells the recorder what happened in a run of the past, moment by moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from ..store.control import wording
from ..store.control.recorder import Recorder
from ..store.control.rows import Lineage
from .content import content
from .past import WORKSPACES, Past
from .plot import Part, Plot
from .shapes import StepShape

_ERRORS = {
    "check": "settings.json does not follow its schema: at /services/payments/timeout_seconds: '30s' is not of type "
    "'integer'",
    "lint": "lint.json does not follow its schema: at /findings: expected at most 0 items",
}
_HEARD = 0.8
"""Seconds from the request of a cancel to its end."""

_STDERR = "1 of 7 tests failed: test_slugs.Slugs.test_accents_are_dropped: AssertionError: 'creme' != 'crème'"
_COLD = "1 of 5 tests failed: test_tables.Tables.test_widths_are_remembered: AssertionError: the cache was cold"


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened at a time in unix seconds."""

    at: float
    happen: Callable[[], object]


class Told:
    """One run while it is told; its recorder is made when it begins."""

    def __init__(self, past: Past, plot: Plot, rng: Random, lineage: Lineage) -> None:
        self.past, self.plot, self.rng, self.lineage = past, plot, rng, lineage
        self.recorder: Recorder
        self.done = 0

    def moments(self, parent: Told | None = None) -> Iterator[Moment]:
        """All that happened, children among it, in no order."""
        yield Moment(self.plot.begin, lambda: self._begin(parent))
        for part in self.plot.parts:
            yield from self._of(part)
        if self.plot.state == "cancelled":
            yield Moment(self.plot.over - _HEARD, lambda: self.past.cancel_asked(self.plot.run))
        if self.plot.state != "running":
            yield Moment(self.plot.over, self._finish)

    def _begin(self, parent: Told | None) -> None:
        name, subject, run = self.plot.shape.name, self.plot.subject, self.plot.run
        if parent is None:
            self.recorder = self.past.began(run, name, subject, self.lineage)
        else:
            self.recorder = parent.recorder.child(run, self.lineage.step, name, subject, self.lineage)
        self.recorder.run_started([step.id for step in self.plot.shape.steps])

    def _finish(self) -> None:
        state = self.plot.state
        for part in self.plot.parts:
            if part.end == "open":
                self.recorder.step_stopped(part.step.id)
        broken = next((part.step.id for part in self.plot.parts if part.end == "failed"), "")
        error = wording.step_error(broken, self._error(broken)) if broken else ""
        self.recorder.run_finished(state, error or ("cancelled by ana" if state == "cancelled" else ""))

    def _of(self, part: Part) -> Iterator[Moment]:
        step = part.step
        yield Moment(part.begin, lambda: self._starts(step, 1))
        if part.retried is not None:
            yield Moment(part.retried, lambda: self._retries(step))
            yield Moment(part.retried + 1.0, lambda: self._starts(step, 2))
        for index, child in enumerate(part.children):
            yield from self._child(part, child, index)
        yield from self._subtasks(part)
        if part.end == "done":
            yield Moment(part.over, lambda: self._done(part))
        elif part.end == "failed":
            yield Moment(part.over, lambda: self._failed(step))

    def _starts(self, step: StepShape, number: int) -> None:
        message = {
            "gate": wording.gate("approval"),
            "iterate": wording.iterate(len(step.items), "parallel"),
        }.get(step.kind) or wording.command(step.subject)
        self.recorder.step_running(step.id, message, folder=self._folder(step))
        if step.kind == "gate":
            asked = step.subject.replace("{{ input }}", self.plot.subject)
            self.recorder.gate_waiting(step.id, "approval", asked)
        elif step.kind == "command":
            self.recorder.attempt_started(step.id, number, step.max_attempts)

    def _retries(self, step: StepShape) -> None:
        self.recorder.step_message(step.id, "warning", wording.command_failed("exit status 1", _COLD))
        self.recorder.attempt_ended(step.id, "failed", error="exit status 1", failure_class="transient")
        self.recorder.retrying(step.id, 2, step.max_attempts, error="exit status 1", failure_class="transient")

    def _child(self, part: Part, child: Plot, index: int) -> Iterator[Moment]:
        total, step, name = len(part.children), part.step.id, part.step.subject
        lineage = Lineage(step=step, kind="iterate_child", ref=name, index=index, total=total, mode="parallel")

        def loads() -> None:
            said = (
                wording.iterate_item(index + 1, total, "parallel", name),
                wording.child_loading(name),
                wording.child_executing(name),
            )
            for text in said:
                self.recorder.step_message(step, "running", text)

        yield Moment(child.begin, loads)
        yield from Told(self.past, child, self.rng, lineage).moments(self)
        done = wording.child_completed(name)
        yield Moment(child.over, lambda: self.recorder.step_message(step, "completed", done))

    def _subtasks(self, part: Part) -> Iterator[Moment]:
        step, total = part.step, part.step.subtasks
        begin = part.begin if part.retried is None else part.retried + 1.0
        if step.kind == "gate" or part.end != "done":
            return
        for number in range(1, total + 1):
            yield Moment(begin + (part.over - begin) * number / (total + 1), self._progress(step, number))

    def _progress(self, step: StepShape, number: int) -> Callable[[], object]:
        total = step.subtasks
        action = f"{number} of {total} items" if step.items else f"{step.id} {number}"
        message = "" if step.items else action
        return lambda: self.recorder.progress(
            step.id, 100 * (number - 1) // total, action, subtask=number, subtasks=total, message=message
        )

    def _done(self, part: Part) -> None:
        step = part.step
        for name, kind in step.artifacts:
            self._leave(step, name, kind)
        if step.contract[0]:
            self.recorder.contract(step.id, "validating", wording.validating(step.contract[1]), name=step.contract[1])
            self.recorder.contract(step.id, "contract_passed", wording.contracts_passed(1), kind=step.contract[0])
        self.recorder.attempt_ended(step.id, "succeeded")
        if step.kind == "gate":
            self.recorder.gate_resolved("Publish (a)")
        message = {
            "gate": wording.GATE_DONE,
            "iterate": wording.iterate_completed(len(step.items), "parallel"),
        }.get(step.kind, wording.COMMAND_DONE)
        self.recorder.step_completed(step.id, message, duration=part.over - part.begin)
        self.done += 1
        self.recorder.pipeline_progress(self.done, len(self.plot.shape.steps))

    def _failed(self, step: StepShape) -> None:
        error = self._error(step.id)
        failure, first = "contract_failure", ""
        if step.id in _ERRORS:
            kind, name = step.contract
            said = wording.contract_error(kind, _ERRORS[step.id])
            self.recorder.contract(step.id, "contract_failed", said, kind=kind, name=name)
        else:
            failure, first = "transient", wording.command_failed(error, _STDERR)
        self.recorder.attempt_ended(step.id, "failed", error=error, failure_class=failure)
        self.recorder.step_failed(step.id, error, first=first)

    def _error(self, step: str) -> str:
        return wording.step_contract_error("json_schema", _ERRORS[step]) if step in _ERRORS else "exit status 1"

    def _leave(self, step: StepShape, name: str, kind: str) -> None:
        """A file of the step, and its row."""
        data = content(kind, f"{self.plot.shape.name} {self.plot.subject}: {name}", self.rng)
        ending = ".json" if kind == "json" else ""
        path = f"{self._folder(step)}/.agents/artifacts/{step.id}/{name}{ending}"
        target = self.past.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self.recorder.artifact(step.id, name, path, kind, len(data), f"{self._folder(step)}/{name}")

    def _folder(self, step: StepShape) -> str:
        return f"{WORKSPACES}/{self.plot.run}/{step.id}"
