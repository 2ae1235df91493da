"""What a recorder knows of its run besides the store: names, and how far each step was written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from .entry import Deliverable, Entry
from .rows import Progress, Try


@dataclass(frozen=True, slots=True)
class Recorded:
    """The run that is written down.

    ``root`` is the project, ``workspace`` the run's folder relative to it; ``resumed_from`` the first step of a run
    that goes on where another one ended, else empty; ``child`` is True for a run inside another one's process.
    """

    run: str
    pipeline: str
    input: str = ""
    workspace: str = ""
    resumed_from: str = ""
    root: str = ""
    child: bool = False


@dataclass(slots=True)
class KnownStep:
    """A step as far as it was written down; ``spent`` are the tokens of the present try."""

    now: Progress
    model: str = ""
    adapter: str = ""
    configured_model: str = ""
    folder: str = ""
    attempt: Try | None = None
    keeps_attempts: bool = False
    attempts_allowed: int = 1
    spent: int = 0
    left: list[Deliverable] = field(default_factory=list)
    shown: int = -1

    def leaves(self, one: Deliverable) -> None:
        """A file of this try; a later one of the same name takes its place."""
        self.left = [*(left for left in self.left if left.name != one.name), one]


@dataclass(slots=True)
class KnownRun:
    """A run as far as it was written down; ``files`` maps ``step:name`` to the path of every artifact."""

    recorded: Recorded
    order: tuple[str, ...] = ()
    steps: dict[str, KnownStep] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    began: float = 0.0
    retries: int = 0
    failure: str = ""

    @property
    def run(self) -> str:
        """The id of the run."""
        return self.recorded.run

    def step(self, name: str) -> KnownStep:
        """What is known of a step, from now on at the latest."""
        return self.steps.setdefault(name, KnownStep(Progress(name, "pending")))

    def persona(self, name: str) -> str:
        """Who works at a step, empty when it is no persona."""
        return self.steps[name].now.persona if name in self.steps else ""

    def entry(self, now: float, state: str, step: str = "", message: str = "", **facts: Unpack[Facts]) -> Entry:
        """An event of this run."""
        return Entry(self.run, now, state, step, message, **facts)


class Facts(TypedDict, total=False):
    """What an event can say besides its message."""

    persona: str
    model: str
    adapter: str
    configured_model: str
    tokens: int
    duration: float | None
    progress: int | None
    subtask: int | None
    subtasks: int | None
    eta: float | None
    files: int | None
    artifact_count: int | None
    workspace: str
    action: str
    artifacts: tuple[str, ...]
    phase: str
    failure_class: str
    tool: str
    target: str
    steps_total: int | None
    steps_done: int | None
