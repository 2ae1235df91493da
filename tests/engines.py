"""An engine for tests of the screen: it answers what the test says, writes down what it is asked, touches nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from stores import NOW

from wave_tui.data.engine.model import (
    Caller,
    CancelFacts,
    Gate,
    Liveness,
    PlanStep,
    Room,
    RunPlan,
    Started,
    StartRequest,
    Survivor,
)
from wave_tui.data.errors import WaveTuiError
from wave_tui.data.models import Run
from wave_tui.tui.control.pen import Control

ANA = Caller("TUI", "ana", 1000, "buildbox")
PLAN = RunPlan("impl-issue", tuple(PlanStep(name, "run") for name in ("fetch-issue", "explore", "plan")))
AGAIN = RunPlan(
    "impl-issue",
    (
        PlanStep("fetch-issue", "reuse", "completed in 4fhx"),
        PlanStep("plan", "reuse", "completed in 4fhx"),
        PlanStep("implement", "run", "was failed"),
        PlanStep("open-pr", "run", "did not start"),
    ),
    reused=(("plan/plan.md", "ok"), ("plan/spec.json", "ok"), ("plan/coverage.json", "MISSING")),
    changed=("--- impl-issue.yaml in 4fhx", "+++ impl-issue.yaml now", "@@ -1 +1 @@", "-min: 70", "+min: 80"),
    warnings=("the definition has changed since 4fhx (2 lines)",),
)
ALIVE = Liveness(True, "supervisor 4711 holds the lease", 4711)
TREE = (
    Survivor(4711, 1, "wave-tui supervisor"),
    Survivor(4720, 4711, "coder-adapter"),
    Survivor(4733, 4720, "go test ./..."),
)
ROOM = Room(41_000_000_000, 4)


@dataclass
class FakeEngine:
    """Answers from its fields; ``errors`` are raised by the method of that name; ``calls`` are the writes in order.

    Set ``gate`` to make every write wait until it is opened.
    """

    name: str = "local"
    plans: RunPlan = PLAN
    retries: dict[str, RunPlan] = field(default_factory=dict)
    answer: CancelFacts = CancelFacts()
    life: Liveness = ALIVE
    gates: tuple[Gate, ...] = ()
    reaped: tuple[str, ...] = ()
    errors: dict[str, WaveTuiError] = field(default_factory=dict)
    calls: list[tuple[object, ...]] = field(default_factory=list)
    requests: list[StartRequest] = field(default_factory=list)
    started: str = "impl-issue-20261120-050000-9new"
    open: threading.Event = field(default_factory=threading.Event)
    on_cancel: Callable[[str], None] = lambda run: None

    def __post_init__(self) -> None:
        self.open.set()

    def plan(self, request: StartRequest) -> RunPlan:
        """The plan that the test set."""
        self._raise("plan")
        return replace(self.plans, pipeline=request.pipeline)

    def start(self, request: StartRequest) -> Started:
        """A run that is accepted."""
        self._write("start", request.pipeline)
        self.requests.append(request)
        return self._started(request.pipeline)

    def cancel(self, run: str, *, force: bool = False, by: str = "") -> CancelFacts:
        """A cancel that is requested now, unless somebody was there before."""
        self._write("force" if force else "cancel", run)
        self.on_cancel(run)
        if self.answer.requested is None:
            self.answer = replace(self.answer, requested=NOW, by="ana")
        self.answer = replace(self.answer, force=force or self.answer.force)
        return self.answer

    def withdraw(self, run: str) -> bool:
        """Possible until it was seen."""
        self._write("withdraw", run)
        unseen = self.answer.seen is None
        self.answer = CancelFacts() if unseen else self.answer
        return unseen

    def facts(self, run: str) -> CancelFacts:
        """The facts that the test set."""
        self._raise("facts")
        return self.answer

    def retry_plan(self, run: str, choice: str, step: str = "") -> RunPlan:
        """The plan of that choice."""
        self._raise("retry_plan")
        return self.retries.get(choice, AGAIN)

    def retry(self, run: str, choice: str, step: str = "", *, request: StartRequest) -> Started:
        """A retry that is accepted."""
        self._write("retry", run, choice, step)
        self.requests.append(request)
        return self._started(request.pipeline)

    def approve(self, run: str, step: str, choice: str, *, by: str) -> None:
        """An answer that is taken."""
        self._write("approve", run, step, choice, by)
        self.gates = ()

    def waiting(self) -> tuple[Gate, ...]:
        """The gates that the test set."""
        self._raise("waiting")
        return self.gates

    def alive(self, run: str) -> Liveness:
        """The evidence that the test set."""
        return self.life

    def reap(self) -> tuple[str, ...]:
        """The runs that the test set, once."""
        found, self.reaped = self.reaped, ()
        return found

    def _write(self, *call: object) -> None:
        assert self.open.wait(5)
        self.calls.append(call)
        self._raise(str(call[0]))

    def _raise(self, name: str) -> None:
        if name in self.errors:
            raise self.errors[name]

    def _started(self, pipeline: str) -> Started:
        log = Path(".agents/logs") / f"{self.started}.log"
        return Started(self.started, pipeline, "running", NOW, True, log)


def control(engine: FakeEngine, *, past: tuple[Run, ...] = (), room: Room = ROOM) -> Control:
    """Ways to a fake engine."""
    return Control(
        engine=lambda: engine,
        caller=lambda: ANA,
        past=lambda: past,
        room=lambda: room,
        same=lambda run, asker: StartRequest("impl-issue", asker, input=f"the input of {run[-4:]}"),
    )
