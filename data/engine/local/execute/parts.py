"""What the parts of the executor hand each other, and what it needs from whoever runs it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ...model import RunSpec
from .definition import Choice, Definition, Step
from .manifest import EngineManifest

COMPLETED, FAILED, SKIPPED = "completed", "failed", "skipped"
REJECTED, CANCELLED = "rejected", "cancelled"


@dataclass(frozen=True, slots=True)
class Exit:
    """How a command ended; ``error`` is the system's text when it could not start."""

    code: int | None = None
    signal: int | None = None
    error: str = ""
    timed_out: bool = False


class Processes(Protocol):
    """Starts the commands of a run and leaves nothing of them behind."""

    async def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        environ: Mapping[str, str],
        output: Path,
        stdin: bytes = b"",
        timeout: float | None = None,
        step: str = "",
    ) -> Exit:
        """Run one command with exactly this environment; stdout and stderr are appended to ``output``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How somebody answered a gate: the key of a choice, free text, and who."""

    choice: str
    text: str = ""
    by: str = ""


class Recorder(Protocol):
    """Writes what happens in one run; every call is one fact, durations in seconds."""

    run: str

    def run_started(self, steps: Sequence[tuple[str, str]]) -> None:
        """The run begins with these steps (id, persona)."""

    def step_running(
        self,
        step: str,
        *,
        persona: str = "",
        model: str = "",
        adapter: str = "",
        message: str = "",
        configured: str = "",
    ) -> None:
        """A step begins, or begins again; ``configured`` is the model as the definition names it."""

    def step_message(self, step: str, state: str, message: str, **fields: object) -> None:
        """Anything else worth an event; an empty step means the run."""

    def attempt_started(self, step: str, number: int) -> None:
        """A try begins, counted from 1."""

    def attempt_ended(
        self, step: str, number: int, state: str, *, error: str = "", failure_class: str = "", duration: float = 0.0
    ) -> None:
        """A try is over: succeeded or failed."""

    def contract(self, step: str, state: str, message: str) -> None:
        """Validating, contract_passed, contract_failed, contract_soft_failure, contract_warning or contract_skip."""

    def retrying(self, step: str, number: int, of: int) -> None:
        """Try ``number`` follows."""

    def step_completed(
        self, step: str, *, duration: float, tokens: int = 0, artifacts: Sequence[str] = (), message: str = ""
    ) -> None:
        """A step has done what it should; artifacts by their paths."""

    def step_failed(self, step: str, error: str) -> None:
        """A step is over without success."""

    def step_skipped(self, step: str, why: str) -> None:
        """A step will not run."""

    def step_rejected(self, step: str, why: str) -> None:
        """A step's result was turned down."""

    def step_reworking(self, step: str, by: str) -> None:
        """Another step repairs what this one left."""

    def artifact(self, step: str, name: str, path: str, kind: str, size: int) -> None:
        """A file was kept; its path is relative to the project's root."""

    def progress(
        self,
        step: str,
        *,
        percent: int | None = None,
        action: str = "",
        message: str = "",
        tokens: int | None = None,
        subtask: int | None = None,
        subtasks: int | None = None,
        eta: float | None = None,
    ) -> None:
        """How far a step is; eta in seconds."""

    def pipeline_progress(self, *, total: int, done: int, index: int, overall: int, eta: float | None = None) -> None:
        """How far the run is: steps, and percent."""

    def gate_waiting(self, step: str, message: str, choices: Sequence[Choice]) -> None:
        """A gate asks."""

    def gate_answer(self, step: str) -> Answer | None:
        """What somebody answered since it asks, None while nobody did."""

    def gate_resolved(self, step: str, choice: str, by: str) -> None:
        """A gate is open."""

    def run_finished(self, state: str, *, error: str = "", tokens: int = 0) -> None:
        """The run is over."""

    def child(
        self,
        pipeline: str,
        input: str,
        *,
        step: str,
        kind: str,
        index: int | None,
        total: int | None,
        mode: str,
        ref: str,
    ) -> Recorder:
        """The recorder of a new run that this run's step starts; its id is in ``run``."""


@dataclass(frozen=True, slots=True)
class Produced:
    """An artifact that was kept: where the copy is, and what it is called."""

    step: str
    name: str
    path: Path
    kind: str = ""
    declared: str = ""


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """How a step ended. ``output`` is its result as text (JSON where it has a structure).

    ``target`` is the step that a gate's choice leads to; ``action`` and ``rework_step`` are what a failed contract asks
    for.
    """

    state: str
    error: str = ""
    failure_class: str = ""
    output: str = ""
    artifacts: tuple[Produced, ...] = ()
    tokens: int = 0
    target: str = ""
    action: str = ""
    rework_step: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class ContractResult:
    """What the contracts of a step say together; ``action`` is fail, skip, rework or rejected when not passed.

    A failure that only warns counts as passed.
    """

    passed: bool
    error: str = ""
    failure_class: str = ""
    action: str = "fail"
    rework_step: str = ""


@dataclass(frozen=True, slots=True)
class HookResult:
    """Whether the run may go on after the hooks of an event."""

    ok: bool = True
    error: str = ""


@dataclass(frozen=True, slots=True)
class StepPlace:
    """Where a step works: its workspace, and the folder its command runs in (inside the workspace)."""

    workspace: Path
    cwd: Path

    def find(self, path: str) -> Path:
        """A file of the step by the relative path its definition names."""
        inside = self.cwd / path
        return inside if inside.exists() else self.workspace / path


@dataclass(frozen=True, slots=True)
class Scope:
    """What templates can refer to besides the run: the item of an iteration."""

    item: object = None
    has_item: bool = False


NO_ITEM = Scope()
"""The scope outside of iterations."""


@dataclass(frozen=True, slots=True)
class ChildRun:
    """A run that a step starts: kind as in ``run_kind``, index from 1, mode '' or parallel or serial."""

    pipeline: str
    input: str
    kind: str
    index: int | None = None
    total: int | None = None
    mode: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended; ``output`` is the JSON of its pipeline outputs, or its last step's output."""

    run: str
    state: str
    error: str = ""
    tokens: int = 0
    output: str = ""
    artifacts: tuple[Produced, ...] = ()


@dataclass(slots=True)
class RunState:
    """What a run knows by now; the only thing that changes while it goes on."""

    states: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    produced: dict[tuple[str, str], Produced] = field(default_factory=dict)
    places: dict[str, StepPlace] = field(default_factory=dict)
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a part of the executor works with.

    ``run_child`` runs a pipeline as a child run and returns when it is over. ``run_task`` runs a step's own command or
    prompt for one item in the folder of that name below the step's workspace, its outputs and contracts included.
    ``environment`` are the values of ``{{ env.NAME }}``; ``input`` is the run's input, ``depth`` counts parents.
    """

    spec: RunSpec
    run: str
    input: str
    definition: Definition
    manifest: EngineManifest
    recorder: Recorder
    processes: Processes
    cancelled: asyncio.Event
    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    state: RunState
    run_child: Callable[[Context, Step, ChildRun], Awaitable[Outcome]]
    run_task: Callable[[Context, Step, Scope, str], Awaitable[StepOutcome]]
    environment: tuple[tuple[str, str], ...] = ()
    depth: int = 0


class CheckContracts(Protocol):
    """``contracts.check_contracts``."""

    async def __call__(self, step: Step, place: StepPlace, context: Context) -> ContractResult:
        """Check every contract of a step and record what comes out."""


class RunComposition(Protocol):
    """``composition.run_composition``."""

    async def __call__(self, step: Step, context: Context) -> StepOutcome:
        """Run a pipeline, iterate, branch, loop, aggregate or strategy step; its artifacts are kept and recorded."""


class WaitGate(Protocol):
    """``gates.wait_gate``."""

    async def __call__(self, step: Step, context: Context) -> StepOutcome:
        """Wait until a gate is open, or until the run is cancelled."""


class RunHooks(Protocol):
    """``hooks.run_hooks``."""

    async def __call__(self, event: str, context: Context, *, step: str = "", error: str = "") -> HookResult:
        """Run the hooks of an event: run_start, run_completed, run_failed, step_start, step_completed, step_failed,
        step_retrying, workspace_created, contract_validated, artifact_created."""
