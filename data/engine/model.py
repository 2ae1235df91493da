"""What engines and their callers hand each other: requests, plans, answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, from where: ``via`` is TUI or CLI, ``ssh`` the client's address, empty when local."""

    via: str
    user: str
    uid: int
    host: str
    ssh: str = ""


@dataclass(frozen=True, slots=True)
class StartRequest:
    """A run to be started; empty tuples and strings do not restrict.

    ``origin`` is the run that is being retried; the steps in ``reuse`` are taken from it as they are.
    """

    pipeline: str
    caller: Caller
    input: str = ""
    profile: str = ""
    from_step: str = ""
    steps: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    origin: str = ""
    reuse: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Started:
    """A run that was accepted; ``running`` is False when its supervisor has not answered within the deadline."""

    run: str
    pipeline: str
    status: str
    started: float
    running: bool
    log: Path
    message: str = ""


@dataclass(frozen=True, slots=True)
class Survivor:
    """A process that belongs to a run: pid, parent, command (safe to show)."""

    pid: int
    parent: int
    command: str


@dataclass(frozen=True, slots=True)
class CancelFacts:
    """The four facts of a cancel as unix seconds, None while they are not true yet, and who is left.

    ``grace`` is how many seconds a command has between being asked to end and being ended.
    """

    requested: float | None = None
    seen: float | None = None
    stopped: float | None = None
    verified: float | None = None
    by: str = ""
    force: bool = False
    survivors: tuple[Survivor, ...] = ()
    grace: float | None = None


@dataclass(frozen=True, slots=True)
class Liveness:
    """Whether a run's executor lives: ``alive`` None means it cannot be told; ``why`` is the evidence in words."""

    alive: bool | None
    why: str
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A step that waits for an answer: its question, the keys and labels of its choices, since when it waits."""

    run: str
    step: str
    message: str
    choices: tuple[tuple[str, str], ...]
    asked: float


@dataclass(frozen=True, slots=True)
class Room:
    """What there is room for: free bytes where runs are written, and how many steps of a run work at once."""

    disk_free: int | None = None
    at_once: int | None = None


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step of a plan: what would happen (run, reuse, skip), and why."""

    step: str
    action: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a start or retry would do, in order; ``refusals`` is empty when it can be done.

    ``reused`` names artifacts with their state (ok, MISSING); ``changed`` the lines of the definition that
    differ from the origin's, as a unified diff.
    """

    pipeline: str
    steps: tuple[PlanStep, ...]
    refusals: tuple[str, ...] = ()
    reused: tuple[tuple[str, str], ...] = ()
    changed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunSpec:
    """All a supervisor needs; kept as ``runs/<run>.spec.json`` (mode 0600), so that nothing travels in argv."""

    run: str
    token: str
    pipeline: str
    definition: Path
    root: Path
    state_folder: Path
    store: Path
    request: StartRequest
    created: float
    environment: str = "inherit"
    grace: float = 10.0
    environ: dict[str, str] = field(default_factory=dict)
