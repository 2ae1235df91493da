"""The log of one run folded into what its steps did, event by event, in the order of row ids."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..models import Note
from ..states import step_change_is_valid
from .decode import announced_steps, decode_event
from .open import Row
from .rows import EventRow

LIFECYCLE = frozenset(
    {"started", "pending", "running", "completed", "completed_empty", "failed", "retrying", "skipped", "reworking"}
    | {"rejected", "cancelled"}
)
OPEN = frozenset({"running", "started", "retrying", "reworking", "pending"})
_BEGIN = frozenset({"running", "started"})
_COMPOSITION = ("composition:", "iterate", "loop iteration", "loop completed", 'branch "', "skipped by branch")
_KINDS = (
    ("executing command step", "command"),
    ("gate step", "gate"),
    ("iterate", "iterate"),
    ("loop ", "loop"),
    ("branch ", "branch"),
    ("composition:", "pipeline"),
)
_TRY = re.compile(r"attempt (\d{1,4})/(\d{1,4})")
_DONE = re.compile(r"(\d{1,5})/(\d{1,5}) steps completed")
_CONTRACTS = re.compile(r"all (\d{1,4}) contract")


@dataclass(slots=True)
class Try:
    """One try of a step as its events tell it; ``first`` is the id of its first event."""

    number: int
    first: int
    state: str = ""
    started: float | None = None
    ended: float | None = None
    duration: float | None = None
    error: str = ""
    tokens: int = 0


@dataclass(slots=True)
class StepLog:
    """What the events of one step add up to so far."""

    id: str
    first: int
    last: int = 0
    state: str = ""
    since: float | None = None
    kind: str = ""
    composition: bool = False
    persona: str = ""
    model: str = ""
    adapter: str = ""
    error: str = ""
    remark: str = ""
    activity: object = None
    progress: float | None = None
    contract: tuple[int, int] | None = None
    max_attempts: int | None = None
    visits: int = 0
    tokens: int = 0
    tries: list[Try] = field(default_factory=list)
    odd: dict[str, Note] = field(default_factory=dict)

    def attempt_at(self, event: int) -> int:
        """Number of the try to which the event with this id belongs."""
        return next((one.number for one in reversed(self.tries) if one.first <= event), 1)


class RunLog:
    """Accumulates the events of one run; ``last`` is the newest id folded, ``complete`` when nothing is missing."""

    __slots__ = ("announced", "complete", "gate", "last", "newest", "run", "steps", "tokens", "waiting", "done")

    def __init__(self, run: str) -> None:
        self.run = run
        self.last = 0
        self.complete = False
        self.announced: int | None = None
        self.done: tuple[int, int] | None = None
        self.newest: object = None
        self.tokens = 0
        self.gate = ""
        self.waiting = False
        self.steps: dict[str, StepLog] = {}

    def fold(self, raw: Row) -> None:
        """Take in one row of select.event_columns; rows that were taken in before are ignored."""
        if raw[0] <= self.last:
            return
        self.last, self.newest = raw[0], raw[2]
        known = self.steps.get(raw[3]) if raw[4] == "stream_activity" else None
        if known:
            known.activity, known.last = raw[6], raw[0]
            return
        event = decode_event(raw)
        if event.step:
            self._fold_step(event)
        else:
            self._fold_run(event)

    def running_step(self) -> StepLog | None:
        """The step that is working now: at a waiting gate the gate, else the one heard of last."""
        if self.waiting and self.gate in self.steps:
            return self.steps[self.gate]
        live = [step for step in self.steps.values() if step.state in OPEN and step.state != "pending"]
        return max(live, key=lambda step: step.last, default=None)

    def _fold_run(self, event: EventRow) -> None:
        if event.state == "started" and self.announced is None:
            self.announced = announced_steps(event.message)
        elif event.state == "gate_waiting":
            self.waiting = True
        elif event.state == "gate_resolved":
            self.waiting = False
        elif event.state == "step_progress":
            self.tokens += event.tokens or 0
        elif found := _DONE.fullmatch(event.message):
            self.done = int(found[1]), int(found[2])

    def _fold_step(self, event: EventRow) -> None:
        step = self.steps.get(event.step)
        if step is None:
            step = self.steps[event.step] = StepLog(event.step, event.id)
        step.last = event.id
        if event.state in LIFECYCLE:
            self._note_gate(event)
            _take_lifecycle(step, event)
        elif event.state == "step_progress":
            self.tokens += event.tokens or 0
            _take_progress(step, event)
        else:
            _take_other(step, event)

    def _note_gate(self, event: EventRow) -> None:
        if event.message.startswith("gate step"):
            self.gate = event.step
        elif event.step == self.gate and event.state not in OPEN:
            self.waiting = False


def _take_lifecycle(step: StepLog, event: EventRow) -> None:
    step.composition = step.composition or event.message.startswith(_COMPOSITION)
    step.kind = step.kind or next((kind for start, kind in _KINDS if event.message.startswith(start)), "")
    _note_odd_change(step, event)
    step.persona = event.persona or step.persona
    step.model = event.model or step.model
    step.adapter = event.adapter or step.adapter
    if event.state in _BEGIN:
        _begin(step, event)
    elif event.state == "retrying":
        _retry(step, event)
    else:
        _end(step, event)
    step.state, step.since = event.state, event.time


def _note_odd_change(step: StepLog, event: EventRow) -> None:
    if step.state and not step.composition and not step_change_is_valid(step.state, event.state):
        change = f"{step.state} to {event.state}"
        step.odd.setdefault(change, Note("state", f"went from {change}, which is no valid change (event {event.id})"))


def _begin(step: StepLog, event: EventRow) -> None:
    if not step.tries or step.state == "failed":
        step.tries.append(Try(len(step.tries) + 1, event.id))
        step.contract = None
    elif step.state not in OPEN and not step.composition:
        step.visits += 1
    now = step.tries[-1]
    now.state, now.ended, now.duration = "running", None, None
    now.started = event.time if now.started is None else now.started
    step.error, step.visits = "", max(step.visits, 1)


def _retry(step: StepLog, event: EventRow) -> None:
    if step.tries and step.tries[-1].ended is None:
        _close(step.tries[-1], "failed", event)
        step.tries[-1].error = step.tries[-1].error or step.error
    if found := _TRY.search(event.message):
        step.max_attempts = int(found[2])
    step.tries.append(Try(len(step.tries) + 1, event.id, "retrying"))
    step.contract = None


def _end(step: StepLog, event: EventRow) -> None:
    if event.state == "skipped" or event.state == "pending":
        step.remark = event.message
        return
    if not step.tries:
        step.tries.append(Try(1, event.id))
    again = step.state == event.state
    if event.state in ("failed", "rejected"):
        step.error = step.error if again and step.error else event.message
    elif event.state != "reworking":
        step.error = ""
        step.remark = event.message if step.composition else step.remark
    if event.state != "reworking" and (step.composition or not again):
        _close(step.tries[-1], event.state, event)
        _take_sum(step, event)
    step.tries[-1].error = step.error


def _take_sum(step: StepLog, event: EventRow) -> None:
    """The end of a try repeats the sum of its tokens; it is the only word on them where no progress was reported."""
    if event.tokens and not step.composition and not step.tries[-1].tokens:
        step.tries[-1].tokens = event.tokens
        step.tokens += event.tokens


def _close(one: Try, state: str, event: EventRow) -> None:
    one.state, one.ended, one.duration = state, event.time, event.duration


def _take_progress(step: StepLog, event: EventRow) -> None:
    step.tokens += event.tokens or 0
    if step.tries:
        step.tries[-1].tokens += event.tokens or 0
    if event.message:
        step.activity = event.message
    if event.progress is not None:
        step.progress = event.progress


def _take_other(step: StepLog, event: EventRow) -> None:
    if event.state == "contract_passed":
        count = int(found[1]) if (found := _CONTRACTS.search(event.message)) else 1
        step.contract = count, count
    elif event.state == "contract_failed":
        step.contract = None
        step.error = event.message
    elif event.state == "warning":
        step.remark = event.message
    elif event.state in ("validating", "contract_validating", "stream_activity", "compacting"):
        step.activity = event.message
