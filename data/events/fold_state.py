"""All that the event files said of one run so far: the state that facts are folded into, kept as one document."""

from __future__ import annotations

from msgspec import Struct

from .facts import ToldArtifact, ToldError, ToldOutcome


class FoldedNote(Struct, omit_defaults=True):
    """A data-quality note; the same one is kept once, ``times`` counts it."""

    subject: str
    text: str
    times: int = 1


class FoldedAttempt(Struct, omit_defaults=True):
    """One try of a step; see ``models.Attempt``."""

    number: int
    state: str = "running"
    started: float | None = None
    ended: float | None = None
    duration: float | None = None
    error: str = ""
    failure_class: str = ""
    tokens: int | None = None
    mode: str = ""
    failures: int | None = None


class FoldedSubtask(Struct, omit_defaults=True):
    """What is below a step; ``subtasks`` by id, in the order in which they were first heard of."""

    id: str
    name: str = ""
    kind: str = ""
    state: str = "pending"
    started: float | None = None
    ended: float | None = None
    current: int | None = None
    total: int | None = None
    unit: str = ""
    progress: float | None = None
    tokens: int | None = None
    eta: float | None = None
    message: str = ""
    error: str = ""
    run: str = ""
    metrics: dict[str, str] = {}
    context: ToldError | None = None
    notes: list[FoldedNote] = []
    subtasks: dict[str, FoldedSubtask] = {}


class FoldedStep(Struct, omit_defaults=True):
    """One step; see ``models.Step``."""

    id: str
    index: int
    state: str = "pending"
    kind: str = ""
    persona: str = ""
    model: str = ""
    adapter: str = ""
    needs: tuple[str, ...] = ()
    started: float | None = None
    ended: float | None = None
    duration: float | None = None
    max_attempts: int | None = None
    tokens: int | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    progress: float | None = None
    current: int | None = None
    total: int | None = None
    unit: str = ""
    weight: float | None = None
    eta: float | None = None
    action: str = ""
    error: str = ""
    remark: str = ""
    validation: str = ""
    passed: int = 0
    failed: int = 0
    files: int | None = None
    artifact_count: int | None = None
    workspace: str = ""
    metrics: dict[str, str] = {}
    context: ToldError | None = None
    notes: list[FoldedNote] = []
    attempts: list[FoldedAttempt] = []
    artifacts: dict[str, ToldArtifact] = {}
    subtasks: dict[str, FoldedSubtask] = {}


class FoldedRun(Struct, omit_defaults=True):
    """One run; see ``models.Run``. ``seen`` is the newest time a record states, ``records`` counts them."""

    id: str
    format: str
    state: str = "pending"
    pipeline: str = ""
    input: str = ""
    error: str = ""
    started: float | None = None
    ended: float | None = None
    seen: float | None = None
    records: int = 0
    step: str = ""
    steps_done: int | None = None
    steps_total: int | None = None
    progress: float | None = None
    how: str = ""
    eta: float | None = None
    tokens: int | None = None
    action: str = ""
    files: int | None = None
    artifact_count: int | None = None
    workspace: str = ""
    kind: str = ""
    parent: str = ""
    parent_step: str = ""
    host: str = ""
    pid: int | None = None
    exit_code: int | None = None
    tags: tuple[str, ...] = ()
    facts: dict[str, str] = {}
    context: ToldError | None = None
    notes: list[FoldedNote] = []
    artifacts: dict[str, ToldArtifact] = {}
    outcomes: list[ToldOutcome] = []
    steps: dict[str, FoldedStep] = {}
