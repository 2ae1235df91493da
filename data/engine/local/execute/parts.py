"""What the parts of the executor hand each other, and what it needs from whoever runs it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ...model import RunSpec
from ..service import Exit as Exit
from ..service import Processes as Processes
from .definition import Definition, Step
from .manifest import EngineManifest
from .recording import Recorder as Recorder

COMPLETED, FAILED, SKIPPED = "completed", "failed", "skipped"
REJECTED, CANCELLED = "rejected", "cancelled"
CONTINUED = "continued"
"""A step failed and its run goes on without it."""


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
    for. ``message`` goes with a success, ``note`` is why it did not do all of its work; ``first`` is said before the
    error.
    """

    state: str
    error: str = ""
    first: str = ""
    failure_class: str = ""
    output: str = ""
    artifacts: tuple[Produced, ...] = ()
    tokens: int = 0
    target: str = ""
    action: str = ""
    rework_step: str = ""
    message: str = ""
    note: str = ""


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
    """A run that a step starts: kind as in ``run_kind``, index from 1, mode '' or parallel or serial.

    ``given`` are artifacts that all of its steps find; ``max_cycles`` the rounds of its loops that name none.
    """

    pipeline: str
    input: str
    kind: str
    index: int | None = None
    total: int | None = None
    mode: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    timeout: float | None = None
    given: tuple[Produced, ...] = ()
    max_cycles: int | None = None


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
    given: dict[str, Produced] = field(default_factory=dict)
    places: dict[str, StepPlace] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    worktrees: dict[str, Path] = field(default_factory=dict)
    worktree_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a part of the executor works with.

    ``run_child`` runs a pipeline as a child run and returns when it is over. ``run_task`` runs a step's own command or
    prompt for one item in the folder of that name below the step's workspace, its outputs and contracts included.
    ``environment`` are the values of ``{{ env.NAME }}``; ``input`` is the run's input, ``depth`` counts parents. As
    many commands run at once as there are ``slots``, those of child runs included.
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
    slots: asyncio.Semaphore
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
